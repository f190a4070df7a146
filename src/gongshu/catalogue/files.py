"""The files of a file resource (文件): what a snapshot keeps of each, and who learns their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from gongshu.catalogue.models import Entry, Resource, Snapshot
from gongshu.catalogue.words import Attribute, ResourceKind, ResourceState
from gongshu.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """One file of a snapshot, kept whole; its bytes lie encrypted in the lake."""

    file: str  # number of the delivery that brought it, by which it is fetched
    name: str  # as it was delivered, without any folder
    size: int  # bytes
    digest: str  # SHA-256, hexadecimal
    media: str  # media type, application/pdf
    at: str  # when it was delivered, ISO 8601
    key: str  # identifier of the key it is encrypted with; never shown

    @property
    def format(self) -> str:
        """The ending of its name, by which people know it: PDF, DOCX, ZIP; empty where there is none."""
        return PurePath(self.name).suffix[1:11].upper()

    @property
    def delivered_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    def as_json(self) -> dict[str, Any]:
        """Return what may be told of it: all but its key."""
        return {name: value for name, value in asdict(self).items() if name != "key"} | {"format": self.format}


def of_snapshot(snapshot: Snapshot | None) -> tuple[HeldFile, ...]:
    """Return the files of a snapshot in the order of their delivery; none of a table's."""
    return tuple(HeldFile(**each) for each in snapshot.files) if snapshot else ()


def are_named_to(actor: Actor, entry: Entry) -> bool:
    """Say whether names and digests of files may be told: not to those from whom the data itself is withheld."""
    if actor.body and actor.body == entry.provider.code:
        return True
    attribute = entry.shown.sharing if actor.body else entry.shown.opening
    return attribute in (Attribute.UNCONDITIONAL, Attribute.CONDITIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceFiles:
    """The published files of one resource as the page of a data set lists them."""

    resource: Resource
    files: Sequence[HeldFile]
    named: bool  # whether names and digests are told

    @property
    def size(self) -> int:
        return sum(each.size for each in self.files)


def listed(resources: Sequence[Resource], entry: Entry, actor: Actor) -> list[ResourceFiles]:
    """Return the files of those resources that this person sees: hooked ones, to their provider all."""
    owns = bool(actor.body) and actor.body == entry.provider.code
    named = are_named_to(actor, entry)
    return [
        ResourceFiles(resource=each, files=of_snapshot(each.snapshot), named=named)
        for each in resources
        if each.kind == ResourceKind.FILE and each.snapshot and (owns or each.state == ResourceState.HOOKED)
    ]
