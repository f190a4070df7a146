"""Every published entry for other catalogues; read in batches, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone

from gongshu.catalogue import citing
from gongshu.catalogue.citing import Citation
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import EntryVersion, IndexedEntry, Resource
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.published import Published, of_entry
from gongshu.catalogue.scoring import Profile, Score, profiled, scored
from gongshu.catalogue.storing import description_of
from gongshu.catalogue.words import ResourceState
from gongshu.people.actor import ANYONE, Actor
from gongshu.people.law import terms
from gongshu.people.permission import query

_BATCH = 500  # entries in memory at once


@query
def published(actor: Actor, *, since: str = "") -> Iterator[Published]:
    """Return every published entry that this person may see, by number, after the number `since`."""
    return _read(IndexedEntry.objects.visible_to(actor), actor, since)


@query
def some_published(actor: Actor, numbers: Sequence[str]) -> list[Published]:
    """Return those of the numbered entries that are published and this person may see, in the order of the numbers."""
    visible = IndexedEntry.objects.visible_to(actor).filter(number__in=numbers)
    found = {row.number: of_entry(row.entry, actor) for row in _with_all(visible)}
    return [found[number] for number in numbers if number in found]


@query
def citation(actor: Actor, number: str, now: datetime) -> Citation:
    """Return how a published entry is cited by somebody who reads it today. Raises: NoSuchEntry."""
    found = some_published(actor, [number])
    if not found:
        raise NoSuchEntry(number)
    return citing.citation(found[0], timezone.localdate(now))


@query
def score(actor: Actor, number: str, now: datetime) -> tuple[Published, Score, Profile]:
    """Return how well a published entry is described, and its profile under today's text. Raises: NoSuchEntry."""
    row = _with_all(IndexedEntry.objects.visible_to(actor).filter(number=number)).first()
    if row is None:
        raise NoSuchEntry(number)
    found = of_entry(row.entry, ANYONE)
    profile = profiled(description_of(found.version), terms(timezone.localdate(now)))
    return found, scored(found), profile


def _read(visible: Indexed, actor: Actor, since: str) -> Iterator[Published]:
    last = since
    while batch := list(_with_all(visible.filter(number__gt=last)).order_by("number")[:_BATCH]):
        yield from (of_entry(row.entry, actor) for row in batch)
        last = batch[-1].number


def _with_all(visible: Indexed) -> Indexed:
    version = Prefetch("entry__current", EntryVersion.objects.select_related("region").prefetch_related("items"))
    hooked = Resource.objects.filter(state=ResourceState.HOOKED).select_related("snapshot__download").order_by("pk")
    resources = Prefetch("entry__resources", hooked)
    return visible.select_related("entry__provider__region").prefetch_related(version, resources)
