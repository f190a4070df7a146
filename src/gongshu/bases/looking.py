"""One record by its exact key (一人一档、一企一码), as far as the body of whoever looks may use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from gongshu.bases import building, gathering
from gongshu.bases.defining import said_of
from gongshu.bases.errors import CannotBuild
from gongshu.bases.gathering import Record, Value
from gongshu.bases.models import Build, Database, Member
from gongshu.bases.reach import usable
from gongshu.bases.reading import Said
from gongshu.catalogue.models import Snapshot
from gongshu.lake.engine import Ref
from gongshu.people.models import Body

PURPOSE = "digests of looked-up keys"  # of the key that is derived from the node's master key


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a body may use of a base: whole items of the result, or what single members give it."""

    items: frozenset[str]  # codes of which at least one source may be used
    whole: frozenset[str]  # codes of which every source may be used
    members: Mapping[int, frozenset[str]]  # codes of the record's items, by place of the member

    def covers(self, item: str, place: int) -> bool:
        return item in self.whole or item in self.members.get(place, frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one source says, for a page."""

    value: str | None  # None: the body of whoever looks may not use it
    member: Member
    as_of: date | None  # of the row where the table says so
    delivered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of the record."""

    code: str
    name: str
    told: Told | None  # None: no source has a value
    others: Sequence[Told]  # what sources say differently


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The answer to a look; `lines` is None where no record has the key."""

    base: Database
    build: Build
    key: str
    lines: Sequence[Line] | None


def allowed(base: Database, body: Body, now: datetime) -> Allowed:
    """Return what this body may use: what it may of the result's entry, and of each member's."""
    members, said = list(base.members.all()), said_of(base)
    reach = usable(body, [base.entry, *(each.entry for each in members)], now)
    # The lead body provides the result, but a source that it may not use any more is not its own for that.
    whole = frozenset() if base.lead_id == body.pk else reach[base.entry.number] & {item.code for item in said.items}
    places = {each.entry.number: each.place for each in members}
    given: dict[int, set[str]] = {}
    for item in said.items:
        for entry, column in item.sources:
            if column in reach[entry]:
                given.setdefault(places[entry], set()).add(item.code)
    some = frozenset(code for codes in given.values() for code in codes)
    frozen = {place: frozenset(codes) for place, codes in given.items()}
    return Allowed(items=some | whole, whole=frozenset(whole), members=frozen)


def found(base: Database, written: str, allowed: Allowed, now: datetime) -> Look:
    """Return one record of the newest build. Raises: CannotBuild where nothing was built yet."""
    built, said = _built(base), said_of(base)
    key = gathering.normal_key(said, written)
    records = gathering.records(said, refs(built), [key], timezone.localdate(now)) if key else {}
    record = records.get(key)
    return Look(
        base=base, build=built, key=key, lines=None if record is None else _lines(base, built, said, record, allowed)
    )


def _built(base: Database) -> Build:
    built = building.newest(base)
    if built is None or built.version != base.version:
        raise CannotBuild(base.title, [("还没有按现行定义归集", "it was not built by its definition yet")])
    return built


def refs(built: Build) -> list[Ref]:
    """Return the snapshots that a build was made of."""
    return [Ref(each["resource"], int(each["lake"])) for each in built.members]


def _lines(base: Database, built: Build, said: Said, record: Record, allowed: Allowed) -> list[Line]:
    members = {each.place: each for each in base.members.all()}
    days = _delivered_on(built)

    def told(code: str, value: Value) -> Told:
        text = value.value if allowed.covers(code, value.place) else None
        return Told(value=text, member=members[value.place], as_of=value.as_of, delivered_on=days[value.place])

    lines = []
    for item in said.items:
        best = record.values[item.code]
        others = [told(item.code, each) for each in record.differing.get(item.code, ()) if best is None or each.place != best.place or each.value != best.value]  # fmt: skip
        if item.code in allowed.items:
            lines.append(
                Line(code=item.code, name=item.name, told=told(item.code, best) if best else None, others=others)
            )
    return lines


def _delivered_on(built: Build) -> dict[int, date]:
    at = dict(
        Snapshot.objects.filter(number__in=[each["snapshot"] for each in built.members]).values_list("number", "at")
    )
    return {place: timezone.localdate(at[each["snapshot"]]) for place, each in enumerate(built.members, 1)}
