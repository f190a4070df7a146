"""A procedure's table in the words of its readers: who moves, where to, by which day, under which article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongshu.law import Jurisdiction, Law
from gongshu.law.articles import Article
from gongshu.law.errors import UnknownName
from gongshu.law.procedures import Clock, Procedure, State, Step
from gongshu.law.proposals import FIELD_NAMES
from gongshu.law.terms import Term, Terms
from gongshu.portal.lawbook.words import PARTIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who takes a step: a party of the case, or the role that the text gives it to."""

    name: Mapping[str, str] | str
    article: Article | None
    above: bool  # the same role one level up


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    step: Step
    hand: Hand
    to: State
    article: Article | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A clock with the term it runs by; None where no text of the place sets it."""

    clock: Clock
    term: Term | None
    owed_by: Hand
    ends_in: Sequence[tuple[str, Term]]  # extensions: the move's title key and its term


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All that the page of a procedure shows."""

    procedure: Procedure
    place: Jurisdiction
    provided: bool  # a text of the place provides for it
    decider: Hand
    opener: Hand
    clocks: Sequence[Running]
    states: Sequence[tuple[State, Sequence[Move]]]  # without the moves that every open state has
    office: Sequence[Move]  # those moves, once
    facts: Sequence[tuple[Mapping[str, str], bool]]  # label, needed
    needed_by: Term | None


def read(law: Law, name: str, path: str, day: date) -> Table:
    """Return the table of a procedure in a place on a day, drafts read as if in force. Raises: UnknownName."""
    procedure = law.procedure(name, path)
    terms = law.terms(path, day, as_if_in_force=True)
    reader = _Reader(law, law.jurisdiction(path).path, procedure, terms)
    return Table(
        procedure=procedure,
        place=law.jurisdiction(path),
        provided=not procedure.allowed_by or bool(terms.value(procedure.allowed_by)),
        decider=reader.hand(procedure.decider),
        opener=reader.hand(procedure.opened_by),
        clocks=[reader.clock(clock) for clock in procedure.clocks.values()],
        states=[(state, reader.moves(state)) for state in _first_state_first(procedure)],
        office=reader.office(),
        facts=reader.facts(),
        needed_by=terms.get(procedure.needed_by) if procedure.needed_by else None,
    )


def _first_state_first(procedure: Procedure) -> list[State]:
    return sorted(procedure.states.values(), key=lambda state: state.name != procedure.initial)


@dataclass(frozen=True, slots=True)
class _Reader:
    law: Law
    path: str
    procedure: Procedure
    terms: Terms

    def hand(self, key: str, *, above: bool = False) -> Hand:
        if key in PARTIES:
            return Hand(name=str(PARTIES[key]), article=None, above=above)
        try:
            function = self.law.function(key, self.path)
        except UnknownName:
            return Hand(name=key, article=None, above=above)
        if function.role is None:
            return Hand(
                name=str(PARTIES.get(function.party or "", function.party or key)),
                article=function.article,
                above=above,
            )
        role = self.law.role(function.role, self.path)
        return Hand(name=role.name, article=function.article, above=above or function.above)

    def move(self, step: Step) -> Move:
        hand = self.hand(step.by, above=step.above)
        extension = self.terms.get(step.extends.parameter) if step.extends else None
        article = step.article or (extension.article if extension else None) or hand.article
        return Move(
            step=step, hand=hand, to=self.procedure.states[step.to], article=None if step.inherited else article
        )

    def moves(self, state: State) -> list[Move]:
        return [self.move(step) for step in state.steps.values() if not step.inherited]

    def office(self) -> list[Move]:
        """The moves that every open state has, once, as the first state has them."""
        first: dict[str, Step] = {}
        for state in _first_state_first(self.procedure):
            for step in state.steps.values():
                if step.inherited:
                    first.setdefault(step.outcome, step)
        return [self.move(step) for step in first.values()]

    def clock(self, clock: Clock) -> Running:
        extending = [step for step in self.procedure.steps() if step.extends and step.extends.clock == clock.key]
        ends = {
            step.outcome: self.terms[step.extends.parameter]
            for step in extending
            if step.extends and step.extends.parameter in self.terms
        }
        term = self.terms.get(clock.parameter) if clock.parameter else None
        return Running(clock=clock, term=term, owed_by=self.hand(clock.owed_by), ends_in=list(ends.items()))

    def facts(self) -> list[tuple[Mapping[str, str], bool]]:
        listed = self.terms.value(self.procedure.needed_by, []) if self.procedure.needed_by else []
        needed = {*self.procedure.needed, *(FIELD_NAMES.get(key, key) for key in listed)}
        keys = dict.fromkeys([*self.procedure.facts, *sorted(needed)])
        return [(self.law.fact_kinds.get(key, {}).get("label", {"zh": key, "en": key}), key in needed) for key in keys]
