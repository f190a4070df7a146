"""Rows as files that people open: CSV, XLSX, Parquet, JSON lines. Written to a stream, block by block, never to disk."""

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

import duckdb
import pyarrow as pa
from pyarrow import parquet as arrow_parquet

from .columns import quoted
from .errors import FormatUnknown

BATCH = 20_000  # Rows
BLOCK = 256 * 1024  # Bytes taken from DuckDB at once
SHEET_ROWS = 1_048_576  # Rows a worksheet can have, the header among them


class Selected:
    """A SELECT that was not executed yet, with the titles of its columns."""

    def __init__(
        self, session: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any], titles: Sequence[str]
    ) -> None:
        self.session, self.sql, self.values, self.titles = session, sql, list(values), list(titles)

    def reader(self, sql: str) -> Any:
        return self.session.execute(sql, self.values).to_arrow_reader(BATCH)

    def as_text(self, yes: str = "'是'", no: str = "'否'") -> str:
        """Return the SELECT with values as a person writes them, under their titles: 1.5 and not 1.500000, 是 and not true."""
        described = self.session.execute(f"DESCRIBE {self.sql}", self.values).fetchall()
        cells = [
            f"{_text_sql(quoted(code), kind, yes, no)} AS {quoted(title)}"
            for (code, kind, *_), title in zip(described, self.titles, strict=True)
        ]
        return f"SELECT {', '.join(cells)} FROM ({self.sql})"


Writer = Callable[[Selected, IO[bytes]], int]


def write(selected: Selected, format: str, out: IO[bytes]) -> int:
    """Write the rows of a SELECT and return their number. Raises: FormatUnknown."""
    if format not in WRITERS:
        raise FormatUnknown(
            f"rows cannot be written as {format!r}; choose {', '.join(WRITERS)}",
            f"不能写成 {format}；可选 {'、'.join(WRITERS)}",
        )
    return WRITERS[format](selected, out)


def _text_sql(cell: str, kind: str, yes: str, no: str) -> str:
    if kind == "BOOLEAN":
        return f"CASE WHEN {cell} THEN {yes} WHEN NOT {cell} THEN {no} END"
    if kind.startswith("DECIMAL"):
        text = f"CAST({cell} AS VARCHAR)"
        return text if kind.endswith(",0)") else f"rtrim(rtrim({text}, '0'), '.')"
    return cell if kind in ("VARCHAR", "BIGINT", "INTEGER") else f"CAST({cell} AS VARCHAR)"


def shortest(value: Decimal) -> str:
    """Return the decimal without zeros behind its last digit and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _csv(selected: Selected, out: IO[bytes]) -> int:
    out.write(b"\xef\xbb\xbf")  # Without the mark, spreadsheets take Chinese text for another encoding.
    out.write((",".join(_quote(title) for title in selected.titles) + "\n").encode())
    return _piped(selected, selected.as_text(), "format csv, header false", out)


def _quote(title: str) -> str:
    return '"' + title.replace('"', '""') + '"' if any(mark in title for mark in ',"\n\r') else title


def _jsonl(selected: Selected, out: IO[bytes]) -> int:
    return _piped(selected, selected.as_text("true", "false"), "format json", out)


def _piped(selected: Selected, sql: str, options: str, out: IO[bytes]) -> int:
    """Let DuckDB write into a pipe and pass on what comes out of it: on every core, and without a file on the disk."""
    source, sink = os.pipe()

    def copy() -> int:
        try:
            statement = f"COPY ({sql}) TO '/dev/fd/{sink}' ({options}, use_tmp_file false)"
            return int(selected.session.execute(statement, selected.values).fetchall()[0][0])
        finally:
            os.close(sink)

    # Whoever stops reading closes the pipe first, and then the copy ends by itself.
    with ThreadPoolExecutor(1, thread_name_prefix="export") as pool, open(source, "rb", buffering=0) as blocks:
        copied = pool.submit(copy)
        while block := blocks.read(BLOCK):
            out.write(block)
        return copied.result()


def _parquet(selected: Selected, out: IO[bytes]) -> int:
    reader, rows, titles = selected.reader(selected.sql), 0, selected.titles
    schema = pa.schema([field.with_name(title) for field, title in zip(reader.schema, titles, strict=True)])
    with arrow_parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.rename_columns(titles))
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


def _xlsx(selected: Selected, out: IO[bytes]) -> int:
    """Write a workbook sheet by sheet into the stream.

    The usual libraries put unfinished sheets into temporary files, where the rows would lie in clear.
    """
    rows: Iterator[Sequence[Any]] = (
        row
        for batch in selected.reader(selected.as_text())
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    )
    written, sheets, waiting = 0, 0, next(rows, None)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        while waiting is not None or not sheets:
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>{_row(selected.titles)}'.encode())
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
