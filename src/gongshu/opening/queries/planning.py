"""Where an opening plan stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.lists.columns import COLUMNS, Column
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import OPENED
from gongshu.catalogue.words import Attribute, ResourceState, State
from gongshu.law.terms import Term
from gongshu.opening.models import PlanLine, PlanVersion
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Region
from gongshu.people.permission import allowed, query

# When a version that opens the entry was first published.
_OPENED_AT = {
    "opened_at": Min("versions__published_at", filter=Q(versions__opening__in=OPENED)),
    "unconditional_at": Min("versions__published_at", filter=Q(versions__opening=Attribute.UNCONDITIONAL)),
}
_SAYS = ("title", "provider", "update_frequency")  # where no text lists what an opening catalogue states


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEntry:
    """One line of a plan: due, kept, late (opened after its day) or overdue (its day is past and nothing is open)."""

    number: str
    entry: Entry | None  # None: this person may not see it
    cells: Sequence[tuple[Column, str]]
    planned_on: date
    opening: str
    opened_on: date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    region: Region
    year: int
    fields: Term | None  # what a text wants an opening catalogue to state
    columns: Sequence[Column]
    lines: Sequence[PlannedEntry]
    versions: Sequence[PlanVersion]
    pending: bool  # whether it holds what its last version does not
    keeps: bool  # whether this person may change and publish it

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def overdue(self) -> int:
        return self.count("overdue")


@query
def plan(actor: Actor, region: str, year: int, now: datetime) -> PlanStanding:
    """Return the plan of a level and year: to its keeper as it is, to others as last published. Raises: NoSuchEntry."""
    place, day = _region(region), timezone.localdate(now)
    keeps = allowed(actor, "opening.plan", (place, day)).allowed
    versions = list(PlanVersion.objects.filter(region=place, year=year).order_by("-version"))
    own = PlanLine.objects.filter(region=place, year=year).select_related("entry")
    working = [_line(each.entry.number, each.planned_on, each.opening) for each in own]
    published = versions[0].lines if versions else []
    return _standing(
        actor,
        place,
        year,
        working if keeps else published,
        versions,
        day,
        pending=keeps and working != published,
        keeps=keeps,
    )


@query
def plan_version(actor: Actor, region: str, year: int, version: int, now: datetime) -> PlanStanding:
    """Return one published version of a plan; how its lines stand is told as of today. Raises: NoSuchEntry."""
    place, day = _region(region), timezone.localdate(now)
    held = PlanVersion.objects.filter(region=place, year=year, version=version).first()
    if held is None:
        raise NoSuchEntry(f"{region}.{year}.{version}", "开放计划版本", "version of an opening plan")
    return _standing(actor, place, year, held.lines, [held], day, pending=False, keeps=False)


def _standing(
    actor: Actor, place: Region, year: int, lines: Sequence[Mapping[str, str]], versions: Sequence[PlanVersion], day: date, *, pending: bool, keeps: bool
) -> PlanStanding:  # fmt: skip
    fields = terms(day).get("opening.catalogue_fields")
    said = [
        name for name in (fields.value if fields and fields.decides else _SAYS) if name in COLUMNS and name != "opening"
    ]
    columns = [COLUMNS[name] for name in said]
    seen = Entry.objects.visible_to(actor).filter(number__in=[line["entry"] for line in lines])
    known = {
        entry.number: entry
        for entry in seen.annotate(**_OPENED_AT)
        .select_related("provider", "current__region", "current__entry__provider")
        .prefetch_related("resources", "current__items")
    }
    planned = [_planned(line, known.get(line["entry"]), columns, day) for line in lines]
    return PlanStanding(
        region=place, year=year, fields=fields if fields and fields.decides else None, columns=columns, lines=planned, versions=versions,
        pending=pending, keeps=keeps,
    )  # fmt: skip


def _region(code: str) -> Region:
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise NoSuchEntry(code, "行政区划", "region")
    return found


def _line(entry: str, planned_on: date, opening: str) -> dict[str, str]:
    return {"entry": entry, "planned_on": planned_on.isoformat(), "opening": opening}


def _planned(line: Mapping[str, str], entry: Entry | None, columns: Sequence[Column], day: date) -> PlannedEntry:
    planned_on, opened_on = (
        date.fromisoformat(line["planned_on"]),
        _opened_on(entry, line["opening"]) if entry else None,
    )
    if opened_on is not None:
        state = "kept" if opened_on <= planned_on else "late"
    else:
        state = "overdue" if day > planned_on else "due"
    version = entry.current if entry else None
    return PlannedEntry(
        number=line["entry"], entry=entry, cells=[(column, column.cell(version) if version else "") for column in columns], planned_on=planned_on,
        opening=line["opening"], opened_on=opened_on, state=state,
    )  # fmt: skip


def _opened_on(entry: Any, wanted: str) -> date | None:
    """The day from which an entry has been open as planned, with data behind it; conditional is kept by unconditional too."""
    version = entry.current
    accepted = OPENED if wanted == Attribute.CONDITIONAL else (wanted,)
    if version is None or entry.state != State.PUBLISHED or version.opening not in accepted:
        return None
    since = entry.opened_at if wanted == Attribute.CONDITIONAL else entry.unconditional_at
    hooked = [each.hooked_at for each in entry.resources.all() if each.state == ResourceState.HOOKED and each.hooked_at]
    return timezone.localdate(max(since, min(hooked))) if hooked and since else None
