"""Fills a demonstration node: cast, bodies, entries, deliveries and a story that ends today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from django.utils import timezone

from gongshu.audit import sealer
from gongshu.cases.models import Case
from gongshu.catalogue.models import Entry
from gongshu.catalogue.services import load_synonyms
from gongshu.demonstration import (
    bases,
    classification,
    exchange,
    forms,
    opening,
    people,
    register,
    registers,
    standards,
    story,
)
from gongshu.jobs import worker
from gongshu.people.actor import SYSTEM
from gongshu.people.law import law
from gongshu.people.models import Body
from gongshu.site import making

BEGAN = 64  # working days before today
A_DAY = (
    2  # entries that are described and delivered on one working day, so that the last are there before the story begins
)
LISTED_AFTER = (19, 35)  # entries; what comes later waits for the next version of the lists


def fill(now: datetime, *, told: Callable[[str], None] = lambda words: None) -> dict[str, int]:
    """Fill an empty node and return what it holds; a node that is filled already is only counted."""
    if not Entry.objects.exists():
        _fill(now, told)
    return {
        "bodies": Body.objects.count(),
        "entries": Entry.objects.count(),
        "open": Case.objects.filter(ended=False, procedure__endswith="application").count(),
    }


def _fill(now: datetime, told: Callable[[str], None]) -> None:
    today = timezone.localdate(now)
    start = timezone.make_aware(datetime.combine(law().calendar.before(today, BEGAN), time(8, 30)))
    told("人员和单位")
    making.fill(start, rehearsal=True)
    people.join(start)
    load_synonyms(actor=SYSTEM, now=start)
    registers.import_duties(start)
    classification.make_rules(start)
    standards.adopt(start)
    sealer.seal(start)
    numbers: dict[str, str] = {}
    for place, described in enumerate(register.descriptions()):
        told(described["title"])
        day = law().calendar.after(start.date(), 1 + place // A_DAY)
        at = timezone.make_aware(datetime.combine(day, time(9 + place % A_DAY)))
        entered = register.enter(described, numbers, at)
        numbers[entered.key] = entered.number
        worker.drain(at)
        if place in LISTED_AFTER:
            register.publish_lists(at)
        sealer.seal(at)
    registers.register_systems(numbers, at)
    opening.plan(numbers, today, at)
    story.play(numbers, today, told)
    registers.hold_census(now)
    register.classify(numbers, now)
    register.publish_more(now)
    register.revise(now)
    classification.revise_rules(now)
    classification.list_data(numbers, now)
    standards.make(now)
    bases.make(numbers, now)
    worker.drain(now)
    forms.define(now)
    exchange.run(now)
    sealer.seal(now)
