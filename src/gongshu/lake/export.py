"""Rows as files that people open: CSV, XLSX, Parquet, JSON lines. Written to a stream, batch by batch, never to disk."""

import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

import duckdb
import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet as arrow_parquet

from .errors import FormatUnknown

BATCH = 20_000  # Rows
SHEET_ROWS = 1_048_576  # Rows a worksheet can have, the header among them

Writer = Callable[[duckdb.DuckDBPyConnection, Sequence[str], IO[bytes]], int]


def write(answer: duckdb.DuckDBPyConnection, titles: Sequence[str], format: str, out: IO[bytes]) -> int:
    """Write the rows of an executed statement and return their number. Raises: FormatUnknown."""
    if format not in WRITERS:
        raise FormatUnknown(
            f"rows cannot be written as {format!r}; choose {', '.join(WRITERS)}",
            f"不能写成 {format}；可选 {'、'.join(WRITERS)}",
        )
    return WRITERS[format](answer, titles, out)


def _batches(answer: duckdb.DuckDBPyConnection, titles: Sequence[str]) -> Iterator[Any]:
    for batch in answer.to_arrow_reader(BATCH):
        yield batch.rename_columns(list(titles))


def _csv(answer: duckdb.DuckDBPyConnection, titles: Sequence[str], out: IO[bytes]) -> int:
    out.write(b"\xef\xbb\xbf")  # Without the mark, spreadsheets take Chinese text for another encoding.
    out.write((",".join(_quote(title) for title in titles) + "\n").encode())
    rows = 0
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="needed")
    for batch in _batches(answer, titles):
        arrow_csv.write_csv(_plain(batch), out, options)
        rows += batch.num_rows
    return rows


def _quote(title: str) -> str:
    return '"' + title.replace('"', '""') + '"' if any(mark in title for mark in ',"\n\r') else title


def _plain(batch: Any) -> Any:
    """Return the batch with decimals and booleans as a person writes them: 1.5 and not 1.500000, 是 and not true."""
    columns = []
    for column in batch.columns:
        if pa.types.is_decimal(column.type) or pa.types.is_boolean(column.type) or pa.types.is_timestamp(column.type):
            columns.append(pa.array([_text(value) for value in column.to_pylist()], pa.string()))
        else:
            columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return shortest(value)
    return (
        value.isoformat(sep=" ")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else str(value)
    )


def shortest(value: Decimal) -> str:
    """Return the decimal without zeros behind its last digit and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _jsonl(answer: duckdb.DuckDBPyConnection, titles: Sequence[str], out: IO[bytes]) -> int:
    rows = 0
    for batch in _batches(answer, titles):
        for row in batch.to_pylist():
            line = {
                name: value if isinstance(value, bool | int | str | None) else _text(value)
                for name, value in row.items()
            }
            out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        rows += batch.num_rows
    return rows


def _parquet(answer: duckdb.DuckDBPyConnection, titles: Sequence[str], out: IO[bytes]) -> int:
    reader, rows = answer.to_arrow_reader(BATCH), 0
    schema = pa.schema([field.with_name(title) for field, title in zip(reader.schema, titles, strict=True)])
    with arrow_parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.rename_columns(list(titles)))
            rows += batch.num_rows
    return rows


CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{sheets}</Types>'
)
SHEET_TYPE = '<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _xlsx(answer: duckdb.DuckDBPyConnection, titles: Sequence[str], out: IO[bytes]) -> int:
    """Write a workbook sheet by sheet into the stream.

    The usual libraries put unfinished sheets into temporary files, where the rows would lie in clear.
    """
    rows = (
        row
        for batch in _batches(answer, titles)
        for row in zip(*(column.to_pylist() for column in _plain(batch).columns), strict=True)
    )
    written, sheets, waiting = 0, 0, next(rows, None)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        while waiting is not None or not sheets:
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>{_row(titles)}'.encode())
                for _ in range(SHEET_ROWS - 1):
                    if waiting is None:
                        break
                    sheet.write(_row(waiting).encode())
                    written, waiting = written + 1, next(rows, None)
                sheet.write(b"</sheetData></worksheet>")
        _finish(book, sheets)
    return written


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


WRITERS: dict[str, Writer] = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet, "jsonl": _jsonl}
