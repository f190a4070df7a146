"""Changing the same fields of many entries: what it would do before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists

from gongshu.catalogue import checking, labels, queries
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import reviews
from gongshu.catalogue.pages.workbench import before_of
from gongshu.catalogue.rules import Problem
from gongshu.catalogue.services.reviewing import MOST
from gongshu.people.actor import Actor

_SHOWN = 50  # entries with problems that are listed; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The entries of a search that a bulk change would touch."""

    entries: Sequence[Entry]  # at most MOST of them
    total: int
    in_review: int  # of them under review, and left alone

    @property
    def most(self) -> int:
        return MOST

    @property
    def is_too_large(self) -> bool:
        return self.total - self.in_review > MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a bulk change would do."""

    changed: Sequence[str]  # numbers of the entries that would say something else
    ready: int  # of them, those that could go to review
    lacking: Sequence[tuple[Entry, Sequence[tuple[Any, Problem]]]]
    more: int  # entries with problems that are not listed


def selection(actor: Actor, text: str, state: str) -> Selection:
    """Return what a search of one's own entries selects."""
    found = queries.own_entries(actor, text=text, state=state)
    free = found.exclude(Exists(reviews()))
    total = found.count()
    return Selection(entries=list(free[:MOST]), total=total, in_review=total - free.count())


def changes(chosen: Selection, given: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the change of each entry that does not say it already, by number."""
    held = {entry.number: before_of(entry) for entry in chosen.entries}
    return {
        number: given for number, said in held.items() if any(said.get(name) != value for name, value in given.items())
    }


def trial(chosen: Selection, wanted: Mapping[str, Mapping[str, Any]], actor: Actor, now: datetime) -> Trial:
    """Return what the changes would do, and write nothing."""
    judged = queries.tried(actor, wanted, now)
    entries = {entry.number: entry for entry in chosen.entries}
    found = {number: checking.hindering(each.problems) for number, each in judged.items()}
    lacking = [
        (entries[number], [(labels.label(problem.path), problem) for problem in problems])
        for number, problems in found.items()
        if problems
    ]
    return Trial(
        changed=list(wanted), ready=len(wanted) - len(lacking), lacking=lacking[:_SHOWN], more=max(0, len(lacking) - _SHOWN)
    )  # fmt: skip
