"""What waits for moderation: cases whose table offers a move that shows something to the public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gongshu.cases import resolved
from gongshu.cases.models import Case
from gongshu.participation.effects import SHOWING
from gongshu.people.actor import Actor
from gongshu.people.law import jurisdiction, law
from gongshu.people.permission import query, require
from gongshu.ui.paging import Page, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One submission that nobody but its author, its moderators and the provider has seen."""

    case: Case
    title: Mapping[str, str]  # of the procedure
    head: str
    text: str
    rest: Sequence[tuple[Mapping[str, str], str]]  # label and value of what else was said, such as a link
    about: Sequence[Any]  # subjects of the case
    by: str  # citizen or company
    moves: Sequence[tuple[str, Mapping[str, str]]]  # outcome and title, the showing one first


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """One page of what waits."""

    page: Page[Case]
    rows: Sequence[Waiting]


@query
def waiting(actor: Actor, *, after: str = "", before: str = "", size: int = 20) -> Submitted:
    """Return one page of what waits for this person's body to moderate, oldest first. Raises: Refused for the public."""
    require(actor, "participation.moderate")
    found = Case.objects.all().visible_to(actor).filter(_may_be_shown(), ended=False, decider__code=actor.body)
    cases = found.select_related("applicant_account").prefetch_related("subjects")
    held = page(cases, after=after, before=before, size=size, oldest_first=True)
    return Submitted(page=held, rows=[_waiting(case) for case in held.rows])


def _may_be_shown() -> Q:
    """Cases in a state from which their table leads to the public."""
    wanted = Q(pk__in=())
    for name in law().procedure_names(jurisdiction().path):
        if states := _states(name):
            wanted |= Q(procedure=name, state__in=states)
    return wanted


def _states(name: str) -> set[str]:
    """The states of a table in which something may be shown."""
    return {step.state for step in law().procedure(name, jurisdiction().path).steps() if step.effect in SHOWING}


def _waiting(case: Case) -> Waiting:
    rules = resolved.read(case.law_id)
    table = rules.procedure(case.procedure)
    steps = [step for step in table.states[case.state].steps.values() if step.by == table.decider]
    return Waiting(
        case=case,
        title=table.title,
        head=str(case.facts.get("subject_line", "")),
        text=str(case.facts.get("issue") or case.facts.get("description") or ""),
        rest=[
            (rules.facts[key]["label"], str(case.facts[key]))
            for key in table.facts
            if key in case.facts and key not in ("subject_line", "issue", "description")
        ],
        about=list(case.subjects.all()),
        by=case.applicant_account.kind if case.applicant_account else "",
        moves=[(step.outcome, step.title) for step in sorted(steps, key=lambda step: step.effect not in SHOWING)],
    )
