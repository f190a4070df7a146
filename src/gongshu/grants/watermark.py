"""The order of rows as a mark: invisible, harmless to the data, and still there when columns or rows were cut away.

Rows pass in windows; inside each they are ordered by a keyed digest of the row and the grant's fingerprint. For the grant
that a file was made for, nearly every neighbour follows in that order; for any other, about half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

WINDOW = 1_024  # rows; constant memory, and one row in a thousand breaks the order
ENOUGH = 200  # neighbours; with fewer, chance could look like a mark
SURE = 0.75  # share of neighbours in order: far above a half for so many, far below one for edited files


def cell(value: Any) -> str:
    """Return a value as every format writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def place(fingerprint: str, row: Sequence[Any]) -> bytes:
    """Return what a row is ordered by."""
    text = "\x1f".join(cell(value) for value in row)
    return hashlib.blake2b(text.encode(), key=fingerprint.encode(), digest_size=8).digest()


def marked(rows: Iterable[Sequence[Any]], fingerprint: str) -> Iterator[Sequence[Any]]:
    """Yield the rows in the order that marks them; they are kept in memory one window at a time."""
    source = iter(rows)
    while window := list(islice(source, WINDOW)):
        window.sort(key=lambda row: place(fingerprint, row))
        yield from window


def share_in_order(rows: Iterable[Sequence[Any]], fingerprint: str) -> tuple[float, int]:
    """Return the share of neighbours in the grant's order, and how many neighbours were compared; equal rows say nothing."""
    places = (place(fingerprint, row) for row in rows)
    compared = [one < other for one, other in pairwise(places) if one != other]
    return (sum(compared) / len(compared) if compared else 0.0, len(compared))
