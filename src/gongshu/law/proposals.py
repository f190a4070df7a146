"""What the law asks for in a case: a proposal with its article. An officer still has to sign it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongshu.law.articles import Article
from gongshu.law.conditions import MISSING, Facts, is_reference, look_up
from gongshu.law.errors import NothingProposed
from gongshu.law.procedures import Procedure, Step
from gongshu.law.terms import Terms

# The texts list 依据 under one word, which the forms call by its full name.
FIELD_NAMES = {"basis": "legal_basis", "application_scenario": "scenario", "purpose_or_scenario": "purpose"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    outcome: str
    article: Article | None
    because: str  # the condition that held, in the words of the table
    warnings: tuple[str, ...] = ()  # unverified values and conflicts that an officer has to know of


def propose(procedure: Procedure, facts: Facts, terms: Terms) -> Proposal:
    """Return the first rule of the table that holds, with its article; an officer still has to sign it.

    Raises: NothingProposed when no rule holds for these facts.
    """
    known = {**facts, "term": {name: term.value for name, term in terms.held.items() if term.decides}}
    for rule in procedure.propose:
        if rule.condition.holds(known):
            return Proposal(
                outcome=rule.outcome,
                article=rule.article or procedure.article,
                because=str(rule.condition),
                warnings=_warnings(procedure, terms),
            )
    raise NothingProposed(
        f"procedure {procedure.name} has no rule for {sorted(facts)}; end its `propose` with a rule without `if`",
        f"{procedure.title['zh']}（{procedure.name}）的流程表没有适用于这些事实的规则；请在 propose 末尾加一条不带 if 的规则",
    )


def _warnings(procedure: Procedure, terms: Terms) -> tuple[str, ...]:
    used = {clock.parameter for clock in procedure.clocks.values()}
    unsure = (terms.get(name) for name in sorted(name for name in used if name))
    doubts = [
        f"{term.name}: {term.article} is not verified"
        for term in unsure
        if term is not None and term.status == "unverified"
    ]
    return tuple(doubts + [str(conflict) for conflict in terms.conflicts if conflict.name in used])


def lacking(procedure: Procedure, facts: Facts, terms: Terms) -> list[str]:
    """Return the facts that the table, or the parameter it names, demands and that are not given, in the order demanded."""
    return _missing(procedure.needed, procedure.needed_by, facts, terms)


def unsaid(step: Step, facts: Facts, terms: Terms) -> list[str]:
    """Return what the statement of a move has to say and does not: what the table requires, and what its parameter lists."""
    return _missing(step.requires, step.requires_by, facts, terms)


def _missing(demanded: Sequence[str], parameter: str | None, facts: Facts, terms: Terms) -> list[str]:
    listed = terms.value(parameter, []) if parameter else []
    names = dict.fromkeys([*demanded, *(FIELD_NAMES.get(key, key) for key in listed)])
    return [name for name in names if look_up(facts, f"facts.{name}") is MISSING]


def explain(procedure: Procedure, facts: Facts) -> Mapping[str, Any]:
    """Return the value of every fact that the opening condition mentions, to tell an applicant why it does not hold."""
    found = {
        reference: look_up(facts, reference) for reference in procedure.open_if.references() if is_reference(reference)
    }
    return {reference: None if value is MISSING else value for reference, value in found.items()}
