"""Where the header of a table is, and what its columns are called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMBER = re.compile(
    r"\s*[-+(¥￥$]?\s*[0-9０-９][0-9０-９,.\s]*[%)万元]*\s*|[0-9]{4}[-/.年][0-9]{1,2}[-/.月]?[0-9]{0,2}.*"
)
YEAR = re.compile(r"\s*(19|20)[0-9]{2}\s*年?\s*")
SEARCHED = 30  # Records at the head among which a header is looked for
LEVELS = 4  # Header rows that a table can have
FULL = 0.6  # Share of its cells that a header row must fill
SUFFIX = 0.9  # Share of the data whose last character makes a family of values

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a table. Rows are counted without blank lines."""

    preamble_rows: int  # Titles and units above the header
    header_rows: int  # 0: the file has none, and columns are called 列1, 列2 ...
    names: tuple[str, ...]
    raw: tuple[str, ...]  # The lowest header row as written, to recognise it when it is repeated

    @property
    def skipped(self) -> int:
        return self.preamble_rows + self.header_rows


def find_header(rows: Sequence[Row], wanted: Sequence[str] = ()) -> Header:
    """Return the header of the table that begins with these records.

    `wanted` are names of declared columns: the record that holds most of them is the header, whatever it looks like.
    """
    width = _width(rows)
    leaf = _declared(rows, wanted)
    if leaf is not None:
        width = len(
            rows[leaf]
        )  # Records with more cells than a header that is certain are shifted, however many they are.
    else:
        leaf = _leaf(rows, width)
    if leaf is None:
        return Header(_first_full(rows, width), 0, tuple(f"列{i + 1}" for i in range(width)), ())
    top = _top(rows, leaf)
    return Header(top, leaf - top + 1, tuple(unique(_flatten(rows[top : leaf + 1], width))), tuple(rows[leaf]))


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell.strip())


def _width(rows: Sequence[Row]) -> int:
    """Return the number of cells that most records have; the larger of two equally frequent ones."""
    counts: dict[int, int] = {}
    for row in rows:
        counts[len(row)] = counts.get(len(row), 0) + 1
    return max(counts, key=lambda width: (counts[width], width), default=1)


def plain(name: str) -> str:
    """Return the name without spaces, line breaks and brackets around units, for comparing headers."""
    return re.sub(r"\s+", "", name).strip("*＊").casefold()


def _declared(rows: Sequence[Row], wanted: Sequence[str]) -> int | None:
    names = {plain(name) for name in wanted}
    hits = [sum(plain(cell) in names for cell in row) for row in rows[:SEARCHED]]
    best = max(hits, default=0)
    return hits.index(best) if best and best * 2 >= min(len(names), 2) else None


def _first_full(rows: Sequence[Row], width: int) -> int:
    return next((i for i, row in enumerate(rows[:SEARCHED]) if _is_full(row, width)), 0)


def _is_full(row: Row, width: int) -> bool:
    return len(row) <= width and _filled(row) >= FULL * width and not _is_note(row)


def _leaf(rows: Sequence[Row], width: int) -> int | None:
    at = _first_full(rows, width)
    if at >= len(rows) or (width > 1 and _filled(rows[at]) < 2 and at):
        return None
    data = [row for row in rows[at + 1 :] if len(row) == width and _filled(row)]
    if _is_header(rows[at], data):
        return _lowest(rows, at)
    # Some columns may have no name: labels with gaps over data are a header still, and no title.
    return at - 1 if at and _is_header_with_gaps(rows[at - 1], [rows[at], *data], width) else None


def _is_header_with_gaps(row: Row, data: Sequence[Row], width: int) -> bool:
    labels = {cell.strip() for cell in row if cell.strip()}
    return (
        len(row) == width
        and len(labels) > 1
        and len(labels) * 2 >= width
        and not _is_note(row)
        and _is_header(row, data)
    )


def _lowest(rows: Sequence[Row], at: int) -> int:
    """Return the last header row: labels merged downwards are repeated in it, and it fills more cells."""
    while (
        at + 1 < len(rows)
        and _filled(rows[at + 1]) > _filled(rows[at])
        and any(a.strip() and a == b for a, b in zip(rows[at], rows[at + 1], strict=False))
    ):
        at += 1
    return at


def _is_header(row: Row, data: Sequence[Row]) -> bool:
    if not data:
        return not all(NUMBER.fullmatch(cell) for cell in row if cell.strip())
    for_it = against = families = 0
    for i, cell in enumerate(row):
        below = [line[i] for line in data if i < len(line) and line[i].strip()]
        if not below or not cell.strip():
            continue
        numeric = sum(bool(NUMBER.fullmatch(value)) for value in below) > len(below) / 2
        is_label = not NUMBER.fullmatch(cell) or (YEAR.fullmatch(cell) and not any(map(YEAR.fullmatch, below)))
        for_it += numeric and bool(is_label)
        against += numeric and not is_label
        families += _same_family(cell, below)
    if for_it or against:
        return for_it >= against
    return families < len(row)


def _same_family(cell: str, below: Sequence[str]) -> bool:
    """Say whether nearly all values end in the character this cell ends in: 汉族 above 藏族, 回族 is one of them."""
    last = cell.strip()[-1]
    return len(below) > 9 and sum(value.strip().endswith(last) for value in below) >= SUFFIX * len(below)


def _top(rows: Sequence[Row], leaf: int) -> int:
    """Return the uppermost header row: above the lowest stand rows of fewer, but at least two different, labels."""
    top = leaf
    while top and leaf - top < LEVELS - 1 and _is_group_row(rows[top - 1], rows[leaf]):
        top -= 1
    return top


def _is_group_row(row: Row, leaf: Row) -> bool:
    labels = {cell.strip() for cell in row if cell.strip()}
    return len(row) == len(leaf) and 2 <= len(labels) < _filled(leaf) and not _is_note(row)


def _is_note(row: Row) -> bool:
    return any(re.match(r"\s*(单位|计量单位|日期|填报|制表)\s*[:：]", cell) for cell in row)


def _flatten(levels: Sequence[Row], width: int) -> list[str]:
    """Return one name a column: its labels from top to bottom, joined by a slash, without repetitions."""
    spread = [_spread(level, levels[i + 1 :], width) for i, level in enumerate(levels)]
    lowest = spread[-1]
    telling = [
        level for i, level in enumerate(spread[:-1]) if _tells(level, lowest, is_lowest_group=i == len(spread) - 2)
    ]
    names = []
    for column in zip(*telling, lowest, strict=True):
        labels: list[str] = []
        for label in column:
            if label and (not labels or labels[-1] != label):
                labels.append(label)
        names.append("/".join(labels))
    return names


def _tells(level: Sequence[str], lowest: Sequence[str], *, is_lowest_group: bool) -> bool:
    """Say whether a level tells columns apart: one label over all groups below it does not."""
    labels = {label for label, leaf in zip(level, lowest, strict=True) if label != leaf} - {""}
    return len(labels) > 1 or is_lowest_group


def _spread(level: Row, below: Sequence[Row], width: int) -> list[str]:
    cells = [re.sub(r"\s+", "", cell) if "\n" in cell else cell.strip() for cell in level]
    cells += [""] * (width - len(cells))
    if not below:
        return cells
    label, spread = "", []
    for cell in cells:  # A label of an upper level stands over the empty cells to its right.
        label = cell or label
        spread.append(label)
    return spread


def unique(names: Sequence[str]) -> list[str]:
    """Return the names with blanks numbered and repetitions made different: 备注, 备注_2."""
    found: list[str] = []
    for i, name in enumerate(names):
        base = name or f"列{i + 1}"
        candidate, n = base, 2
        while candidate in found:
            candidate, n = f"{base}_{n}", n + 1
        found.append(candidate)
    return found
