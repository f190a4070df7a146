"""Jobs of base databases: each is built anew after a member was delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.audit import Event, subscribe
from gongshu.bases import orders, services
from gongshu.jobs.registry import handler

__all__ = ["orders"]  # importing it lets work orders be looked at before they close


@handler(services.REFRESH)
def refresh(payload: dict[str, Any], *, now: datetime) -> None:
    services.refresh(str(payload["subject"]), now=now)


subscribe(Event.SNAPSHOT_PUBLISH, services.REFRESH)
subscribe(Event.SNAPSHOT_RESTORE, services.REFRESH)
