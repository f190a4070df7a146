"""Sheets and tables of markup: a grid of text cells becomes the records of a table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .headers import Header, find_header
from .records import Record

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that holds a table."""

    name: str
    header: Header
    rows: list[Cells]  # All rows that are not blank, the header among them
    formulas: dict[int, str]  # Index in rows → a formula whose value was never computed
    epoch: int = 1900  # First year of the calendar in which its days are counted

    def records(self) -> Iterator[Record]:
        """Yield the data records; a row with a formula and no value is a finding."""
        width = len(self.header.names)
        for i, row in enumerate(self.rows[self.header.skipped :]):
            raw, formula = "\t".join(row), self.formulas.get(i + self.header.skipped)
            if formula is not None and not re.match(r"\s*[合总]\s*计", "".join(row)):
                yield Record(i + 1, f"{raw}\t={formula}", None, "formula-cell")
            else:
                yield Record(i + 1, raw, tuple(cell or None for cell in row[:width]))


def sheet_of(
    name: str, grid: Sequence[Cells], wanted: tuple[str, ...], formulas: Mapping[int, str], epoch: int = 1900
) -> Sheet | None:
    """Return the table of a grid whose rows are equally long; None if it holds a remark only."""
    kept = [i for i, row in enumerate(grid) if any(cell.strip() for cell in row)]
    if sum(bool(cell.strip()) for i in kept for cell in grid[i]) < 2:  # One cell is a remark and no table.
        return None
    rows = [grid[i] for i in kept]
    found = {n: formulas[i] for n, i in enumerate(kept) if i in formulas}
    return Sheet(name, find_header(rows, wanted), rows, found, epoch)
