"""One page of rows, newest or oldest first, by the number of its first or last row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

SIZE = 20
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Rows, and the cursors of the pages around them; empty where there is none."""

    rows: Sequence[Row]
    before: str
    after: str


def page(
    found: QuerySet[Row], *, after: str = "", before: str = "", size: int = SIZE, oldest_first: bool = False
) -> Page[Row]:
    """Return the page after or before a row; a cursor that is no number is none."""
    newer, older = ("pk__gt", "pk"), ("pk__lt", "-pk")
    (onward, order), (back, turned) = (newer, older) if oldest_first else (older, newer)
    if before.isdecimal() and not after.isdecimal():
        held = list(found.filter(**{back: int(before)}).order_by(turned)[: size + 1])
        rows = held[:size][::-1]
        less, more = len(held) > size, True
    else:
        start = int(after) if after.isdecimal() else None
        rest = found.filter(**{onward: start}) if start is not None else found
        held = list(rest.order_by(order)[: size + 1])
        rows, less, more = held[:size], start is not None, len(held) > size
    return Page(
        rows=rows, before=str(rows[0].pk) if rows and less else "", after=str(rows[-1].pk) if rows and more else ""
    )
