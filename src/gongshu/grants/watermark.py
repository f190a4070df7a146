"""The order of rows as a mark: invisible, harmless to the data, and still there when rows were cut away or the format changed.

A file that a grant hands out is ordered by a keyed digest of each row. For the grant that it was made for, every row
follows its neighbour in that order; for any other, about half do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from gongshu.lake.columns import literal, quoted
from gongshu.lake.mask import Mask, mask_sql

ENOUGH = 30  # neighbours: by chance, so many are nearly never in order
SURE = 0.8  # share of neighbours in order: far above a half, and a file that was edited a little still passes
# Types whose values every format writes alike; decimals, booleans and moments do not.
_STEADY = ("VARCHAR", "BIGINT", "DATE")
_APART = "\x1f"  # stands between two values, so that "1" "23" is not "12" "3"


def steady(items: Sequence[str], kinds: Mapping[str, str]) -> tuple[str, ...]:
    """Return the items that a row is known by; `kinds` are the SQL types of items."""
    return tuple(item for item in items if kinds[item] in _STEADY)


def order_sql(fingerprint: str, items: Sequence[str], masks: Mapping[str, Mask]) -> str:
    """Return the SQL expression that rows of a file are ordered by: over what leaves, so after masking."""
    cells = [f"coalesce(CAST({mask_sql(masks.get(item, Mask.NONE), quoted(item))} AS VARCHAR), '')" for item in items]
    return f"sha256(concat_ws({literal(_APART)}, {', '.join([literal(fingerprint), *cells])}))"


def place(fingerprint: str, row: Sequence[Any]) -> str:
    """Return the same for a row that was read back."""
    return hashlib.sha256(_APART.join([fingerprint, *map(_cell, row)]).encode()).hexdigest()


def _cell(value: Any) -> str:
    return "" if value is None else value.isoformat()[:10] if isinstance(value, date) else str(value)


def share_in_order(rows: Iterable[Sequence[Any]], fingerprint: str) -> tuple[float, int]:
    """Return the share of neighbours in the grant's order, and how many were compared; equal rows say nothing."""
    compared = [one < other for one, other in pairwise(place(fingerprint, row) for row in rows) if one != other]
    return (sum(compared) / len(compared) if compared else 0.0, len(compared))
