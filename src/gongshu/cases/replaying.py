"""Decides a case again from its stored law, to show an auditor that the record and the law agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongshu.cases import reckoning, resolved
from gongshu.cases.models import Case, Move
from gongshu.law.articles import Article
from gongshu.law.errors import LawError
from gongshu.law.parameters import Unit
from gongshu.law.procedures import Procedure
from gongshu.law.terms import Terms
from gongshu.people import permission
from gongshu.people.actor import Actor
from gongshu.people.law import law


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One claim of the record and whether the stored law bears it out."""

    what: str  # move 2 grant, clock reply
    holds: bool
    recorded: str
    law_says: str
    article: Article | None


@permission.query
def replay(actor: Actor, case: Case) -> list[Replayed]:
    """Return for every move and clock of a case what its stored law says and whether the record agrees.

    Only the text kept with the case is read, so the answer does not change when the law folder does.
    """
    permission.require(actor, "cases.see", about=case)
    rules = resolved.read(case.law_id)
    procedure, terms = rules.procedure(case.procedure), rules.terms(case.received_on)
    moves = [_move(procedure, move) for move in case.moves.all()]
    return moves + [_clock(procedure, terms, case, clock.key) for clock in case.clocks.order_by("id")]


def _move(procedure: Procedure, move: Move) -> Replayed:
    try:
        step = procedure.step(move.from_state, move.outcome)
        said, article = step.to, step.article
    except LawError as problem:
        said, article = str(problem), None
    return Replayed(
        what=f"{move.place} {move.outcome}",
        holds=said == move.to_state,
        recorded=move.to_state,
        law_says=said,
        article=article,
    )


def _clock(procedure: Procedure, terms: Terms, case: Case, key: str) -> Replayed:
    clock = case.clocks.get(key=key)
    rule = procedure.clocks[key]
    entries = list(clock.reckoning)
    first = entries[0]
    article = None
    if rule.parameter:
        term = terms[rule.parameter]
        first = reckoning.start(date.fromisoformat(first["on"]), int(term.value), Unit(term.unit).value)
        article = term.article
    stands = reckoning.reckon([first, *entries[1:]], law().calendar)
    return Replayed(
        what=key,
        holds=stands.due == clock.due,
        recorded=clock.due.isoformat(),
        law_says=stands.due.isoformat(),
        article=article,
    )
