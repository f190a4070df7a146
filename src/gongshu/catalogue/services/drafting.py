"""Describing data: new entries, changes of drafts, new versions of what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.catalogue import checking, judging, reading, storing
from gongshu.catalogue.assessing import assess
from gongshu.catalogue.completing import completed
from gongshu.catalogue.description import Description
from gongshu.catalogue.errors import EntryUnfit, NoSuchEntry, NotYet, UnderReview
from gongshu.catalogue.locking import locked
from gongshu.catalogue.models import Entry, EntryVersion, Resource
from gongshu.catalogue.models.entries import reviews
from gongshu.catalogue.numbering import next_numbers
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.rules import Problem, Weight
from gongshu.catalogue.words import ResourceKind, State, VersionState
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body, Region
from gongshu.people.permission import require, service


@service
def add(given: Mapping[str, Any], *, actor: Actor, now: datetime) -> Entry:
    """Keep a new entry as a draft of its provider and return it.

    `given` is what `catalogue template` shows. What a text demands before review may still be missing: `queries.problems` tells it.
    Raises: EntryUnfit with every problem of form and every datum that another body already provides; Refused.
    """
    description, faults = reading.read(given)
    body, region = judging.places(description, faults)
    if body is None or region is None:
        raise EntryUnfit(description.title or "?", faults)
    require(actor, "catalogue.edit", body)
    description = completed(description, body, region.code, timezone.localdate(now))
    _require_keepable(description, region, faults, now)
    with transaction.atomic():
        entry = create(description, body, region, next_numbers(number_region(body))[0], actor, now)
        _add_resources(entry, given, now)
        record(
            Event.ENTRY_CREATE,
            subject_of(entry),
            by=actor,
            at=now,
            facts={"provider": body.code, "title": description.title},
        )
    return entry


@service
def edit(number: str, given: Mapping[str, Any], *, actor: Actor, now: datetime) -> Entry:
    """Change the draft of an entry; fields that are not given stay. A published entry gets a draft of its next version.

    Raises: NoSuchEntry, UnderReview, EntryUnfit, Refused.
    """
    entry = own_entry(number, actor)
    with transaction.atomic():
        entry = locked(entry)
        _require_open(entry)
        found = judging.judged(entry, given, timezone.localdate(now))
        if found.region is None or found.stopping:
            raise EntryUnfit(found.description.title or number, found.stopping)
        version = entry.draft or next_version(entry, actor, now)
        version.region = found.region
        write(version, found.description, actor, now)
        entry.draft, entry.changed_at = version, now
        entry.save(update_fields=["draft", "changed_at"])
        record(
            Event.ENTRY_EDIT,
            subject_of(entry),
            by=actor,
            at=now,
            facts={"version": version.number, "fields": sorted(given)},
        )
    return entry


@service
def drop_draft(number: str, *, actor: Actor, now: datetime) -> Entry:
    """Give up the draft of a published entry's next version. Raises: NoSuchEntry, UnderReview, NotYet where there is none."""
    entry = own_entry(number, actor)
    with transaction.atomic():
        entry = locked(entry)
        _require_open(entry)
        if entry.draft is None or entry.current is None:
            raise NotYet(f"{number} 没有待放弃的修改", f"{number} has no draft of a next version", where=number)
        entry.draft.state = VersionState.DROPPED
        entry.draft.save(update_fields=["state"])
        dropped, entry.draft = entry.draft.number, None
        entry.save(update_fields=["draft"])
        record(Event.ENTRY_EDIT, subject_of(entry), by=actor, at=now, facts={"dropped": dropped})
    return entry


def create(description: Description, body: Body, region: Region, number: str, actor: Actor, now: datetime) -> Entry:
    """Write an entry with its first version, in the caller's transaction."""
    entry = Entry.objects.create(number=number, provider=body, created_at=now, changed_at=now)
    version = EntryVersion(entry=entry, number=1, made_at=now, made_by=actor.login, region=region)
    write(version, description, actor, now)
    entry.draft = version
    entry.save(update_fields=["draft"])
    return entry


def write(version: EntryVersion, description: Description, actor: Actor, now: datetime) -> None:
    """Write what a version with its region says, with the assessment of its opening type, in the caller's transaction."""
    storing.fill(version, description)
    version.assessment = assess(description, terms(timezone.localdate(now)), actor=actor, now=now)
    version.save()
    storing.write_items(version, description)


def next_version(entry: Entry, actor: Actor, now: datetime) -> EntryVersion:
    """Return the next version of an entry, not yet written."""
    last = entry.versions.order_by("-number").values_list("number", flat=True)[0]
    return EntryVersion(entry=entry, number=last + 1, made_at=now, made_by=actor.login)


def _require_keepable(description: Description, region: Region, faults: Sequence[Problem], now: datetime) -> None:
    found = checking.check(description, region.code, timezone.localdate(now))
    stopping = [*faults, *(problem for problem in found if problem.weight is Weight.DRAFT)]
    if stopping:
        raise EntryUnfit(description.title or "?", stopping)


def _add_resources(entry: Entry, given: Mapping[str, Any], now: datetime) -> None:
    """An entry without resources named gets one table: most have just that."""
    wanted = reading.resources(given) or ((ResourceKind.TABLE.value, ""),)
    for place, (kind, title) in enumerate(wanted, 1):
        add_row(entry, kind, title or entry.shown.title, place, now)


def add_row(entry: Entry, kind: str, title: str, place: int, now: datetime) -> Resource:
    return Resource.objects.create(
        number=f"{entry.number}-{place}", entry=entry, kind=kind, title=title, created_at=now
    )


def own_entry(number: str, actor: Actor) -> Entry:
    """Return an entry that this person may change. Raises: NoSuchEntry, Refused."""
    entry: Entry | None = Entry.objects.visible_to(actor).select_related("provider").filter(number=number).first()
    if entry is None:
        raise NoSuchEntry(number)
    require(actor, "catalogue.edit", entry)
    return entry


def number_region(body: Body) -> str:
    """Return the six digits that numbers of a body's entries begin with; a park's entries count with the place it lies in."""
    return body.region_id[:6]


def _require_open(entry: Entry) -> None:
    if entry.state == State.WITHDRAWN:
        raise NotYet(
            f"{entry.number} 已下架",
            f"{entry.number} is withdrawn",
            where=entry.number,
            remedy_zh="另行编制目录",
            remedy_en="describe it anew",
        )
    require_not_in_review(entry)


def review_of(entry: Entry) -> str | None:
    """Return the number of the case that reviews an entry now, alone or with the import it came with."""
    found: str | None = (
        Entry.objects.filter(pk=entry.pk)
        .annotate(reviewed_in=reviews().values("case__number")[:1])
        .values_list("reviewed_in", flat=True)[0]
    )
    return found


def require_not_in_review(entry: Entry) -> None:
    """Raises: UnderReview, naming the case."""
    if case := review_of(entry):
        raise UnderReview(
            f"{entry.number} 正在审核（{case}），审核期间不能修改", f"{entry.number} is under review in {case} and cannot be changed meanwhile",
            where=entry.number, shown=case, remedy_zh=f"先撤回 {case}", remedy_en=f"withdraw {case} first",
        )  # fmt: skip


__all__ = ["add", "create", "drop_draft", "edit"]
