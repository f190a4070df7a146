"""The jobs of this layer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from gongshu.audit import sealer
from gongshu.jobs import handler, schedule


@handler("audit.seal")
def seal(payload: dict[str, Any], *, now: datetime) -> None:
    sealer.seal(now)


schedule("audit.seal", every=timedelta(minutes=1))
