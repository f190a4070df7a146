"""Which rows are looked at to tell what the columns of a large table hold: by their number alone, so that every engine takes the same."""

from collections.abc import Mapping, Sequence
from typing import Final

from ..columns import quoted
from ..engine import ROW, DuckEngine, Ref
from .detecting import Found, detect

ROWS: Final = 2000  # about so many rows tell what a column holds
LONGEST: Final = 200  # signs of a value that are looked at
# Multiples of this number of Knuth's, taken modulo 2^32, lie evenly between nought and 2^32, whatever the rows are sorted by.
_STEP, _ROUND = 2_654_435_761, 4_294_967_296


def sampled(engine: DuckEngine, ref: Ref, codes: Sequence[str], *, rows: int = ROWS) -> dict[str, list[str]]:
    """Return different values of each column, from about so many rows spread evenly over the snapshot, in the order of the rows."""
    held = sum(file.rows for file in engine.tables.files(ref.entry, ref.snapshot_id))
    share = _ROUND if held <= rows else _ROUND * rows // held
    cells = ", ".join(f"left(CAST({quoted(code)} AS VARCHAR), {LONGEST}) AS {quoted(code)}" for code in codes)
    where = f"({ROW} * {_STEP}) % {_ROUND} < {share}"
    found = engine.query(f"SELECT {cells} FROM t WHERE {where} ORDER BY {ROW}", {"t": ref}, numbered=("t",)).rows
    return {
        code: list(dict.fromkeys(row[place] for row in found if row[place] is not None))
        for place, code in enumerate(codes)
    }


def detected(engine: DuckEngine, ref: Ref, names: Mapping[str, str]) -> dict[str, Found]:
    """Return what each column of a snapshot holds; `names` are the columns' names by their codes."""
    return {code: detect(names[code], values) for code, values in sampled(engine, ref, list(names)).items()}
