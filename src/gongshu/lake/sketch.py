"""Sketches of columns: a few keyed hashes that tell how much of one column another holds, and no value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .columns import literal, quoted
from .engine import Engine, Ref

if TYPE_CHECKING:
    from .tables import Tables

SIZE: Final = 128  # hashes of a sketch; the share of values is then right within about a tenth
FEWEST: Final = 50  # distinct values of a column that has a sketch: districts, years and states are alike everywhere
PROBES: Final = (
    16  # least hashes by which a column with half the same values is found, with all but one in 65,536 certain
)
_ALL: Final = 2**63


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """The least hashes of the distinct values of a column, ascending."""

    distinct: int  # an estimate within a few per cent
    hashes: tuple[int, ...]  # at most SIZE, each from 0 to 2**63 - 1

    def within(self, other: Sketch) -> float:
        """Return the estimated share of this column's distinct values that the other has too, from 0 to 1; 0 where too few hashes tell it."""
        bound = min(self._reach(), other._reach())
        own = {each for each in self.hashes if each <= bound}
        return len(own.intersection(other.hashes)) / len(own) if len(own) >= PROBES else 0.0

    def _reach(self) -> int:
        """Up to where all hashes of the column are known."""
        return self.hashes[-1] if len(self.hashes) >= SIZE else _ALL


def sketches(engine: Engine, tables: Tables, ref: Ref, key: bytes) -> Mapping[str, Sketch]:
    """Return a sketch of each text column with enough distinct values, by its code; the table is read twice.

    Blanks around a value and small letters make no difference. Without the key nobody finds out which values were hashed.
    """
    codes = [column.code for column in tables.columns(ref.entry, ref.snapshot_id) if column.sql_type == "VARCHAR"]
    counted = _counted(engine, ref, codes)
    wanted = {code: distinct for code, distinct in counted.items() if distinct >= FEWEST}
    if not wanted:
        return {}
    cells = ", ".join(_hashes(code, distinct, key) for code, distinct in wanted.items())
    found = engine.query(f"SELECT {cells} FROM t", {"t": ref}).rows[0]
    return {
        code: Sketch(distinct=distinct, hashes=tuple(sorted(hashes or ())[:SIZE]))
        for (code, distinct), hashes in zip(wanted.items(), found, strict=True)
    }


def _counted(engine: Engine, ref: Ref, codes: Sequence[str]) -> dict[str, int]:
    if not codes:
        return {}
    cells = ", ".join(f"approx_count_distinct({quoted(code)})" for code in codes)
    return dict(zip(codes, engine.query(f"SELECT {cells} FROM t", {"t": ref}).rows[0], strict=True))


def _hashes(code: str, distinct: int, key: bytes) -> str:
    """Only hashes below a bound are gathered, about four times as many as are kept: a column of millions takes no more memory."""
    hashed = f"(md5_number_lower({literal(key.hex())} || upper(trim({quoted(code)}))) >> 1)::BIGINT"
    bound = min(_ALL - 1, 4 * SIZE * _ALL // max(distinct, 1))
    return f"list(DISTINCT {hashed}) FILTER (WHERE trim({quoted(code)}) <> '' AND {hashed} <= {bound})"
