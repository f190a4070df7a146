"""Rows as a stream of bytes in each format: constant memory, and nothing in clear on a disk."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq

from gongshu.grants.watermark import cell

BLOCK = 64 * 1024  # bytes; between two blocks a stream asks whether it may go on
GROUP = 20_000  # rows of a Parquet row group
SHEET = 1_048_575  # rows that a sheet can hold beside its header

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
FORMATS = tuple(MEDIA)
Row = Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The columns of a file and the mark in its metadata."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    types: tuple[str, ...]  # text, integer, decimal, boolean, date, datetime
    title: str
    fingerprint: str = ""  # empty where data was taken without a grant


class SheetFull(ValueError):
    """The table has more rows than a sheet can hold; take CSV or Parquet."""


def stream(format_: str, rows: Iterable[Row], heading: Heading) -> Iterator[bytes]:
    """Yield the file in blocks. Raises: KeyError for an unknown format; SheetFull in the middle of a stream."""
    return _WRITERS[format_](rows, heading)


class _Pipe(io.RawIOBase):
    """Takes what a writer writes and gives it on in blocks."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self.size += len(part)
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        data, self._parts, self.size = b"".join(self._parts), [], 0
        return data


def _blocks(pipe: _Pipe, steps: Iterable[object]) -> Iterator[bytes]:
    """Run a writer step by step and yield what it has written whenever a block is full, and at the end."""
    for _ in steps:
        if pipe.size >= BLOCK:
            yield pipe.taken()
    if pipe.size:
        yield pipe.taken()


def _csv(rows: Iterable[Row], heading: Heading) -> Iterator[bytes]:
    pipe = _Pipe()

    def steps() -> Iterator[None]:
        # The byte order mark lets spreadsheets read Chinese characters.
        text = io.TextIOWrapper(pipe, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(heading.names)
        for row in rows:
            writer.writerow([cell(value) for value in row])
            yield
        text.detach()

    return _blocks(pipe, steps())


def _jsonl(rows: Iterable[Row], heading: Heading) -> Iterator[bytes]:
    pipe = _Pipe()

    def steps() -> Iterator[None]:
        for row in rows:
            record = dict(zip(heading.codes, map(_plain, row), strict=True))
            pipe.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            yield

    return _blocks(pipe, steps())


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title><dc:identifier>{mark}</dc:identifier></cp:coreProperties>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{_OFFICE}/relationships"><sheets><sheet name="data" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}


def _xlsx(rows: Iterable[Row], heading: Heading) -> Iterator[bytes]:
    """A workbook written straight into the stream: libraries that write workbooks keep their rows in clear temporary files."""
    pipe = _Pipe()

    def steps() -> Iterator[None]:
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
            for name, text in _PARTS.items():
                archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)
            archive.writestr("docProps/core.xml", _PROPERTIES.format(title=escape(heading.title), mark=heading.fingerprint))
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
                sheet.write(_sheet_row(heading.names))
                for number, row in enumerate(rows):
                    if number >= SHEET:
                        raise SheetFull(f"{heading.title} has more than {SHEET} rows, which a sheet cannot hold; take csv, jsonl or parquet")
                    sheet.write(_sheet_row(row))
                    yield
                sheet.write(b"</sheetData></worksheet>")

    return _blocks(pipe, steps())


def _sheet_row(row: Row) -> bytes:
    return ("<row>" + "".join(map(_sheet_cell, row)) + "</row>").encode()


def _sheet_cell(value: Any) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal) and abs(value) < 10**15:  # Spreadsheets keep fifteen digits.
        return f"<c><v>{value}</v></c>"
    text = "".join(letter for letter in str(value) if letter >= " " or letter in "\t\n\r")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


_ARROW = {"integer": pa.int64(), "boolean": pa.bool_(), "date": pa.string(), "datetime": pa.string(), "decimal": pa.string(), "text": pa.string()}


def _parquet(rows: Iterable[Row], heading: Heading) -> Iterator[bytes]:
    pipe = _Pipe()
    marks = {"title": heading.title, "fingerprint": heading.fingerprint}
    schema = pa.schema([(code, _ARROW[kind]) for code, kind in zip(heading.codes, heading.types, strict=True)], metadata=marks)

    def steps() -> Iterator[None]:
        with pq.ParquetWriter(pa.PythonFile(pipe, mode="w"), schema, compression="zstd") as writer:
            for group in _groups(rows):
                columns = [pa.array([_fit(row[i], field.type) for row in group], field.type) for i, field in enumerate(schema)]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
                yield

    return _blocks(pipe, steps())


def _fit(value: Any, kind: pa.DataType) -> Any:
    return cell(value) if value is not None and pa.types.is_string(kind) else value


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) >= GROUP:
            yield group
            group = []
    if group:
        yield group


_WRITERS: dict[str, Callable[[Iterable[Row], Heading], Iterator[bytes]]] = {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx, "parquet": _parquet}
