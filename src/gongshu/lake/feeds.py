"""Delivered files as relations of text cells, whatever their format: the seam behind which formats are added.

A feed names an SQL source with the columns c0, c1 ... (text, NULL when empty). A *careful* feed also has `_record`,
`_line` and `_problem`; a *fast* one leaves them out, and DuckDB's reject table holds what did not fit.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import duckdb
import pyarrow as pa

from .columns import literal, quoted
from .damage import Damage, damage_of
from .documents import Document
from .encodings import DIRECT, decoded, utf8_pipe
from .errors import WorkbookDamaged
from .headers import Header
from .prescan import LINE_LIMIT, Progress
from .records import Record, csv_records, csv_rows, json_records, text_lines
from .sniff import Format, Sniffed

BEIJING = 8 * 3600 * 1_000_000  # Microseconds ahead of UTC
BATCH = 16_384  # Records handed to DuckDB at once
SAMPLED = 1000  # Records whose cells tell what holds for the whole column


@dataclass(frozen=True, slots=True)
class Feed:
    """One table of a delivered file, ready to be selected from."""

    sql: str
    names: tuple[str, ...]  # Of c0, c1 ...
    header: tuple[str, ...]  # As written, to recognise it among the data
    careful: bool
    recoded: bool  # Cells can hold replacement characters for undecodable bytes.
    lines_before: int = 0  # What DuckDB counts before the first data record
    sample: tuple[Sequence[str | None], ...] = ()  # The cells of some records
    epoch: int = 1900  # First year of the calendar in which a spreadsheet counts days

    @property
    def cells(self) -> list[str]:
        return [f"c{i}" for i in range(len(self.names))]

    def damage_at(self, place: int | None) -> Damage:
        """Return which long numbers of a column lost digits in a spreadsheet, as the sample tells."""
        return Damage.NONE if place is None else damage_of([row[place] for row in self.sample if place < len(row)])


def dialect(sniffed: Sniffed) -> tuple[Header, str, str]:
    """Return header, encoding and delimiter of a delimited file."""
    assert sniffed.header is not None
    return sniffed.header, sniffed.encoding or "utf-8", sniffed.delimiter or ","


@contextmanager
def fast_csv(sniffed: Sniffed, progress: Progress | None = None) -> Iterator[Feed]:
    """Yield a delimited file as DuckDB's own parallel reader sees it; other encodings come through a pipe."""
    _, encoding, _ = dialect(sniffed)
    if encoding in DIRECT:
        yield _csv_feed(sniffed, str(sniffed.path), recoded=False)
        return
    with utf8_pipe(sniffed.path, encoding, progress) as pipe:
        yield _csv_feed(sniffed, pipe, recoded=True)


def _csv_feed(sniffed: Sniffed, name: str, *, recoded: bool) -> Feed:
    header, _, delimiter = dialect(sniffed)
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(header.names)))
    # Strict mode: the lenient one cuts superfluous cells off without a word and repeats rows after a stray quote.
    sql = (
        f"read_csv({literal(name)}, columns = {{{columns}}}, header = false, skip = {header.skipped}, auto_detect = false, "
        f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', strict_mode = true, store_rejects = true, "
        f"max_line_size = {LINE_LIMIT})"
    )
    return Feed(
        sql,
        header.names,
        header.raw,
        careful=False,
        recoded=recoded,
        lines_before=header.skipped,
        sample=tuple(_sample(sniffed)),
    )


def _sample(sniffed: Sniffed) -> Iterator[Sequence[str]]:
    header, encoding, delimiter = dialect(sniffed)
    records = csv_rows(decoded(sniffed.scan, encoding).splitlines(keepends=True), delimiter)
    return (cells for _, cells in islice(records, header.skipped, SAMPLED) if cells is not None)


@contextmanager
def careful_csv(
    connection: duckdb.DuckDBPyConnection, sniffed: Sniffed, progress: Progress | None = None
) -> Iterator[Feed]:
    """Yield a delimited file read record by record, for files that DuckDB's reader refuses or would misread."""
    header, encoding, delimiter = dialect(sniffed)
    lines = text_lines(sniffed.path, encoding, progress)
    records = csv_records(lines, delimiter, skip=header.skipped, width=len(header.names), spaced=sniffed.spaced)
    with registered(connection, records, header.names, header.raw) as feed:
        yield feed


@contextmanager
def json_lines(
    connection: duckdb.DuckDBPyConnection, sniffed: Sniffed, names: Sequence[str], progress: Progress | None = None
) -> Iterator[Feed]:
    """Yield a JSON lines file with the members of these names as cells."""
    assert sniffed.encoding is not None
    records = json_records(text_lines(sniffed.path, sniffed.encoding, progress), names)
    with registered(connection, records, tuple(names), ()) as feed:
        yield feed


@contextmanager
def json_document(
    connection: duckdb.DuckDBPyConnection,
    sniffed: Sniffed,
    wanted: Sequence[str] = (),
    progress: Progress | None = None,
) -> Iterator[Feed]:
    """Yield the records of a JSON document. Raises: FormatUnknown if it is not JSON or holds no records."""
    found = Document.of(sniffed.path, sniffed.encoding or "utf-8", wanted)
    with registered(connection, found.records(progress), found.names, found.header) as feed:
        yield feed


@contextmanager
def registered(
    connection: duckdb.DuckDBPyConnection,
    records: Iterator[Record],
    names: tuple[str, ...],
    header: tuple[str, ...],
    *,
    epoch: int = 1900,
) -> Iterator[Feed]:
    """Yield records as a relation that DuckDB pulls in batches; nothing is held but the batch."""
    first = list(islice(records, SAMPLED))
    batches = _batches(chain(first, records), len(names))
    reader = pa.RecordBatchReader.from_batches(_schema(len(names)), batches)
    connection.register("_records", reader)
    try:
        sample = tuple(record.cells for record in first if record.cells is not None)
        yield Feed("_records", names, header, careful=True, recoded=False, sample=sample, epoch=epoch)
    finally:
        connection.unregister("_records")


def _schema(width: int) -> Any:
    text = [pa.field(f"c{i}", pa.string()) for i in range(width)]
    return pa.schema(
        [*text, pa.field("_record", pa.int64()), pa.field("_line", pa.string()), pa.field("_problem", pa.string())]
    )


def _batches(records: Iterator[Record], width: int) -> Iterator[Any]:
    rows: list[Record] = []
    for record in records:
        rows.append(record)
        if len(rows) == BATCH:
            yield _batch(rows, width)
            rows = []
    if rows:
        yield _batch(rows, width)


def _batch(rows: list[Record], width: int) -> Any:
    nothing = (None,) * width
    cells = zip(*(row.cells or nothing for row in rows), strict=True)
    arrays = [pa.array(column, pa.string()) for column in cells]
    # Lone surrogates would make a row unreadable for Arrow; JSON can escape them.
    lines = [row.raw.encode("utf-8", "replace").decode() for row in rows]
    own = [
        pa.array([row.number for row in rows], pa.int64()),
        pa.array(lines, pa.string()),
        pa.array([row.problem for row in rows], pa.string()),
    ]
    return pa.RecordBatch.from_arrays([*arrays, *own], schema=_schema(width))


def parquet(connection: duckdb.DuckDBPyConnection, sniffed: Sniffed) -> Feed:
    """Return a Parquet file as text cells. Raises: WorkbookDamaged if it cannot be opened, for example for want of its key."""
    source = f"read_parquet({literal(str(sniffed.path))})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error as error:
        raise WorkbookDamaged(
            f"{sniffed.path.name} cannot be opened as Parquet ({str(error).splitlines()[0]}); write it again, without encryption",
            f"{sniffed.path.name} 不能作为 Parquet 打开({str(error).splitlines()[0]})；请不加密重新写出",
        ) from error
    cells = ", ".join(f"{_as_text(quoted(name), kind)} AS c{i}" for i, (name, kind, *_) in enumerate(described))
    sql, names = f"(SELECT {cells} FROM {source})", tuple(row[0] for row in described)
    sample = tuple(connection.execute(f"FROM {sql} LIMIT {SAMPLED}").fetchall())
    return Feed(sql, names, (), careful=False, recoded=False, sample=sample)


def _as_text(column: str, kind: str) -> str:
    if kind in ("DOUBLE", "FLOAT"):  # Fifteen digits are what a double holds; 5.0 is written 5, and 0.1 + 0.2 is 0.3.
        whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE printf('%.15g', {column}) END"
    if kind == "TIMESTAMP WITH TIME ZONE":  # Written as the clock in Beijing shows it, wherever this machine stands.
        column = f"make_timestamp(epoch_us({column}) + {BEIJING})"
    if kind == "TIMESTAMP_NS":  # Nine digits of a second are more than any cell is read with.
        column = f"CAST({column} AS TIMESTAMP)"
    return f"nullif(CAST({column} AS VARCHAR), '')"


def can_be_fast(sniffed: Sniffed) -> bool:
    """Say whether DuckDB's reader will read this delimited file just as the careful one would.

    It stops at NUL bytes (which UTF-16 is full of), takes only one kind of line end, skips lines and not records, and takes a quote
    behind a blank for text.
    """
    found = sniffed.scan
    one_line_end = found.carriage_returns in (0, found.newlines)
    return sniffed.format is Format.CSV and sniffed.plain_head and not (found.nul or sniffed.spaced) and one_line_end
