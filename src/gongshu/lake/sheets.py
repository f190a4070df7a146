"""Workbooks: sheets as records of text cells. One sheet is held in memory at a time."""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from .errors import WorkbookDamaged
from .grids import Cells, Sheet, sheet_of
from .markup import is_markup, tables_of

EXACT = 10**15  # A spreadsheet keeps fifteen digits; whole numbers from here on have lost some.


def sheets(path: Path, wanted: tuple[str, ...] = ()) -> Iterator[Sheet]:
    """Yield the visible sheets that hold anything, one after the other.

    Raises: WorkbookDamaged if the file is protected by a password or cannot be parsed.
    """
    if is_markup(path):
        yield from (sheet for _, sheet in tables_of(path, wanted) if sheet is not None)
        return
    try:
        with CalamineWorkbook.from_path(path) as book:
            for meta in book.sheets_metadata:
                if meta.typ == SheetTypeEnum.WorkSheet:
                    sheet = _sheet(path, book.get_sheet_by_name(meta.name), wanted)
                    if sheet is not None:
                        yield sheet
    except CalamineError as error:
        raise WorkbookDamaged(
            f"{path.name} cannot be opened as a workbook ({error}); remove its password or save it again as XLSX",
            f"{path.name} 不能作为工作簿打开（{error}）；请去掉密码，或者重新保存为 XLSX",
        ) from error


def sheet_names(path: Path) -> list[str]:
    """Return the names of all worksheets in their order, those without a table among them."""
    if is_markup(path):
        return [name for name, _ in tables_of(path)]
    with CalamineWorkbook.from_path(path) as book:
        return [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]


def _sheet(path: Path, source: CalamineSheet, wanted: tuple[str, ...]) -> Sheet | None:
    grid = [[cell_text(cell) for cell in row] for row in source.to_python(skip_empty_area=False)]
    _fill_merged(grid, source.merged_cell_ranges or [])
    return sheet_of(source.name, grid, wanted, uncomputed(path, source.name), epoch_of(path))


def epoch_of(path: Path) -> int:
    """Return the first year of an XLSX workbook's calendar: 1904 where it says so, as those of old Macintosh programs do; else 1900."""
    found = 1900

    def workbook(tag: str, attributes: dict[str, str]) -> None:
        nonlocal found
        if tag.endswith("workbookPr") and attributes.get("date1904") in ("1", "true"):
            found = 1904

    with suppress(zipfile.BadZipFile, KeyError, ExpatError), zipfile.ZipFile(path) as archive:
        _parse(archive, "xl/workbook.xml", workbook)
    return found


def cell_text(cell: Any) -> str:
    """Return the value of a cell as the text that a person sees: no `.0` behind whole numbers, ISO dates."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _number(cell: float) -> str:
    if not cell.is_integer():
        # Fifteen digits are what the spreadsheet shows: 1.1 times 3 is 3.3 there.
        return f"{Decimal(f'{cell:.15g}'):f}"
    # Shown as the spreadsheet shows it, so that the lost digits are seen and not invented.
    return str(int(cell)) if abs(cell) < EXACT else f"{cell:.14E}".replace("E+0", "E+")


def _fill_merged(grid: list[Cells], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write the value of cells merged downwards into all of them; sideways merges stay, for they are headings."""
    for (top, left), (bottom, right) in ranges:
        for row in range(top + 1, min(bottom + 1, len(grid))) if left == right else ():
            grid[row][left] = grid[top][left]


def uncomputed(path: Path, sheet: str) -> dict[int, str]:
    """Return row index → formula for the rows of an XLSX sheet that hold a formula without a stored value.

    Programs that write workbooks leave the value out; the cell would silently read as empty.
    """
    found: dict[int, str] = {}
    with suppress(zipfile.BadZipFile, KeyError, ExpatError), zipfile.ZipFile(path) as archive:
        member = _member(archive, sheet)
        if member and _mentions_formula(archive, member):
            _scan_formulas(archive, member, found)
    return found


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the name of the part that holds the sheet."""
    identity = ""

    def workbook(tag: str, attributes: dict[str, str]) -> None:
        nonlocal identity
        if tag.endswith("sheet") and attributes.get("name") == sheet:
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")

    targets: dict[str, str] = {}

    def relations(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("Relationship"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(archive, "xl/workbook.xml", workbook)
    _parse(archive, "xl/_rels/workbook.xml.rels", relations)
    target = targets.get(identity)
    return None if target is None else target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _parse(archive: zipfile.ZipFile, member: str, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = ParserCreate()
    parser.StartElementHandler = start
    with archive.open(member) as part:
        parser.ParseFile(part)


def _mentions_formula(archive: zipfile.ZipFile, member: str) -> bool:
    tail = b""
    with archive.open(member) as part:
        while block := part.read(1 << 20):
            if re.search(rb"<f[ >/]", tail + block):
                return True
            tail = block[-2:]
    return False


class _Formulas:
    """Reads the cells of a sheet and remembers formulas that have no value behind them."""

    def __init__(self, found: dict[int, str]) -> None:
        self.found, self.row, self.formula, self.valued, self.text = found, 0, None, False, ""  # type: tuple[dict[int, str], int, str | None, bool, str]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.text = ""
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
        elif tag == "c":
            self.formula, self.valued = None, False

    def end(self, tag: str) -> None:
        if tag == "f":
            self.formula = self.text
        elif tag in ("v", "is"):
            self.valued = self.valued or bool(self.text)
        elif tag == "c" and self.formula is not None and not self.valued:
            self.found.setdefault(self.row - 1, self.formula)

    def data(self, text: str) -> None:
        self.text += text


def _scan_formulas(archive: zipfile.ZipFile, member: str, found: dict[int, str]) -> None:
    reader, parser = _Formulas(found), ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        reader.start,
        reader.end,
        reader.data,
    )
    with archive.open(member) as part:
        parser.ParseFile(part)
