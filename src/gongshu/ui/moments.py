"""Moments as scripts read them: one zone, the node's, in every answer."""

from __future__ import annotations

from datetime import datetime
from typing import overload

from django.utils import timezone


@overload
def local_iso(at: datetime) -> str: ...
@overload
def local_iso(at: None) -> None: ...
def local_iso(at: datetime | None) -> str | None:
    """Return a moment in the node's zone (2026-03-02T09:00:00+08:00); None stays None."""
    return timezone.localtime(at).isoformat() if at else None
