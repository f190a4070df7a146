"""Keeping an opening plan, and publishing its numbered versions."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import OPENED
from gongshu.catalogue.words import State
from gongshu.ledger import jcs
from gongshu.opening.errors import NothingPlanned, RecordUnfit
from gongshu.opening.finding import entry_for
from gongshu.opening.models import PlanLine, PlanVersion
from gongshu.opening.recording import subject_of
from gongshu.people.actor import Actor
from gongshu.people.models import Region
from gongshu.people.permission import require, service


@service
def plan(entry: str, *, planned_on: date, opening: str, actor: Actor, now: datetime) -> PlanLine:
    """Plan to open an entry by a day, in the plan of its level for that year; planning it again changes the line.

    Raises: NoSuchEntry; Refused; RecordUnfit.
    """
    found, day = entry_for(actor, entry), timezone.localdate(now)
    region: Region = found.provider.region
    require(actor, "opening.plan", (region, day))
    faults = []
    if opening not in OPENED:
        faults.append(
            (f"开放类型“{opening}”：可选 {'、'.join(OPENED)}", f"opening {opening!r}: choose {', '.join(OPENED)}")
        )
    if found.state != State.PUBLISHED:
        faults.append(("目录尚未发布", "the entry is not published"))
    if faults:
        raise RecordUnfit(entry, faults)
    said = {"region": region, "planned_on": planned_on, "opening": opening, "made_at": now, "made_by": actor.login}
    with transaction.atomic():
        line, _ = PlanLine.objects.update_or_create(year=planned_on.year, entry=found, defaults=said)
        _note(found, actor, now, {"year": line.year, "planned_on": planned_on.isoformat(), "opening": opening})
    return line


@service
def unplan(entry: str, year: int, *, actor: Actor, now: datetime) -> None:
    """Take an entry out of the plan of a year. Raises: NoSuchEntry; Refused."""
    found = entry_for(actor, entry)
    require(actor, "opening.plan", (found.provider.region, timezone.localdate(now)))
    with transaction.atomic():
        if PlanLine.objects.filter(entry=found, year=year).delete()[0]:
            _note(found, actor, now, {"year": year, "planned_on": None})


def _note(entry: Entry, actor: Actor, now: datetime, facts: dict[str, Any]) -> None:
    record(
        Event.PLAN_CHANGE, Subject("catalogue-entry", entry.number, entry.shown.title), by=actor, at=now, facts=facts
    )


@service
def publish_plan(region: str, year: int, *, actor: Actor, now: datetime) -> PlanVersion:
    """Fix what the plan of a level and year holds now as its next version and return it. Raises: Refused; NothingPlanned."""
    place, day = Region.objects.get(code=region), timezone.localdate(now)
    require(actor, "opening.plan", (place, day))
    lines = [
        {"entry": line.entry.number, "planned_on": line.planned_on.isoformat(), "opening": line.opening}
        for line in PlanLine.objects.filter(region=place, year=year).select_related("entry")
    ]
    with transaction.atomic():
        last = (
            PlanVersion.objects.select_for_update(of=("self",))
            .filter(region=place, year=year)
            .order_by("-version")
            .first()
        )
        if (not lines and last is None) or (last is not None and last.lines == lines):
            raise NothingPlanned(
                f"{year} 年开放计划没有尚未发布的变化", f"the opening plan of {year} holds nothing that is not published", shown=year,
                remedy_zh="列入或者改动目录后再发布", remedy_en="plan an entry, or change a line, first",
            )  # fmt: skip
        made = PlanVersion.objects.create(
            region=place, year=year, version=last.version + 1 if last else 1, lines=lines, digest=sha256(jcs.canonical(lines)).hexdigest(),
            published_at=now, published_by=actor.login,
        )  # fmt: skip
        facts = {"version": made.version, "lines": len(lines), "digest": made.digest}
        record(Event.PLAN_PUBLISH, subject_of(made), by=actor, at=now, facts=facts)
    return made
