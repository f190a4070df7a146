"""The rows of a workbook's first sheet, read as they come: a sheet of a hundred thousand lines is never whole in memory."""

from __future__ import annotations

import re
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from gongshu.catalogue.errors import FileUnfit
from gongshu.catalogue.importing.content import Content, opened

Rows = Iterator[tuple[int, list[str]]]
_MAIN: Final = "{*}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAYS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # built-in formats of dates: ECMA-376 18.8.30  # fmt: skip
_SAID: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # parts of a format that are no letters of a date
_WIDEST: Final = 16_384  # columns of a sheet: ECMA-376
_UNFIT: Final = (CalamineError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, IndexError, OverflowError)  # fmt: skip


def rows(content: Content) -> Rows:
    """Yield the rows that hold anything with their numbers. Raises: FileUnfit."""
    try:
        with opened(content) as source:
            yield from _rows(source)
    except _UNFIT as problem:
        raise FileUnfit(
            f"工作簿打不开：{problem}", f"the workbook cannot be opened: {problem}",
            "去掉密码，或者重新保存为 XLSX", "remove its password or save it again as XLSX",
        ) from problem  # fmt: skip


def _rows(source: BinaryIO) -> Rows:
    with zipfile.ZipFile(source) as packed:
        if "xl/workbook.xml" in packed.namelist():
            yield from _Sheet(packed).rows()
            return
    source.seek(0)
    with CalamineWorkbook.from_filelike(source) as book:  # ODS and what else lies in a ZIP file
        for place, row in enumerate(book.get_sheet_by_index(0).to_python(skip_empty_area=False), 1):
            yield place, [_cell(cell) for cell in row]


class _Sheet:
    """The first sheet of an XLSX file."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        book = self._tree("xl/workbook.xml")
        properties = book.find(f"{_MAIN}workbookPr")
        late = properties is not None and properties.get("date1904") in ("1", "true")
        self._zero = datetime(1904, 1, 1, tzinfo=UTC) if late else datetime(1899, 12, 30, tzinfo=UTC)
        self._path = self._place(book)
        self._dates = self._date_styles()
        self._strings = _Strings(packed)

    def _tree(self, name: str) -> Any:
        with self._packed.open(name) as part:
            return etree.parse(part, _parser()).getroot()

    def _place(self, book: Any) -> str:
        sheet = book.find(f"{_MAIN}sheets/{_MAIN}sheet")
        for each in self._tree("xl/_rels/workbook.xml.rels"):
            if each.get("Id") == sheet.get(_RELATION):
                target = str(each.get("Target"))
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        raise KeyError("sheet1")

    def _date_styles(self) -> frozenset[int]:
        if "xl/styles.xml" not in self._packed.namelist():
            return frozenset()
        styles = self._tree("xl/styles.xml")
        own = {int(each.get("numFmtId")): str(each.get("formatCode")) for each in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")}  # fmt: skip
        dated = {key for key, said in own.items() if re.search(r"[ymdhs年月日]", _SAID.sub("", said.lower()))}
        formats = [int(each.get("numFmtId") or 0) for each in styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]
        return frozenset(at for at, key in enumerate(formats) if key in dated or (key in _DAYS and key not in own))

    def rows(self) -> Rows:
        number = 0
        with self._packed.open(self._path) as part:
            for _event, row in etree.iterparse(part, tag=f"{_MAIN}row", resolve_entities=False, huge_tree=True):
                number = int(row.get("r") or number + 1)
                yield number, self._cells(row)
                row.clear()
                while row.getprevious() is not None:
                    del row.getparent()[0]

    def _cells(self, row: Any) -> list[str]:
        found: list[str] = []
        for cell in row.iterfind(f"{_MAIN}c"):
            at = _column(cell.get("r") or "", len(found))
            found += [""] * (min(at, _WIDEST) - len(found))
            found.append(self._text(cell))
        return found

    def _text(self, cell: Any) -> str:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return "".join(cell.itertext()).strip()
        held = cell.findtext(f"{_MAIN}v") or ""
        if kind == "s" and held:
            return self._strings[int(held)].strip()
        if kind == "b":
            return "True" if held == "1" else "False"
        if kind != "n" or not held:
            return held.strip()
        value = float(held)
        if int(cell.get("s") or 0) in self._dates:
            return _dated(self._zero + timedelta(days=value))
        return _cell(value) if len(held) < 16 else held


class _Strings:
    """The shared strings of a workbook: their text on disk, their places in memory."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._file, self._ends = tempfile.TemporaryFile(), array("Q", (0,))  # noqa: SIM115  It has no name and goes with this object.
        if "xl/sharedStrings.xml" not in packed.namelist():
            return
        with packed.open("xl/sharedStrings.xml") as part:
            for _event, one in etree.iterparse(part, tag=f"{_MAIN}si", resolve_entities=False, huge_tree=True):
                # What is read aloud over Chinese characters (rPh) is no part of the text.
                said = "".join(each.text or "" for each in one.iter(f"{_MAIN}t") if not each.getparent().tag.endswith("}rPh"))  # fmt: skip
                self._ends.append(self._ends[-1] + self._file.write(said.encode()))
                one.clear()
                while one.getprevious() is not None:
                    del one.getparent()[0]

    def __getitem__(self, place: int) -> str:
        start, end = self._ends[place], self._ends[place + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode()


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _column(reference: str, after: int) -> int:
    """Return the place of a cell in its row, from 0: that of its letters, or the next."""
    letters = reference.rstrip("0123456789")
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return max(place - 1, after) if letters else after


def _dated(moment: datetime) -> str:
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return str(moment.date()) if moment.time() == time.min else str(moment.replace(tzinfo=None))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return str(value)
    return "" if value is None else str(value).strip()
