"""A workbook (XLSX) written as a stream: memory holds a piece of it, and the disk nothing."""

import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Any, cast
from xml.sax.saxutils import escape

PIECE = 64 * 1024  # Bytes that leave together
SHEET_ROWS = 1_048_576  # Rows a worksheet can have, the header among them
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{sheets}</Types>'
)
SHEET_TYPE = '<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


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
    if isinstance(value, int) and abs(value) < 10**15:  # A spreadsheet keeps fifteen digits; longer numbers are text.
        return f"<c><v>{value}</v></c>"
    text = "".join(char for char in str(value) if char >= " " or char in "\t\n\r")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _finish(book: zipfile.ZipFile, sheets: int) -> None:
    numbers = range(1, sheets + 1)
    book.writestr("[Content_Types].xml", CONTENT_TYPES.format(sheets="".join(SHEET_TYPE.format(n=n) for n in numbers)))
    book.writestr(
        "_rels/.rels",
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    listed = "".join(f'<sheet name="数据{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    book.writestr(
        "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
