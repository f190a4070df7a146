"""The jobs of subscriptions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gongshu.jobs import handler, schedule
from gongshu.subscription import sending, services
from gongshu.subscription.services import SEND


@handler("subscription.due")
def due(payload: dict[str, Any], *, now: datetime) -> None:
    """Open the batches whose time has come."""
    services.start_due(now)
    services.forget_nonces(datetime.now(UTC))  # Requests are fresh by the clock on the wall.


@handler(SEND)
def send(payload: dict[str, Any], *, now: datetime) -> None:
    sending.run(payload["batch"], now)


schedule("subscription.due", every=timedelta(minutes=1))
