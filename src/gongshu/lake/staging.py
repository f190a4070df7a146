"""Reading a delivered file once into staging files, with DuckDB's reader where it is safe and the careful one elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from .columns import Column, literal, quoted
from .duck import parquet_sql, use, watched
from .encodings import ON_ERROR
from .errors import HeaderMismatch
from .feeds import Feed, can_be_fast, careful_csv, fast_csv, json_document, json_lines, parquet, registered
from .headers import plain
from .keys import FileKey, Vault
from .prescan import BLOCK, LINE_LIMIT, Progress, Scan
from .records import json_object
from .shapes import layers
from .sheets import sheets
from .sniff import Format, Sniffed
from .splitting import NUMBERED, REJECTS, field_ids_sql, leaf, match_columns, raw_sql, reasons_sql, staging_sql

FOREIGN = (
    1000  # Cells in another encoding that are looked up one by one; with more of them the careful reader is faster
)


def wanted_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the names by which a header is recognised."""
    return tuple(name for column in columns for name in dict.fromkeys((column.name, column.code)))


@dataclass
class Staging:
    """The rows of one delivery, cast and marked, in files that only this process reads."""

    connection: duckdb.DuckDBPyConnection
    sniffed: Sniffed
    columns: tuple[Column, ...]
    work: Path
    vault: Vault | None
    ids: dict[str, int]
    progress: Progress | None = None
    files: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)  # SQL of raw text and reasons, one for each file
    key: FileKey | None = None
    clause: str = ""
    numbered: list[str] = field(default_factory=list)

    @property
    def key_id(self) -> str | None:
        return self.key.key_id if self.key else None

    @property
    def encoding(self) -> str | None:
        return self.sniffed.encoding

    @property
    def is_single(self) -> bool:
        return len(self.files) == 1

    def fill(self) -> None:
        """Read the file. Raises: HeaderMismatch, FileRefused."""
        if self.vault is not None:
            self.key = self.vault.new()
            self.clause = use(self.connection, self.key)
        self.connection.execute("CREATE TEMP TABLE _rejects (_record BIGINT, raw VARCHAR, code VARCHAR)")
        {
            Format.CSV: self._csv,
            Format.JSONL: self._json,
            Format.JSON: self._document,
            Format.WORKBOOK: self._workbook,
            Format.HTML: self._workbook,
            Format.SHAPES: self._workbook,
            Format.PARQUET: self._parquet,
        }[self.sniffed.format]()
        self.numbered = [self._numbered(i) for i in range(len(self.files))]
        parts = " UNION ALL BY NAME ".join(self.numbered)
        self.connection.execute(f"CREATE TEMP VIEW _numbered AS {parts}")

    def _csv(self) -> None:
        if can_be_fast(self.sniffed) and self._csv_fast():
            return
        with careful_csv(self.connection, self.sniffed, self.progress) as feed:
            self._write(feed)

    def _csv_fast(self) -> bool:
        if len(self.sniffed.names) == 1 and has_blank_lines(self.sniffed.scan):
            return False
        try:
            with fast_csv(self.sniffed, self.progress) as feed:
                self._write(feed)
                sound, _ = is_sound(
                    self.connection, self.sniffed, self._one(f"SELECT count(*) FROM {self._source(0)}")[0]
                )
        except duckdb.InvalidInputException:  # The reader met something it cannot step over.
            sound = False
        if sound:
            self.connection.execute("INSERT INTO _rejects " + REJECTS.format(before=self.sniffed.skipped))
            self._restore_bytes()
        else:
            self.files.clear()
            self.bad.clear()
        return sound

    def _restore_bytes(self) -> None:
        """Give lines in a foreign encoding their text back from the file; the reader keeps question marks only."""
        wrong = self.connection.execute(
            "SELECT line, any_value(line_byte_position) FROM reject_errors WHERE error_type = 'INVALID ENCODING' GROUP BY line"
        ).fetchall()
        with self.sniffed.path.open("rb") as source:
            for line, position in wrong:
                source.seek(
                    max(position - 2, 0)
                )  # Positions count from 1; one byte more shows that a line begins here.
                if source.read(1) != b"\n":
                    continue
                raw = source.readline(LINE_LIMIT).rstrip(b"\r\n").decode("utf-8", ON_ERROR)
                found = [raw, line - self.sniffed.skipped]
                self.connection.execute("UPDATE _rejects SET raw = ? WHERE _record = ?", found)

    def _json(self) -> None:
        names = json_names(self.sniffed)
        with json_lines(self.connection, self.sniffed, names, self.progress) as feed:
            self._write(feed)

    def _document(self) -> None:
        with json_document(self.connection, self.sniffed, wanted_names(self.columns), self.progress) as feed:
            self._write(feed)

    def _parquet(self) -> None:
        self._write(parquet(self.connection, self.sniffed))

    def _workbook(self) -> None:
        fit = None
        has_layers = self.sniffed.format is Format.SHAPES
        found = layers(self.sniffed.path) if has_layers else sheets(self.sniffed.path, wanted_names(self.columns))
        for sheet in found:
            at = self._places(sheet.header.names)
            if self._lacking(at):
                self.left_out.append(sheet.name)
                fit = fit or sheet.header.names
                continue
            head = sheet.header
            with registered(self.connection, sheet.records(), head.names, head.raw, epoch=sheet.epoch) as feed:
                self._write(feed)
        if not self.files:
            self._refuse(fit or ())

    def _write(self, feed: Feed) -> None:
        at = self._places(feed.names)
        if self._lacking(at):
            self._refuse(feed.names)
        self.missing += [
            column.name
            for column, place in zip(self.columns, at, strict=True)
            if place is None and column.name not in self.missing
        ]
        self.unknown += [name for i, name in enumerate(feed.names) if i not in at and name not in self.unknown]
        target = self.work / f"staging-{len(self.files)}.parquet"
        self.files.append(target)
        # Careful readers and pipes count the bytes themselves.
        watching = None if feed.careful or feed.recoded else self.progress
        with watched(self.connection, watching, self.sniffed.scan.size):
            self.copy(staging_sql(feed, self.columns, at), target, field_ids_sql(self.columns, self.ids))
        raw = raw_sql(self.sniffed.delimiter or ",", feed.careful)
        self.bad.append(f"{raw} AS raw, {reasons_sql(self.columns, at, raw)} AS reasons")

    def _places(self, names: Sequence[str]) -> list[int | None]:
        known = {name: plain(name) for name in (*names, *map(leaf, names), *wanted_names(self.columns))}
        return match_columns(names, self.columns, known)

    def _lacking(self, at: Sequence[int | None]) -> list[str]:
        lacking = [
            column.name
            for column, place in zip(self.columns, at, strict=True)
            if place is None and column.must_be_given
        ]
        return lacking or ([column.name for column in self.columns] if all(place is None for place in at) else [])

    def _refuse(self, names: Sequence[str]) -> None:
        lacking = "、".join(self._lacking(self._places(names)))
        raise HeaderMismatch(
            f"{self.sniffed.path.name} lacks the columns {lacking}; its header is "
            f"{'、'.join(names) or 'empty'}; use the names or codes of the entry's items, or change the entry",
            f"{self.sniffed.path.name} 缺少列：{lacking}；文件的表头为 {'、'.join(names) or '空'}；"
            "表头请使用数据项的名称或者代码，或者先变更目录",
        )

    def copy(self, select: str, target: Path, *options: str, clause: str | None = None) -> int:
        """Write the rows of a SELECT as Parquet and return their number."""
        chosen = self.clause if clause is None else clause
        settings = ", ".join(option for option in ("format parquet", *options, chosen) if option)
        return self._one(f"COPY ({select}) TO {literal(str(target))} ({settings})")[0]

    def _source(self, i: int) -> str:
        return parquet_sql(self.files[i], self.key, "file_row_number = true")

    def _numbered(self, i: int) -> str:
        described = self.connection.execute(f"DESCRIBE SELECT * FROM {self._source(i)}").fetchall()
        if any(row[0] == "_record" for row in described):
            before = " + ".join(
                ["0", *(f"(SELECT coalesce(max(_record), 0) FROM {self._source(k)})" for k in range(i))]
            )
            return f"SELECT * REPLACE (_record + {before} AS _record) FROM {self._source(i)}"
        return f"SELECT * FROM ({NUMBERED.format(staging=self._source(i))})"

    def mark_doubled(self, unique: bool) -> None:
        """Define `_staged`: the numbered rows, with `_doubled` on all but the first good row of a key."""
        keys = [quoted(column.code) for column in self.columns if column.key]
        if unique and keys and self._has_doubles(keys):
            order = f"row_number() OVER (PARTITION BY {', '.join(keys)}, _faults IS NULL ORDER BY _record)"
            self.connection.execute(
                f"CREATE TEMP TABLE _double AS SELECT _record FROM _numbered WHERE _faults IS NULL QUALIFY {order} > 1"
            )
            marked = "SELECT *, _record IN (SELECT _record FROM _double) AS _doubled FROM _numbered"
        else:
            # Record numbers cost an ASOF join, so the good rows are split off without them.
            plain_rows = " UNION ALL BY NAME ".join(f"SELECT * FROM {self._source(i)}" for i in range(len(self.files)))
            marked = f"SELECT *, false AS _doubled FROM ({plain_rows})"
        self.connection.execute(f"CREATE TEMP VIEW _staged AS {marked}")

    def _has_doubles(self, keys: Sequence[str]) -> bool:
        rows, different = self._one(
            f"SELECT count(*), count(DISTINCT ({', '.join(keys)})) FROM _numbered WHERE _faults IS NULL"
        )
        return rows != different

    def counts(self) -> tuple[int, int, int, int]:
        """Return the numbers of staged, bad, rejected and doubled rows."""
        staged, bad, doubled = self._one("SELECT count(*), count(_faults), count(*) FILTER (_doubled) FROM _staged")
        return staged, bad, self._one("SELECT count(*) FROM _rejects")[0], doubled

    def bad_rows_sql(self) -> str:
        """Return the SELECT of all bad rows: record, raw, reasons."""
        keys = [column for column in self.columns if column.key]
        value = " || '/' || ".join(f"coalesce(CAST({quoted(column.code)} AS VARCHAR), '')" for column in keys) or "''"
        doubled = (
            f"[{{'code': 'duplicate-key', 'column': {literal('、'.join(c.name for c in keys))}, 'value': {value}}}]"
        )
        text = " || ',' || ".join(f"coalesce(CAST({quoted(column.code)} AS VARCHAR), '')" for column in self.columns)
        has_doubles = self._one("SELECT count(*) FROM duckdb_tables() WHERE table_name = '_double'")[0]
        repeated = f" UNION ALL SELECT _record, {text}, {doubled} FROM _staged WHERE _doubled" if has_doubles else ""
        marked = [
            f"SELECT _record AS record, {bad} FROM ({rows}) WHERE _faults IS NOT NULL"
            for rows, bad in zip(self.numbered, self.bad, strict=True)
        ]
        rejected = "SELECT _record, raw, [{'code': code, 'column': NULL::VARCHAR, 'value': raw}] FROM _rejects"
        return " UNION ALL ".join([*marked, rejected]) + repeated

    def _one(self, sql: str) -> tuple[int, ...]:
        found = self.connection.execute(sql).fetchone()
        assert found is not None
        return tuple(found)


def is_sound(connection: duckdb.DuckDBPyConnection, sniffed: Sniffed, staged: int) -> tuple[bool, int]:
    """Say whether the fast reader saw every record, and how many it rejected.

    It did when each rejected record has a reason that is known, and the lines add up.
    """
    odd = "count(*) FILTER (error_type NOT IN ('MISSING COLUMNS', 'TOO MANY COLUMNS', 'INVALID ENCODING'))"
    foreign = "count(*) FILTER (error_type = 'INVALID ENCODING')"
    row = connection.execute(f"SELECT count(DISTINCT line), {odd}, {foreign} FROM reject_errors").fetchone()
    assert row is not None
    rejected = row[0]
    unknown = row[1] or row[2] > FOREIGN
    found = sniffed.scan
    expected = found.lines - sniffed.skipped
    if staged + rejected == expected:
        return not unknown, rejected
    # Blank lines and line ends within quotes explain the difference; but they also shift the numbers of rejected lines.
    if unknown or rejected:
        return False, rejected
    return staged == records_in(found) - sniffed.skipped, rejected


def records_in(found: Scan) -> int:
    """Return the number of records: line ends outside quotes, blank lines not counted."""
    records, filled, quoted_part = 0, False, False
    with found.path.open("rb") as source:
        while block := source.read(BLOCK):
            for i, piece in enumerate(block.split(b'"')):
                if i:
                    quoted_part, filled = not quoted_part, True
                if quoted_part:
                    continue
                lines = piece.split(b"\n")
                for n, line in enumerate(lines):
                    filled = filled or bool(line.strip(b"\r"))
                    if n < len(lines) - 1:
                        records, filled = records + filled, False
    return records + filled


def has_blank_lines(found: Scan) -> bool:
    """Say whether two line ends follow each other anywhere, or the file begins with one."""
    end = b"\r\n" if found.carriage_returns else b"\n"
    if found.head.startswith(end):
        return True
    tail = b""
    with found.path.open("rb") as source:
        while block := source.read(BLOCK):
            if end + end in tail + block:
                return True
            tail = block[-3:]
    return False


def json_names(sniffed: Sniffed) -> list[str]:
    """Return the names of all members of a JSON lines file in the order of their first appearance."""
    assert sniffed.encoding is not None
    names: dict[str, None] = {}
    with sniffed.path.open(encoding=sniffed.encoding, errors=ON_ERROR) as source:
        for line in source:
            names.update(dict.fromkeys(json_object(line.strip()) or ()))
    return list(names)
