"""What a person may do with a case now, with the form that each move needs: the same for pages, API and command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from gongshu.cases import effects, facts, parties, resolved
from gongshu.cases.citing import article_for
from gongshu.cases.errors import CaseError, NoHolder, OwnApplication
from gongshu.cases.models import Case, Draft
from gongshu.cases.resolved import CaseLaw
from gongshu.cases.taking import require_takeable, steps_of
from gongshu.law.articles import Article
from gongshu.law.commitments import Clause
from gongshu.law.procedures import CLOCK, Procedure, Step
from gongshu.law.proposals import FIELD_NAMES
from gongshu.people import permission
from gongshu.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a move or an application asks for."""

    key: str
    label: Mapping[str, str]
    help: Mapping[str, str]
    type: str
    widget: str
    required: bool
    options: Mapping[str, Mapping[str, str]]
    clauses: tuple[Clause, ...] = ()  # of a commitment that is signed by ticking it


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedMove:
    """A move that this person may make now."""

    outcome: str
    title: Mapping[str, str]
    to: Mapping[str, str]  # title of the state that it leads to
    article: Article | None
    proposed: bool
    fields: tuple[Field, ...]
    terms: tuple[str, ...]  # which of the fields are terms of the effect
    office: bool  # one of every office's own moves
    passes_on: str  # the duty that has to see it next inside the body; empty: it takes effect at once
    draft: Mapping[str, Any] | None  # the answer that was drafted, where one passes along


def offered(actor: Actor, case: Case, now: datetime) -> list[OfferedMove]:
    """Return the moves of the table that this person may make, the proposed one first and the office's own last."""
    rules = resolved.read(case.law_id)
    procedure = rules.procedure(case.procedure)
    draft = Draft.objects.filter(case=case).first()
    found = list(_each(actor, case, procedure, rules, draft, timezone.localdate(now)))
    return sorted(found, key=lambda move: (not move.proposed, move.office))


def _each(
    actor: Actor, case: Case, procedure: Procedure, rules: CaseLaw, draft: Draft | None, day: date
) -> Iterator[OfferedMove]:
    for step in procedure.states[case.state].steps.values():
        if step.by == CLOCK or not _may(actor, case, step, procedure, rules, day):
            continue
        chain = _chain(actor, case, step, procedure, draft)
        if chain is not None:
            yield _made(case, step, procedure, rules, draft, chain)


def _may(actor: Actor, case: Case, step: Step, procedure: Procedure, rules: CaseLaw, day: date) -> bool:
    try:
        standing = parties.standing(case, step, procedure, rules, day)
        if not permission.allowed(actor, "cases.move", about=standing).allowed:
            return False
        parties.require_independence(case, step, procedure, standing.body, actor)
        require_takeable(case, step)
    except (CaseError, NoHolder, OwnApplication):
        return False
    return True


def _chain(actor: Actor, case: Case, step: Step, procedure: Procedure, draft: Draft | None) -> str | None:
    """Return the duty that sees the answer next, an empty text where it takes effect, None where it is not this person's turn."""
    if step.inherited or step.by != procedure.decider or step.above:
        return ""
    steps = draft.steps if draft else steps_of(case.decider, case.procedure)
    if len(steps) < 2:
        return ""
    position = draft.position if draft else 0
    if not actor.has(steps[position]) or (draft is not None and draft.outcome != step.outcome):
        return None
    return str(steps[position + 1]) if position + 1 < len(steps) else ""


def _made(
    case: Case, step: Step, procedure: Procedure, rules: CaseLaw, draft: Draft | None, passes_on: str
) -> OfferedMove:
    proposed = bool(case.proposal) and case.proposal["outcome"] == step.outcome
    return OfferedMove(
        outcome=step.outcome,
        title=step.title,
        to=procedure.states[step.to].title,
        article=article_for(case, step, procedure, rules),
        proposed=proposed,
        fields=fields_of(case, step, procedure, rules, proposed=proposed),
        terms=effects.form_of(step.effect),
        office=step.inherited,
        passes_on=passes_on,
        draft=draft.statement if draft and draft.outcome == step.outcome else None,
    )


def fields_of(case: Case, step: Step, procedure: Procedure, rules: CaseLaw, *, proposed: bool) -> tuple[Field, ...]:
    """Return what a move asks for: what the table and its text require, the terms of its effect, and room for a reason."""
    listed = rules.terms(case.received_on).value(step.requires_by, []) if step.requires_by else []
    needed = list(dict.fromkeys([*step.requires, *(FIELD_NAMES.get(key, key) for key in listed)]))
    decides = step.by == procedure.decider and not step.inherited
    if decides and case.proposal and not proposed and "reason" not in needed:
        needed.append("reason")
    asked = list(effects.form_of(step.effect)) + (list(procedure.needed) if step.outcome == "complete" else [])
    asked += ["days"] if step.asks else []
    asked += ["reason", "legal_basis"] if decides else []
    keys = [*needed, *(key for key in dict.fromkeys(asked) if key not in needed)]
    kinds = facts.kinds_of(procedure, rules, case.received_on)
    return tuple(field(key, kinds, required=key in needed) for key in keys)


def field(key: str, kinds: Mapping[str, Mapping[str, Any]], *, required: bool) -> Field:
    """Return how a fact is asked for in a procedure."""
    kind = kinds.get(key, {})
    return Field(
        key=key,
        label=kind.get("label") or {"zh": key, "en": key},
        help=kind.get("help") or {},
        type=str(kind.get("type", "text")),
        widget=str(kind.get("widget", "text")),
        required=required,
        options=kind.get("options") or {},
    )
