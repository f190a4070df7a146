"""Jobs of standards: an issued version takes effect on its day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.jobs.registry import handler
from gongshu.standards import services


@handler(services.TAKE_EFFECT)
def take_effect(payload: dict[str, Any], *, now: datetime) -> None:
    services.take_effect(int(payload["version"]), now=now)
