"""Taking over the catalogue of another platform: staged in batches, made visible by one update, reviewed as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.cases import services as cases
from gongshu.catalogue.assessing import assess
from gongshu.catalogue.importing import content
from gongshu.catalogue.importing.held import Problems, Seen, Told
from gongshu.catalogue.importing.planning import Input, New, Part, Plan, planned
from gongshu.catalogue.importing.proposals import Fault
from gongshu.catalogue.models import BatchState, Entry, EntryVersion, ImportBatch, ImportedEntry, Item, Resource
from gongshu.catalogue.models.entries import IMPORT
from gongshu.catalogue.models.imports import BATCH
from gongshu.catalogue.numbering import next_numbers
from gongshu.catalogue.services.drafting import number_region
from gongshu.catalogue.services.redrafting import redraft
from gongshu.catalogue.storing import fill, items_of
from gongshu.catalogue.words import ResourceKind, State
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import service

_CHUNK = 100  # entries in one transaction, so that others can write in between
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an import."""

    number: str  # of the batch, empty where nothing was written
    case: str  # number of the batch review, empty where nothing has to be reviewed
    read: int
    created: int
    changed: int
    unchanged: int
    faults: Told
    identifiers: Seen  # of every record that was read

    def as_json(self) -> dict[str, Any]:
        return {
            "read": self.read, "imported": self.created + self.changed, "created": self.created, "changed": self.changed,
            "unchanged": self.unchanged, "left_out": self.faults.left_out, "batch": self.number, "case": self.case,
            "problems": Problems(self.faults),
        }  # fmt: skip


@service
def import_catalogue(
    given: Input, *, review: bool = True, actor: Actor, now: datetime, progress: Progress = lambda done: None
) -> Imported:
    """Keep the records of a file as drafts under one batch review and return what came of each.

    A record that cannot be kept is left out and told; a record of the same source and identifier changes its draft, or nothing.
    What the drafts lack under the law is for the review to tell. Source: 达州办法 第十三条第三款. Raises: FileUnfit; Refused.
    """
    plan = planned(given, actor, now)
    batch: ImportBatch | None = None
    refused = done = 0
    for part in plan.parts:
        if part.new or part.changed:
            batch = batch or _begun(given, plan, actor, now)
            refused += _written(batch, part, actor, now)
        done += len(part.new) + len(part.changed)
        progress(done)
    if batch is None:
        return _told("", "", plan, 0)
    with transaction.atomic():
        _show(batch, plan, plan.changed - refused, review, actor, now)
    return _told(batch.number, batch.case, plan, refused)


def _written(batch: ImportBatch, part: Part, actor: Actor, now: datetime) -> int:
    """Write a part, a chunk in a transaction; return how many records could not change their entry, which is told in the part."""
    for new in _chunks(part.new):
        with transaction.atomic():
            _stage(batch, new, actor, now)
    told: list[Fault] = []
    for changed in _chunks(part.changed):
        with transaction.atomic():
            told += [fault for change in changed if (fault := redraft(batch, change, actor, now)) is not None]
    part.faults += told
    return len(told)


def _told(number: str, case: str, plan: Plan, refused: int) -> Imported:
    return Imported(
        number=number, case=case, read=plan.read, created=plan.created, changed=plan.changed - refused,
        unchanged=plan.unchanged, faults=plan.faults, identifiers=plan.identifiers,
    )  # fmt: skip


def _begun(given: Input, plan: Plan, actor: Actor, now: datetime) -> ImportBatch:
    with transaction.atomic():
        running = next_numbers(f"{plan.body.region_id[:6]}-{BATCH}")[0]
        batch = ImportBatch.objects.create(
            number=running, body=plan.body, source=plan.source, mapping=given.mapping.name, file=given.file[-200:],
            digest=content.digest(given.content), made_at=now, made_by=actor.login,
        )  # fmt: skip
    _sweep(batch)
    return batch


def _sweep(batch: ImportBatch) -> None:
    """Remove what an import of the same source left half written when its process died."""
    dead = Entry.objects.filter(state=State.STAGED, imported__source=batch.source).exclude(imported__batch=batch)
    while keys := list(dead.values_list("pk", flat=True)[:_CHUNK]):
        with transaction.atomic():
            Entry.objects.filter(pk__in=keys).update(draft=None)
            Entry.objects.filter(pk__in=keys).delete()
    left = ImportBatch.objects.filter(source=batch.source, state=BatchState.STAGING, entries=None).exclude(pk=batch.pk)
    ImportBatch.objects.filter(pk__in=list(left.values_list("pk", flat=True))).delete()


def _chunks(found: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(found), _CHUNK):
        yield found[start : start + _CHUNK]


def _stage(batch: ImportBatch, new: Sequence[New], actor: Actor, now: datetime) -> None:
    """Write entries that nobody sees yet, in the caller's transaction."""
    entries = Entry.objects.bulk_create(
        Entry(number=number, provider=each.body, state=State.STAGED, created_at=now, changed_at=now)
        for each, number in zip(new, _numbers(new), strict=True)
    )
    versions = EntryVersion.objects.bulk_create(
        _version(entry, each, actor, now) for entry, each in zip(entries, new, strict=True)
    )
    Item.objects.bulk_create(
        item for version, each in zip(versions, new, strict=True) for item in items_of(version, each.description)
    )
    own = EntryVersion.objects.filter(entry=OuterRef("pk")).values("pk")[:1]
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(draft=Subquery(own))
    Resource.objects.bulk_create(
        Resource(number=f"{entry.number}-1", entry=entry, kind=ResourceKind.TABLE, title=each.description.title, created_at=now)
        for entry, each in zip(entries, new, strict=True)
    )  # fmt: skip
    ImportedEntry.objects.bulk_create(
        ImportedEntry(
            entry=entry, source=batch.source, identifier=each.proposal.identifier, batch=batch, waits_in=batch.number, line=each.proposal.line,
            digest=each.digest, raw=dict(each.proposal.raw), lacks=each.lacks,
        )
        for entry, each in zip(entries, new, strict=True)
    )  # fmt: skip
    facts = {"batch": batch.number, "entries": [entry.number for entry in entries]}
    record(Event.ENTRY_IMPORT, Subject(IMPORT, batch.number, batch.source), by=actor, at=now, facts=facts)


def _numbers(new: Sequence[New]) -> list[str]:
    counts = Counter(number_region(each.body) for each in new)
    left = {region: iter(next_numbers(region, count)) for region, count in counts.items()}
    return [next(left[number_region(each.body)]) for each in new]


def _version(entry: Entry, each: New, actor: Actor, now: datetime) -> EntryVersion:
    version = EntryVersion(entry=entry, number=1, made_at=now, made_by=actor.login, region_id=each.description.region)
    fill(version, each.description)
    version.assessment = assess(each.description, terms(timezone.localdate(now)), actor=actor, now=now)
    return version


def _show(batch: ImportBatch, plan: Plan, changed: int, review: bool, actor: Actor, now: datetime) -> None:
    """Make the staged entries visible by one update and open their review."""
    waiting = ImportedEntry.objects.filter(waits_in=batch.number)
    batch.created, batch.changed, batch.unchanged, batch.state = plan.created, changed, plan.unchanged, BatchState.KEPT
    batch.read, batch.told = plan.read, plan.faults.summed()
    batch.complete = waiting.filter(lacks=0).count()
    batch.save()
    Entry.objects.filter(state=State.STAGED, imported__batch=batch).update(state=State.DRAFT)
    if not review:
        waiting.update(waits_in="")
    elif waiting.exists():
        batch.case = cases.open_case("catalogue-import", [batch.number], {}, actor=actor, now=now).number
        batch.save(update_fields=["case"])
    facts = {
        "read": batch.read,
        "created": batch.created,
        "changed": changed,
        "source": batch.source,
        "digest": batch.digest,
    }
    record(
        Event.IMPORT_FINISH, Subject(IMPORT, batch.number, batch.source), by=actor, at=now, facts={**facts, "case": batch.case}
    )  # fmt: skip
