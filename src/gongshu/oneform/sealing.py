"""What a filling holds, sealed: data about a person or firm never lies in clear in the control database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from gongshu.grants.vaulting import unwrap, wrap
from gongshu.oneform.models import Filling

_PURPOSE = "filled forms"  # of the key that seals them


def sealed(number: str, said: Mapping[str, Any]) -> bytes:
    """Return what is kept of a filling; its number is authenticated with it."""
    return wrap(json.dumps(said, ensure_ascii=False).encode(), settings.GONGSHU.derived(_PURPOSE), number)


def opened(filling: Filling) -> dict[str, Any]:
    """Return what a filling holds: its key, and the values that were shared and asked, by place. Raises: FileDamaged."""
    said: dict[str, Any] = json.loads(unwrap(bytes(filling.sealed), settings.GONGSHU.derived(_PURPOSE), filling.number))
    return said
