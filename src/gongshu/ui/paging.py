"""One page of rows, newest first, by the number of its first or last row."""

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


def page(found: QuerySet[Row], *, after: str = "", before: str = "", size: int = SIZE) -> Page[Row]:
    """Return the page after or before a row; a cursor that is no number is none."""
    if before.isdecimal() and not after.isdecimal():
        newer = list(found.filter(pk__gt=int(before)).order_by("pk")[: size + 1])
        rows = newer[:size][::-1]
        more, older = len(newer) > size, True
    else:
        start = int(after) if after.isdecimal() else None
        below = found.filter(pk__lt=start) if start is not None else found
        held = list(below.order_by("-pk")[: size + 1])
        rows, more, older = held[:size], start is not None, len(held) > size
    return Page(
        rows=rows, before=str(rows[0].pk) if rows and more else "", after=str(rows[-1].pk) if rows and older else ""
    )
