"""A first picture of a snapshot: for every column how full, how various and between which values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .columns import quoted
from .engine import Engine, Ref

if TYPE_CHECKING:
    from .tables import Tables


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What is known of one column. `distinct` is an estimate within a few per cent."""

    code: str
    rows: int
    nulls: int
    distinct: int
    least: str | None
    greatest: str | None
    bytes: int  # Of the values as UTF-8 text


def profile(engine: Engine, tables: Tables, ref: Ref) -> list[ColumnProfile]:
    """Return a profile of every column, in one scan. Least and greatest show data: they are for those who may see it."""
    codes = [column.code for column in tables.columns(ref.entry, ref.snapshot_id)]
    wanted = ["count(*)"]
    for cell in map(quoted, codes):
        wanted += [
            f"count({cell})",
            f"approx_count_distinct({cell})",
            f"CAST(min({cell}) AS VARCHAR)",
            f"CAST(max({cell}) AS VARCHAR)",
            f"coalesce(sum(strlen(CAST({cell} AS VARCHAR))), 0)",
        ]
    rows, *figures = engine.query(f"SELECT {', '.join(wanted)} FROM t", {"t": ref}).rows[0]
    found = []
    for i, code in enumerate(codes):
        filled, distinct, least, greatest, size = figures[5 * i : 5 * i + 5]
        found.append(ColumnProfile(code, rows, rows - filled, min(distinct, filled), least, greatest, int(size)))
    return found
