"""Rows as files that people open: CSV, XLSX, Parquet, JSON lines. Written to a stream, block by block, never to disk."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import IO, Any, Final

import duckdb
import pyarrow as pa
from pyarrow import parquet as arrow_parquet

from .columns import quoted
from .errors import FormatUnknown
from .workbook import workbook

BATCH = 20_000  # Rows
BLOCK = 256 * 1024  # Bytes taken from DuckDB at once


class Selected:
    """A SELECT that was not executed yet, with the titles of its columns."""

    def __init__(
        self, session: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any], titles: Sequence[str]
    ) -> None:
        self.session, self.sql, self.values, self.titles = session, sql, list(values), list(titles)

    def reader(self, sql: str) -> Any:
        return self.session.execute(sql, self.values).to_arrow_reader(BATCH)

    def as_text(self, yes: str = "'是'", no: str = "'否'", typed: tuple[str, ...] = ()) -> str:
        """Return the SELECT with values as a person writes them, under their titles: 1.5 and not 1.500000, 是 and not true.

        Columns of the SQL types that `typed` begins with stay what they are.
        """
        described = self.session.execute(f"DESCRIBE {self.sql}", self.values).fetchall()
        cells = [
            f"{quoted(code) if kind.startswith(typed) else _text_sql(quoted(code), kind, yes, no)} AS {quoted(title)}"
            for (code, kind, *_), title in zip(described, self.titles, strict=True)
        ]
        return f"SELECT {', '.join(cells)} FROM ({self.sql})"


MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}  # Formats in which rows leave; all of them are open and read by machines.

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


def _xlsx(selected: Selected, out: IO[bytes]) -> int:
    written = 0

    def rows() -> Iterator[Sequence[Any]]:
        nonlocal written
        for batch in selected.reader(selected.as_text(typed=("DECIMAL", "DOUBLE", "DATE", "TIMESTAMP"))):
            written += batch.num_rows
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    for block in workbook(selected.titles, rows()):
        out.write(block)
    return written


WRITERS: dict[str, Writer] = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet, "jsonl": _jsonl}
