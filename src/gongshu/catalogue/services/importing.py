"""Taking over the catalogue of another platform: staged in batches, made visible by one update, reviewed as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.cases import services as cases
from gongshu.catalogue.assessing import assess
from gongshu.catalogue.importing.planning import Input, New, Plan, planned
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
    faults: Sequence[Fault]
    identifiers: Collection[str] = frozenset()  # of every record that was read

    def as_json(self) -> dict[str, Any]:
        left_out = len({fault.line for fault in self.faults if fault.stops})
        return {
            "read": self.read, "imported": self.created + self.changed, "created": self.created, "changed": self.changed,
            "unchanged": self.unchanged, "left_out": left_out, "batch": self.number, "case": self.case,
            "problems": [fault.as_json() for fault in self.faults],
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
    if not plan.new and not plan.changed:
        return _told("", "", plan, ())
    with transaction.atomic():
        batch = _begun(given, plan, actor, now)
    _sweep(batch)
    done = 0
    for new in _chunks(plan.new):
        with transaction.atomic():
            _stage(batch, new, actor, now)
        progress(done := done + len(new))
    refused: list[Fault] = []
    for changed in _chunks(plan.changed):
        with transaction.atomic():
            refused += [fault for change in changed if (fault := redraft(batch, change, actor, now)) is not None]
        progress(done := done + len(changed))
    with transaction.atomic():
        _show(batch, plan, len(plan.changed) - len(refused), review, actor, now)
    return _told(batch.number, batch.case, plan, refused, len(refused))


def _told(number: str, case: str, plan: Plan, refused: Sequence[Fault], less: int = 0) -> Imported:
    faults = sorted((*plan.faults, *refused), key=lambda fault: fault.line)
    return Imported(
        number=number, case=case, read=plan.read, created=len(plan.new), changed=len(plan.changed) - less,
        unchanged=plan.unchanged, faults=faults, identifiers=plan.identifiers,
    )  # fmt: skip


def _begun(given: Input, plan: Plan, actor: Actor, now: datetime) -> ImportBatch:
    running = next_numbers(f"{plan.body.region_id[:6]}-{BATCH}")[0]
    return ImportBatch.objects.create(
        number=running, body=plan.body, source=plan.source, mapping=given.mapping.name, file=given.file[-200:],
        digest=sha256(given.content).hexdigest(), read=plan.read, told=_summed(plan.faults), made_at=now, made_by=actor.login,
    )  # fmt: skip


def _summed(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """How often each thing is wrong, the most frequent first: a page holds no hundred thousand lines."""
    counts = Counter((fault.field, fault.value[:80], fault.zh, fault.en) for fault in faults)
    return [
        {"field": field, "value": value, "zh": zh, "en": en, "count": count}
        for (field, value, zh, en), count in counts.most_common(200)
    ]


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
    batch.created, batch.changed, batch.unchanged, batch.state = len(plan.new), changed, plan.unchanged, BatchState.KEPT
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
