"""After a crash: every delivery that nobody works on any more is completed, or ended with the reason."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from django.conf import settings

from gongshu.collection import carrying, lease
from gongshu.collection.models import Delivery, Upload
from gongshu.collection.models.deliveries import State
from gongshu.people.actor import SYSTEM
from gongshu.people.permission import require, service

_KEPT = 24 * 3600.0  # seconds after which a spool file that no delivery knows is what a crash left


@service
def recover(now: datetime, *, wall: float | None = None) -> int:
    """Complete what dead processes left and return how many deliveries that were. `wall` is the machine's clock, seconds."""
    require(SYSTEM, "collection.recover")
    at = time.time() if wall is None else wall
    running = Delivery.objects.select_related("resource__entry", "base").filter(state=State.WRITING)
    found = [delivery for delivery in running if lease.is_abandoned(delivery, at)]
    done = sum(carrying.resumed(delivery, now, wall=at) for delivery in found)
    _sweep_spool(at)
    return done


def _sweep_spool(wall: float) -> None:
    for path in Path(settings.GONGSHU.spool).glob("*.delivery"):
        if (
            path.stat().st_mtime < wall - _KEPT
            and not Delivery.objects.filter(pk=path.stem, state=State.WRITING).exists()
            and not Upload.objects.filter(pk=path.stem).exists()
        ):
            path.unlink(missing_ok=True)
