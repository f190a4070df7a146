"""The job of interfaces: looking whether their sources can be reached."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from gongshu.interfaces import probing
from gongshu.jobs import handler, schedule


@handler("interfaces.probe")
def probe(payload: dict[str, Any], *, now: datetime) -> None:
    probing.probe(now)


schedule("interfaces.probe", every=timedelta(minutes=5))
