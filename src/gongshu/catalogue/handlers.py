"""What the worker does for the catalogue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from gongshu.audit import Event, record, subscribe
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.catalogue import likeness, publishing, services
from gongshu.catalogue.batching import JOB
from gongshu.catalogue.locking import locked
from gongshu.catalogue.models import BatchState, HarvestSource, ImportBatch, ImportedEntry, Resource
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.searching.apart import following
from gongshu.catalogue.searching.index import FOLLOW
from gongshu.catalogue.services.harvesting import JOB as HARVEST_JOB
from gongshu.jobs import handler, schedule
from gongshu.jobs.worker import require_lease
from gongshu.people.actor import SYSTEM

SKETCH = "catalogue.sketch"
_CHUNK = 10  # entries published in one transaction


@handler(JOB)
def publish(payload: dict[str, Any], *, now: datetime) -> None:
    """Publish the entries of an approved import, some at a time; what lacks anything stays a draft, with what it lacks."""
    case = Case.objects.get(pk=payload["case"])
    number = str(payload["batch"])
    while _publish_some(number, case, now):
        pass
    with transaction.atomic():
        require_lease()
        ImportBatch.objects.filter(number=number).update(state=BatchState.PUBLISHED)


@handler("catalogue.harvest_due")
def harvest_due(payload: dict[str, Any], *, now: datetime) -> None:
    services.order_due(now=now)


@handler(HARVEST_JOB)
def harvest(payload: dict[str, Any], *, now: datetime) -> None:
    """Read a source of catalogues, if it is not paused."""
    if HarvestSource.objects.filter(number=payload["source"], active=True).exists():
        services.harvest(str(payload["source"]), now=now)


@handler(SKETCH)
def sketch(payload: dict[str, Any], *, now: datetime) -> None:
    """Sketch the columns of what was published, so that the same content of another body is noticed."""
    resource = Resource.objects.select_related("snapshot").filter(number=str(payload["subject"])).first()
    if resource is not None:
        likeness.renew(resource)


@handler(FOLLOW)
def follow(payload: dict[str, Any], *, now: datetime) -> None:
    """Bring the index of its own up to date, where the node has one."""
    if settings.GONGSHU.search_index:
        following.keep_up(now)


subscribe(Event.SNAPSHOT_PUBLISH, SKETCH)
subscribe(Event.SNAPSHOT_RESTORE, SKETCH)
schedule("catalogue.harvest_due", every=timedelta(hours=1))
schedule(
    FOLLOW, every=timedelta(minutes=10)
)  # A node that has just been given an index has no change that would build it.


def _publish_some(number: str, case: Case, now: datetime) -> bool:
    with transaction.atomic():
        require_lease()
        waiting = ImportedEntry.objects.filter(waits_in=number).select_related("entry").order_by("pk")
        links = list(waiting[:_CHUNK])
        for link in links:
            link.waits_in = ""
            try:
                with transaction.atomic():
                    publishing.publish(locked(link.entry), case, actor=SYSTEM, now=now)
            except EffectRefused as refused:
                link.left_out = str(refused.because["zh"])
                facts = {"case": case.number, "batch": number, "reason": link.left_out}
                record(
                    Event.ENTRY_RETURN,
                    subject_of(link.entry),
                    by=SYSTEM,
                    at=now,
                    law=publishing.cited(case),
                    facts=facts,
                )
            link.save(update_fields=["waits_in", "left_out"])
        return bool(links)
