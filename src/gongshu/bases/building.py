"""One build: may the sources still be used, what the lake makes of them, the delivery that publishes it, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongshu.bases.defining import said_of, wanted_of
from gongshu.bases.describing import laxer
from gongshu.bases.errors import CannotBuild
from gongshu.bases.gathering import Gathered, gather
from gongshu.bases.models import Build, Conflict, Database
from gongshu.bases.reach import usable
from gongshu.bases.reading import Fault
from gongshu.catalogue.models import Entry, Resource, Snapshot
from gongshu.catalogue.words import ResourceKind, ResourceState
from gongshu.collection import services as collection
from gongshu.lake.engine import Ref
from gongshu.lake.matching.keys import KeyFault
from gongshu.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The table of a member as a build takes it."""

    entry: Entry
    resource: Resource
    snapshot: Snapshot

    @property
    def ref(self) -> Ref:
        return Ref(self.resource.number, int(self.snapshot.lake))


def taken(base: Database) -> list[Taken | None]:
    """Return the published snapshot of each member's first hooked table, in their order; None where there is none."""
    entries = [each.entry for each in base.members.all()]
    hooked = Resource.objects.filter(
        entry__in=entries, kind=ResourceKind.TABLE, state=ResourceState.HOOKED, snapshot__isnull=False
    ).exclude(snapshot__lake="")
    first: dict[int, Resource] = {}
    for resource in hooked.select_related("snapshot").order_by("pk"):
        first.setdefault(resource.entry_id, resource)
    found: list[Taken | None] = []
    for entry in entries:
        table = first.get(entry.pk)
        held = table.snapshot if table else None
        found.append(Taken(entry=entry, resource=table, snapshot=held) if table and held else None)
    return found


def gathered(base: Database, now: datetime) -> tuple[Gathered, list[Taken]]:
    """Return what the sources yield now. Raises: CannotBuild with everything that keeps it from being built."""
    said, members = said_of(base), taken(base)
    entries = [each.entry for each in base.members.all()]
    faults: list[Fault] = laxer(base.entry.shown, said, entries)
    reach, wanted = usable(base.lead, entries, now), wanted_of(said)
    for entry, member in zip(entries, members, strict=True):
        if lacking := wanted[entry.number] - reach[entry.number]:
            codes = sorted(lacking)
            faults.append(
                (f"{base.lead.short}现在没有使用目录 {entry.number} 数据项 {'、'.join(codes)} 的依据", f"{base.lead.code} may not use {', '.join(codes)} of {entry.number} now")
            )  # fmt: skip
        if member is None:
            faults.append(
                (f"目录 {entry.number} 没有已挂接并发布的库表", f"entry {entry.number} has no hooked table with data")
            )
    ready = [each for each in members if each is not None]
    for member in ready:
        faults += _gone(member, wanted[member.entry.number])
    if faults:
        raise CannotBuild(base.title, faults)
    return gather(said, [each.ref for each in ready], timezone.localdate(now)), ready


def _gone(member: Taken, wanted: set[str]) -> list[Fault]:
    """Name the columns that the snapshot lacks: an entry may say more than was delivered."""
    held = {str(each.get("code") or each["name"]) for each in member.snapshot.columns}
    if lacking := sorted(wanted - held):
        return [
            (
                f"快照 {member.snapshot.number} 没有列 {'、'.join(lacking)}",
                f"snapshot {member.snapshot.number} has no {', '.join(lacking)}",
            )
        ]
    return []


def delivered(base: Database, found: Gathered, now: datetime) -> str:
    """Hand the records over as a delivery in the name of the lead body; return its number. The worker carries it on."""
    actor = Actor(
        account_id=None, login=base.changed_by, name=base.changed_by, body=base.lead.code, via="clock", kind="system"
    )
    return collection.receive(base.entry.number, found.source, actor=actor, now=now).number


def kept(base: Database, found: Gathered, members: Sequence[Taken], delivery: str, *, by: str, now: datetime) -> Build:
    """Write a build with its contradictions; those of earlier builds are dropped, their counts stay."""
    told = [
        {
            "entry": each.entry.number, "resource": each.resource.number, "snapshot": each.snapshot.number, "lake": each.snapshot.lake, "rows": each.snapshot.rows,
            **{str(fault): found.aside.get((place, str(fault)), 0) for fault in KeyFault},
        }
        for place, each in enumerate(members, 1)
    ]  # fmt: skip
    made = Build.objects.create(
        database=base, version=base.version, at=now, by=by, members=told, records=found.records, filled=dict(found.filled),
        conflicts=dict(found.conflicts), delivery=delivery,
    )  # fmt: skip
    Conflict.objects.filter(build__database=base).exclude(build=made).delete()
    Conflict.objects.bulk_create(
        (
            Conflict(build=made, item=item, members=f",{','.join(map(str, places))},", key=key)
            for item, places, key in found.found
        ),
        batch_size=2000,
    )
    return made


def newest(base: Database) -> Build | None:
    """Return the newest build that was done."""
    done: Build | None = base.builds.filter(problem__isnull=True).first()
    return done


def is_current(base: Database) -> bool:
    """Say whether the newest build was made of what is published now, by the definition as it is now."""
    last = base.builds.first()
    if last is None or last.problem is not None or last.version != base.version:
        return False
    return [each["snapshot"] for each in last.members] == [each.snapshot.number if each else "" for each in taken(base)]
