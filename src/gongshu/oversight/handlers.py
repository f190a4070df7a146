"""The daily job of oversight."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from gongshu.jobs import handler, schedule
from gongshu.oversight import services


@handler("oversight.take_down")
def take_down(payload: dict[str, Any], *, now: datetime) -> None:
    services.take_down(now=now)


schedule("oversight.take_down", daily=time(0, 10))
