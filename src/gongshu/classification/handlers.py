"""Jobs of classification: once a day each body is asked for the attributes that are due."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from gongshu.classification import services
from gongshu.jobs.registry import handler, schedule

ASK = "classification.ask"


@handler(ASK)
def ask(payload: dict[str, Any], *, now: datetime) -> None:
    services.ask(now=now)


schedule(ASK, daily=time(5, 10))
