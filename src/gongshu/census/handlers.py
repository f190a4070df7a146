"""Jobs of the census: each body is asked by a case of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.census import services
from gongshu.jobs.registry import handler


@handler(services.ASK)
def ask(payload: dict[str, Any], *, now: datetime) -> None:
    services.ask(int(payload["round"]), now=now)
