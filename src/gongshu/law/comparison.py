"""Lays the law of several places, or of two law folders, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongshu.law.conditions import MISSING, Facts, look_up
from gongshu.law.due import Due, due
from gongshu.law.errors import LawError, NothingProposed, NotSet, UnknownName
from gongshu.law.library import Law
from gongshu.law.measures import Status
from gongshu.law.procedures import Procedure
from gongshu.law.proposals import Proposal, lacking, propose
from gongshu.law.terms import Term, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    name: str
    left: Term | None
    right: Term | None


def differences(left: Terms, right: Terms) -> list[Difference]:
    """Return the terms whose value or unit differs, by name; a term that one side lacks is None there."""
    names = sorted({*left, *right})
    pairs = [Difference(name=name, left=left.get(name), right=right.get(name)) for name in names]
    return [pair for pair in pairs if _content(pair.left) != _content(pair.right)]


def _content(term: Term | None) -> Any:
    return None if term is None else (term.unit, term.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What one case would owe in one jurisdiction; nothing is decided by it."""

    jurisdiction: str
    status: Status
    procedure: Procedure
    provided: bool  # a text of the place provides for the procedure
    dues: Mapping[str, Due]  # by clock
    open_times: Mapping[str, Mapping[str, str]]  # clock → why no day falls due, in Chinese and English
    extended: Mapping[str, Due]
    lacking: list[str]
    proposal: Proposal | None


def simulate(law: Law, procedure: str, facts: Facts, received: date) -> list[Simulation]:
    """Return what a case received on a day would owe under each local text, drafts included. Raises: UnknownName."""
    places = [j for j in law.jurisdictions.values() if j.main is not None and "/" in j.path]
    known = {name for place in places for name in law.procedure_names(place.path)}
    if procedure not in known:
        raise UnknownName("procedure", procedure, known)
    return [
        _simulate(law, procedure, facts, received, place.path)
        for place in places
        if procedure in law.procedure_names(place.path)
    ]


def _simulate(law: Law, name: str, facts: Facts, received: date, path: str) -> Simulation:
    main = law.jurisdiction(path).main
    assert main is not None
    terms = law.terms(path, received, as_if_in_force=True)
    procedure = law.procedure(name, path)
    dues: dict[str, Due] = {}
    unset: dict[str, Mapping[str, str]] = {}
    for key, clock in procedure.clocks.items():
        try:
            dues[key] = _clock_due(law, terms, clock.parameter, clock.days_from, clock.starts, facts, received)
        except LawError as problem:
            unset[key] = problem.because
    return Simulation(
        jurisdiction=path,
        status=main.status_on(received),
        procedure=procedure,
        provided=not procedure.allowed_by or bool(terms.value(procedure.allowed_by)),
        dues=dues,
        open_times=unset,
        extended=_extended(law, terms, procedure, dues),
        lacking=lacking(procedure, facts, terms),
        proposal=_proposal(procedure, facts, terms),
    )


def _clock_due(
    law: Law, terms: Terms, parameter: str | None, days_from: str | None, starts: str, facts: Facts, received: date
) -> Due:
    start = received if starts == "received" else look_up(facts, starts)
    if start is MISSING or not isinstance(start, date):
        raise NotSet(
            f"the clock runs from {starts}, a day that is not given; write it in the file of --facts",
            f"期限自 {starts} 起算，没有给出这一天；请写在 --facts 的文件里",
        )
    if parameter is None:
        raise NotSet(
            f"the number of days is what {days_from} says; nothing is decided before",
            f"天数由 {days_from} 写明，此前没有届满日",
        )
    term = law.term(terms, parameter, received)
    return due(start, term.value, term.unit, law.calendar, term.article)


def _extended(law: Law, terms: Terms, procedure: Procedure, dues: Mapping[str, Due]) -> dict[str, Due]:
    found: dict[str, Due] = {}
    for step in procedure.steps():
        if step.extends and step.extends.clock in dues and step.extends.parameter in terms:
            term = terms[step.extends.parameter]
            if term.unit.is_time and isinstance(term.value, int):
                found[step.extends.clock] = due(
                    dues[step.extends.clock].day, term.value, term.unit, law.calendar, term.article
                )
    return found


def _proposal(procedure: Procedure, facts: Facts, terms: Terms) -> Proposal | None:
    try:
        return propose(procedure, facts, terms)
    except NothingProposed:
        return None
