"""Tables written as markup and named .xls: web pages, and the XML workbooks (SpreadsheetML) of Excel 2003."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from .encodings import ON_ERROR, encoding_of
from .errors import FormatUnknown
from .grids import Cells, Sheet, sheet_of
from .prescan import scan

STARTS = (
    b"<html",
    b"<!doctype html",
    b"<table",
    b"<meta",
    b"<head",
    b"<style",
    b"<body",
    b"<div",
    b"<?xml",
    b"<workbook",
)
SHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
SPAN = 1000  # Cells that one cell may cover in each direction; what claims more is an error of its writer
COVERED = 1_000_000  # Cells of a table that may be covered by others; what covers more is taken for one cell
EXACT = 10**15  # A spreadsheet keeps fifteen digits; whole numbers from here on have lost some.


def is_markup(path: Path) -> bool:
    """Say whether the file begins as a web page or XML."""
    with path.open("rb") as source:
        head = source.read(512)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", errors="ignore").encode()
    return head.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(STARTS)


def tables_of(path: Path, wanted: tuple[str, ...] = ()) -> Iterator[tuple[str, Sheet | None]]:
    """Yield name and table of every table of the file; None for one that holds a remark only.

    The file is held in memory, as a sheet of a workbook is.
    Raises: FormatUnknown if there is no table in it; EncodingUnknown.
    """
    found = scan(path, lines=False)
    text = path.read_bytes().decode(encoding_of(found), ON_ERROR).lstrip("\ufeff \t\r\n")
    grids = list(_workbook(text) if text[:4096].find(SHEETML) >= 0 else _page(text))
    if not grids:
        raise FormatUnknown(
            f"{path.name} is a web page or XML without a table (it begins with {text[:12]!r}); "
            "deliver a table, or JSON, CSV or XLSX",
            f"{path.name} 是网页或者 XML，其中没有表格（开头为 {text[:12]!r}）；请投送含有表格的文件，或者 JSON、CSV、XLSX",
        )
    for name, grid in grids:
        yield name, sheet_of(name, grid, wanted, {})


def _page(text: str) -> Iterator[tuple[str, list[Cells]]]:
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True
    )  # What the page says of its encoding is often wrong.
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    tables = (
        [] if root is None else [one for one in root.iter("table") if next(one.iterdescendants("table"), None) is None]
    )
    for n, table in enumerate(tables, 1):
        grid = _Grid()
        for row in table.iter("tr"):
            grid.next_row()
            for cell in row.iterchildren("td", "th"):
                grid.put(_words(cell), across=_span(cell.get("colspan")), down=_span(cell.get("rowspan")))
        caption = table.find("caption")
        yield (_words(caption) if caption is not None else "") or f"表{n}", grid.rows()


def _words(cell: etree._Element) -> str:
    return " ".join("".join(str(part) for part in cell.itertext()).split())


def _span(written: str | None) -> int:
    return min(max(int(written), 1), SPAN) if written and written.strip().isdecimal() else 1


def _workbook(text: str) -> Iterator[tuple[str, list[Cells]]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True, encoding="utf-8")
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    own = f"{{{SHEETML}}}"
    for sheet in () if root is None else root.iter(f"{own}Worksheet"):
        grid = _Grid()
        for row in sheet.iter(f"{own}Row"):
            grid.next_row(_place(row.get(f"{own}Index")))
            for cell in row.iterchildren(f"{own}Cell"):
                data = cell.find(f"{own}Data")
                value = "" if data is None else _value("".join(map(str, data.itertext())), data.get(f"{own}Type"))
                down, across = cell.get(f"{own}MergeDown"), cell.get(f"{own}MergeAcross")
                at = _place(cell.get(f"{own}Index"))
                grid.put(value, across=_more(across), down=_more(down), at=at)
        yield sheet.get(f"{own}Name") or "Sheet", grid.rows()


def _more(written: str | None) -> int:
    return min(int(written), SPAN) + 1 if written and written.isdecimal() else 1


def _place(written: str | None) -> int | None:
    return int(written) - 1 if written and written.isdecimal() else None


def _value(text: str, kind: str | None) -> str:
    """Return the value as the spreadsheet shows it: days without a clock, and long numbers with the digits they lost."""
    if kind == "DateTime":
        return text.removesuffix("T00:00:00.000").replace("T", " ").removesuffix(".000")
    if kind == "Boolean":
        return "true" if text.strip() == "1" else "false"
    if kind == "Number" and text.strip().isdecimal() and int(text) >= EXACT:
        return f"{float(text):.14E}"
    return text


class _Grid:
    """Cells put row by row, those that cover several among them.

    What is merged downwards stands in all its rows; what is merged sideways in the first cell alone, for it is a heading.
    """

    def __init__(self) -> None:
        self._rows: list[dict[int, str]] = []
        self._covered: dict[int, dict[int, str]] = {}  # Row → column → value of the cell that reaches there
        self._at, self._next, self._left = -1, 0, COVERED

    def next_row(self, at: int | None = None) -> None:
        self._next = 0
        self._at = self._at + 1 if at is None or at <= self._at else min(at, self._at + SPAN)
        self._rows += [{} for _ in range(self._at + 1 - len(self._rows))]
        self._rows[self._at].update(self._covered.pop(self._at, {}))

    def put(self, value: str, *, across: int, down: int, at: int | None = None) -> None:
        row, column = self._rows[self._at], self._next if at is None else min(at, self._next + SPAN)
        while at is None and column in row:
            column += 1
        if across * down > self._left:
            across = down = 1
        self._left -= across * down - 1
        self._next = column + across
        for i in range(across):
            row[column + i] = "" if i else value
        for below in range(self._at + 1, self._at + down):
            covered = self._covered.setdefault(below, {})
            covered.update({column + i: "" if i or across > 1 else value for i in range(across)})

    def rows(self) -> list[Cells]:
        width = max((max(row, default=-1) + 1 for row in self._rows), default=0)
        return [[row.get(i, "") for i in range(width)] for row in self._rows]
