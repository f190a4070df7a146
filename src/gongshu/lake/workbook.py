"""A workbook (XLSX) written as a stream: memory holds a piece of it, and the disk nothing."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import IO, Any, Final, cast
from xml.sax.saxutils import escape

PIECE = 64 * 1024  # Bytes that leave together
SHEET_ROWS = 1_048_576  # Rows a worksheet can have, the header among them
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{sheets}</Types>'
)
SHEET_TYPE = '<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# Cells of style 1 are days and of style 2 moments; a style sheet needs one font, fill and border at least.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy-mm-dd hh:mm:ss"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
DIGITS: Final = 15  # A spreadsheet keeps no more of a number; longer ones are text.
# A sheet knows no zones, and before March 1900 it counts a day that never was.
_EPOCH, _FIRST = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1900-03-01")


class Outlet:
    """A file to write to, whose content is taken away as it comes: what stands behind it is a stream."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits here for more."""

    def taken(self, least: int = 0) -> Iterator[bytes]:
        """Yield what was written, if there are at least so many bytes of it."""
        if self._held and len(self._held) >= least:
            yield bytes(self._held)
            self._held.clear()


def workbook(titles: Sequence[str], rows: Iterator[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a workbook piece by piece, in as many sheets as the rows need.

    The usual libraries put unfinished sheets into temporary files, where the rows would lie in clear.
    """
    sheets, waiting, out = 0, next(rows, None), Outlet()
    with zipfile.ZipFile(cast("IO[bytes]", out), "w", zipfile.ZIP_DEFLATED) as book:
        while waiting is not None or not sheets:
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>{_row(titles)}'.encode())
                for _ in range(SHEET_ROWS - 1):
                    if waiting is None:
                        break
                    sheet.write(_row(waiting).encode())
                    waiting = next(rows, None)
                    yield from out.taken(PIECE)
                sheet.write(b"</sheetData></worksheet>")
        _finish(book, sheets)
    yield from out.taken()


def _row(cells: Sequence[Any]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Any) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, date):
        return _moment(value)
    if (number := _number(value)) is not None:
        return f"<c><v>{number}</v></c>"
    return _text(value)


def _number(value: Any) -> str | None:
    """Return a number that a sheet keeps whole; None for what has to be text."""
    if isinstance(value, float):
        return repr(value) if isfinite(value) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**DIGITS else None
    if isinstance(value, Decimal):
        plain = value.normalize()
        return f"{plain:f}" if len(plain.as_tuple().digits) <= DIGITS and abs(plain) < 10**DIGITS else None
    return None


def _moment(value: date) -> str:
    at = value if isinstance(value, datetime) else datetime.combine(value, time())
    if at.tzinfo is not None or at < _FIRST:
        return _text(value.isoformat(" ") if isinstance(value, datetime) else value.isoformat())
    gone = at - _EPOCH
    if isinstance(value, datetime):
        return f'<c s="2"><v>{gone / timedelta(days=1):.10f}</v></c>'
    return f'<c s="1"><v>{gone.days}</v></c>'


def _text(value: Any) -> str:
    written = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    text = "".join(char for char in written if char >= " " or char in "\t\n\r")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _finish(book: zipfile.ZipFile, sheets: int) -> None:
    numbers = range(1, sheets + 1)
    _put(book, "[Content_Types].xml", CONTENT_TYPES.format(sheets="".join(SHEET_TYPE.format(n=n) for n in numbers)))
    _put(
        book,
        "_rels/.rels",
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    listed = "".join(f'<sheet name="数据{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    _put(book, "xl/styles.xml", STYLES)
    _put(book, "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>')
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    links += f'<Relationship Id="s1" Type="{OFFICE}/styles" Target="styles.xml"/>'
    _put(book, "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')


def _put(book: zipfile.ZipFile, name: str, text: str) -> None:
    """Add a part without the time of day, as sheets are: the same rows make the same bytes whenever they are asked for."""
    book.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
