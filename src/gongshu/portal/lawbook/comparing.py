"""Two places side by side, value by value, by topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from gongshu.law import Law
from gongshu.law.terms import Term
from gongshu.portal.lawbook.words import topic_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value in both places; None where a place's law is silent."""

    name: str
    left: Term | None
    right: Term | None

    @property
    def differs(self) -> bool:
        return bool(_content(self.left) != _content(self.right))

    @property
    def any(self) -> Term:
        term = self.left or self.right
        assert term is not None  # a row is made for a term of one side
        return term


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    topics: Sequence[tuple[Any, Sequence[Row]]]
    differing: int
    same: int


def compare(law: Law, left: str, right: str, day: date, *, times_only: bool, all_rows: bool) -> Comparison:
    """Return what the law of two places says on a day, drafts read as if in force. Raises: UnknownName."""
    one, two = (law.terms(path, day, as_if_in_force=True) for path in (left, right))
    rows = [Row(name=name, left=one.get(name), right=two.get(name)) for name in sorted({*one, *two})]
    if times_only:
        rows = [row for row in rows if any(term.unit.is_time for term in (row.left, row.right) if term)]
    differing = [row for row in rows if row.differs]
    shown = rows if all_rows else differing
    grouped = groupby(shown, key=lambda row: row.name.partition(".")[0])
    return Comparison(
        topics=[(topic_of(key), list(group)) for key, group in grouped],
        differing=len(differing),
        same=len(rows) - len(differing),
    )


def _content(term: Term | None) -> Any:
    return None if term is None else (term.unit, term.value)
