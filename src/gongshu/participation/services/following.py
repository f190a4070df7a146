"""Keeps the public rows in step with the cases that they tell of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from gongshu.cases import facts, resolved
from gongshu.cases.models import Case
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.law.procedures import Procedure
from gongshu.participation.models import Application, Question
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service


@service
def follow_case(number: str, *, now: datetime, actor: Actor = SYSTEM) -> int:
    """Bring what the public may know of a case up to date, and return in how many rows; a table that shows nothing has none.

    The rows are a copy that jobs make of what the case's own events have recorded.
    """
    require(actor, "participation.tell")
    case = Case.objects.all().visible_to(actor).get(number=number)
    table = resolved.read(case.law_id).procedure(case.procedure)
    clock = case.clocks.order_by("due").first()
    with transaction.atomic():
        if clock is not None:
            Question.objects.filter(case=number, answered_at__isnull=True).exclude(due=clock.due).update(due=clock.due)
        if table.shows is None:
            return 0
        said = {
            "title": dict(table.title),
            "received_on": case.received_on,
            "facts": _shown(case, table),
            "state": dict(table.states[case.state].title),
            "ended": case.ended,
            "due": clock.due if clock else None,
            "late": bool(clock and clock.missed_at),
        }
        about = case.subjects.filter(kind=ENTRY).values("subject")
        entries = list(Entry.objects.filter(number__in=about))
        for entry in entries:
            Application.objects.update_or_create(case=number, entry=entry, defaults=said)
    return len(entries)


def _shown(case: Case, table: Procedure) -> list[dict[str, Any]]:
    """Return what was chosen of the facts that the table shows. A text that somebody wrote is never shown: it may name them."""
    kinds = facts.kinds_of(table, resolved.read(case.law_id), case.received_on)
    found = []
    for key in table.shows or ():
        chosen = (kinds.get(key, {}).get("options") or {}).get(case.facts.get(key))
        if chosen:
            found.append({"label": dict(kinds[key]["label"]), "value": dict(chosen)})
    return found
