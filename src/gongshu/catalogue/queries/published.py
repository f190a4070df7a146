"""Every published entry with all that other catalogues want to know of it; read in batches, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from gongshu.catalogue.files import HeldFile, are_named_to, of_snapshot
from gongshu.catalogue.models import Entry, EntryVersion, IndexedEntry, Item, Resource
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.words import Attribute, ResourceKind, ResourceState
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import query

_BATCH = 500  # entries in memory at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One hooked resource as others may know it."""

    resource: Resource
    rows: int | None  # of a table
    files: Sequence[HeldFile]  # of a file resource, where names may be told


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One published entry in its current version."""

    entry: Entry
    version: EntryVersion
    provider: Body
    items: Sequence[Item]
    given: Sequence[Given]
    delivered_at: datetime | None  # newest data

    @property
    def number(self) -> str:
        return self.entry.number

    @property
    def is_free(self) -> bool:
        """Whether anybody takes its data without an application."""
        return self.version.opening == Attribute.UNCONDITIONAL

    @property
    def table(self) -> Given | None:
        """The table whose rows leave, None where none is hooked."""
        return next((each for each in self.given if each.resource.kind == ResourceKind.TABLE), None)


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


def _read(visible: Indexed, actor: Actor, since: str) -> Iterator[Published]:
    last = since
    while batch := list(_with_all(visible.filter(number__gt=last)).order_by("number")[:_BATCH]):
        yield from (of_entry(row.entry, actor) for row in batch)
        last = batch[-1].number


def _with_all(visible: Indexed) -> Indexed:
    version = Prefetch("entry__current", EntryVersion.objects.select_related("region").prefetch_related("items"))
    hooked = Resource.objects.filter(state=ResourceState.HOOKED).select_related("snapshot").order_by("pk")
    resources = Prefetch("entry__resources", hooked)
    return visible.select_related("entry__provider__region").prefetch_related(version, resources)


def of_entry(entry: Entry, actor: Actor) -> Published:
    """Return what others may know of an entry that this person sees; its version, items and resources were read with it."""
    named = are_named_to(actor, entry)
    hooked = [each for each in entry.resources.all() if each.state == ResourceState.HOOKED]
    version = entry.shown
    return Published(
        entry=entry, version=version, provider=entry.provider, items=list(version.items.all()), given=[_given(each, named) for each in hooked],
        delivered_at=max((each.delivered_at for each in hooked if each.delivered_at), default=None),
    )  # fmt: skip


def _given(resource: Resource, named: bool) -> Given:
    snapshot = resource.snapshot
    is_table = resource.kind == ResourceKind.TABLE
    files = of_snapshot(snapshot) if named and not is_table else ()
    return Given(resource=resource, rows=snapshot.rows if is_table and snapshot else None, files=files)
