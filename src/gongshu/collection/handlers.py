"""Jobs of collection: carrying uploads on, recovering after a crash, fetching sources, noticing drift from the entry."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from datetime import time as wall_time
from typing import Any

from gongshu.catalogue import lake
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NotYet
from gongshu.collection import carrying, lease, numbering, storing
from gongshu.collection.datasources import fetching
from gongshu.collection.models import Delivery
from gongshu.collection.models.deliveries import State
from gongshu.collection.services.recovering import recover
from gongshu.collection.services.sourcing import FETCH, start_due
from gongshu.collection.services.uploading import sweep_uploads
from gongshu.collection.steps import CARRY, DRIFT
from gongshu.collection.telling import unknown
from gongshu.jobs.registry import handler, schedule

lake.kept_by(storing.engine)
lake.counted_by(numbering.records_of)


@handler(CARRY)
def carry(payload: dict[str, Any], *, now: datetime) -> None:
    """Carry an upload on, unless another process has done so or is about to."""
    waiting = (
        Delivery.objects.select_related("resource__entry", "base")
        .filter(pk=payload["delivery"], state=State.WRITING)
        .first()
    )
    if waiting is not None and lease.is_abandoned(waiting, time.time()):
        carrying.resumed(waiting, now)


@handler("collection.recover")
def run_recovery(payload: dict[str, Any], *, now: datetime) -> None:
    recover(now)


@handler(DRIFT)
def notice_drift(payload: dict[str, Any], *, now: datetime) -> None:
    """Start the provider's clock to bring the entry up to date."""
    delivery = Delivery.objects.select_related("resource__entry").get(pk=payload["delivery"])
    lacking = set(delivery.missing)
    columns = [each["name"] for each in delivery.columns if each["name"] not in lacking] + unknown(delivery)
    try:
        catalogue.notice_drift(delivery.resource.entry.number, columns, now=now)
    except NotYet:
        return  # A draft has nothing published that could be out of date.


@handler("collection.sources")
def start_sources(payload: dict[str, Any], *, now: datetime) -> None:
    """Open the fetches whose time has come."""
    start_due(now)


@handler(FETCH)
def fetch(payload: dict[str, Any], *, now: datetime) -> None:
    fetching.run(payload["fetch"], now)


@handler("collection.uploads")
def sweep_unfinished(payload: dict[str, Any], *, now: datetime) -> None:
    """Delete files that did not come whole and of which nothing has come for days."""
    sweep_uploads(now)


schedule("collection.uploads", daily=wall_time(3, 20))
schedule("collection.recover", every=timedelta(minutes=1))
schedule("collection.sources", every=timedelta(minutes=1))
