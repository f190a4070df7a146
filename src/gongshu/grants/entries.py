"""The one place where grants read the catalogue: what an entry offers, and which table stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongshu.catalogue.files import HeldFile, of_snapshot
from gongshu.catalogue.models import Entry, EntryVersion, Resource
from gongshu.catalogue.words import ResourceKind, ResourceState, State
from gongshu.grants.errors import UnknownGrant
from gongshu.grants.offers import Offer, OfferedItem, Receiver
from gongshu.people.actor import Actor
from gongshu.people.models import Account, Body


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRef:
    """The published snapshot of an entry's table."""

    entry: str
    resource: str  # number of the resource
    snapshot: str  # number of the snapshot
    lake: str  # its identifier in the lake
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """One file that an entry publishes."""

    entry: str
    resource: str  # number of the resource
    snapshot: str  # number of the snapshot
    held: HeldFile

    def as_json(self) -> dict[str, Any]:
        return {**self.held.as_json(), "resource": self.resource, "snapshot": self.snapshot}


def entry_of(number: str) -> Entry:
    """Return a published entry with its version and provider. Raises: UnknownGrant for a number that nobody published."""
    found = Entry.objects.select_related("current", "provider").filter(number=number, current__isnull=False).first()
    if found is None:
        raise UnknownGrant(
            f"没有已发布的目录 {number}", f"there is no published entry {number!r}", shown=number,
            remedy_zh="核对编号，或者在目录中搜索", remedy_en="check the number or search the catalogue",
        )  # fmt: skip
    return found


def offer_of(entry: Entry) -> Offer:
    """Return what a published entry offers, from its current version."""
    version = entry.current
    assert version is not None  # entry_of lets nothing else in
    kinds = {each.kind for each in entry.resources.all() if each.state == ResourceState.HOOKED}
    return Offer(
        number=entry.number,
        title=version.title,
        provider=entry.provider.code,
        sharing=version.sharing,
        opening=version.opening,
        items=_items(version),
        published=entry.state == State.PUBLISHED,
        live=bool(kinds),
        only_files=kinds == {ResourceKind.FILE},
        withheld_under=f"{version.sharing_basis_law}{version.sharing_basis_article}",
    )


def _items(version: EntryVersion) -> tuple[OfferedItem, ...]:
    return tuple(
        OfferedItem(
            code=item.code,
            name=item.name,
            type=item.type,
            key=item.key,
            level=item.level or version.level,
            personal=item.personal,
        )
        for item in version.items.all()
    )


def table_of(number: str) -> TableRef | None:
    """Return the published snapshot of the entry's first hooked table, or None: only files, or nothing live."""
    hooked = Resource.objects.filter(entry__number=number, entry__state=State.PUBLISHED, state=ResourceState.HOOKED)
    found = (
        hooked.filter(kind=ResourceKind.TABLE, snapshot__isnull=False).select_related("snapshot").order_by("pk").first()
    )
    if found is None or found.snapshot is None:
        return None
    snapshot = found.snapshot
    return TableRef(
        entry=number, resource=found.number, snapshot=snapshot.number, lake=snapshot.lake, rows=snapshot.rows
    )


def files_of(number: str) -> tuple[FileRef, ...]:
    """Return the files of the entry's hooked file resources in the order of resource and delivery."""
    hooked = Resource.objects.filter(entry__number=number, entry__state=State.PUBLISHED, state=ResourceState.HOOKED)
    found = hooked.filter(kind=ResourceKind.FILE, snapshot__isnull=False).select_related("snapshot").order_by("pk")
    return tuple(
        FileRef(entry=number, resource=each.number, snapshot=each.snapshot.number, held=held)
        for each in found
        if each.snapshot
        for held in of_snapshot(each.snapshot)
    )


def has_interface(number: str) -> bool:
    """Say whether a published entry has a hooked interface of its source."""
    hooked = Resource.objects.filter(entry__number=number, entry__state=State.PUBLISHED, state=ResourceState.HOOKED)
    return hooked.filter(kind=ResourceKind.INTERFACE).exists()


def receiver_of(party: Body | Account) -> Receiver:
    """Return a body or a member of the public as the rules know them."""
    if isinstance(party, Body):
        return Receiver(kind="public-body", name=party.zh, code=party.code, body_kind=party.kind)
    return Receiver(kind=party.kind, name=party.name)


def receiver_for(actor: Actor) -> Receiver:
    """Return as whom somebody who acts now may take data: their body, or themselves."""
    if actor.body:
        return receiver_of(Body.objects.get(code=actor.body))
    return Receiver(kind=actor.kind, name=actor.name)
