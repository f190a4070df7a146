"""A published entry with all that other catalogues want to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongshu.catalogue.files import HeldFile, are_named_to, of_snapshot
from gongshu.catalogue.models import Download, Entry, EntryVersion, Item, Resource
from gongshu.catalogue.words import Attribute, ResourceKind, ResourceState
from gongshu.people.actor import Actor
from gongshu.people.models import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One hooked resource as others may know it."""

    resource: Resource
    rows: int | None  # of a table
    files: Sequence[HeldFile]  # of a file resource, where names may be told

    @property
    def download(self) -> Download | None:
        """The file of a table as anybody takes it; None where nobody may, or before it was written once."""
        return getattr(self.resource.snapshot, "download", None) if self.resource.kind == ResourceKind.TABLE else None


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
