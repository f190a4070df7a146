"""Handing rows over into a table of another system: one transaction, reconciled before it counts, with a receipt that stays there.

The rows come into a temporary table as text. Its number of rows and its digest, which the other server computes, have to be what the node
computed; then they go into the table, whose number of rows has to be what the node expects; then the receipt is written and all is
committed. Whoever asks again after a crash finds the receipt, or nothing of the batch.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from gongshu.outside.databases.dialects import Dialect, told
from gongshu.outside.failures import Cause, OutsideFailed

RECEIPTS: Final = "gongshu_receipts"
_STAGE: Final = "gongshu_stage"
_AT_ONCE: Final = 1_000  # rows of one statement
_FEW: Final = 10  # a batch of less than this part of the table is found by its key
_TYPES: Final = {
    "postgresql": {"text": "text", "integer": "bigint", "decimal": "numeric", "boolean": "boolean", "date": "date", "datetime": "timestamp"},
    "mysql": {"text": "longtext", "integer": "bigint", "decimal": "decimal(38, 15)", "boolean": "tinyint(1)", "date": "date", "datetime": "datetime(6)"},
}  # fmt: skip
WRITES: Final = frozenset(_TYPES)  # dialects into which rows can be handed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the other system's table."""

    name: str
    type: str  # of the item
    key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the node sends in one batch, as it computed it itself."""

    batch: str  # its number
    subscription: str
    table: str
    whole: bool  # replaces all that is there
    rows: int  # new and changed ones, or all
    digest: str
    removed: int  # keys that are to go
    expected: int  # rows of the table afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the other server says it has."""

    batch: str
    rows: int
    digest: str
    removed: int
    table_rows: int


def digest_sql(dialect: str, names: Sequence[str]) -> str:
    """Return the expression that is the same for the same rows in any order, on DuckDB and on either server: the sum of 60 bits of each row's MD5.

    `names` are quoted already. A row is its cells behind their lengths, so that no two rows are written alike.
    """
    text = {"duckdb": "VARCHAR", "postgresql": "text", "mysql": "char character set utf8mb4"}[dialect]
    size = {"duckdb": "length", "postgresql": "length", "mysql": "char_length"}[dialect]
    counted = "char" if dialect == "mysql" else text
    # CONCAT leaves out what is no value on two of the three, so it is never given one.
    cells = ", ".join(
        f"CASE WHEN {each} IS NULL THEN '-' ELSE CONCAT(CAST({size}({each}) AS {counted}), ':', {each}) END"
        for each in names
    )
    row = f"SUBSTR(MD5(CONCAT({cells})), 1, 15)"
    return {
        "duckdb": f"CAST(COALESCE(SUM(CAST(('0x' || {row}) AS BIGINT)), 0) AS VARCHAR)",
        "postgresql": f"CAST(COALESCE(SUM(CAST(CAST(('x' || {row}) AS bit(60)) AS bigint)), 0) AS text)",
        "mysql": f"CAST(COALESCE(SUM(CAST(CONV({row}, 16, 10) AS DECIMAL(20, 0))), 0) AS char)",
    }[dialect]


class Handover:
    """One batch into one table. Every step belongs to the same transaction but `prepare`, which makes what is not there yet."""

    def __init__(self, dialect: Dialect, connection: Any, columns: Sequence[Column]) -> None:
        if dialect.name not in WRITES:
            raise OutsideFailed(Cause.DRIVER, f"不能写入 {dialect.title}", f"rows cannot be handed over into {dialect.title}")  # fmt: skip
        self._dialect, self._connection, self._columns = dialect, connection, tuple(columns)
        self._quoted = [dialect.quoted(each.name) for each in columns]
        self._driver = import_module(dialect.module)

    def prepare(self, table: str, subscription: str) -> None:
        """Make the table and that of the receipts where they are missing. Raises: OutsideFailed for a table that holds rows of somebody else."""
        with told(self._driver):
            self._run(
                f"CREATE TABLE IF NOT EXISTS {self._receipts(table)} (batch varchar(40) PRIMARY KEY, subscription varchar(40) NOT NULL, rows_sent bigint NOT NULL, "
                "digest varchar(40) NOT NULL, removed bigint NOT NULL, table_rows bigint NOT NULL, at varchar(40) NOT NULL)"
            )
            self._run(f"CREATE TABLE IF NOT EXISTS {self._dialect.quoted(table)} ({self._definition()})")
            self._connection.commit()
            ours = self._one(
                f"SELECT COUNT(*) FROM {self._receipts(table)} WHERE subscription = {self._mark}", (subscription,)
            )
            if not ours and self._one(f"SELECT COUNT(*) FROM {self._dialect.quoted(table)}"):
                raise OutsideFailed(
                    Cause.FORMAT, f"表 {table} 中已有不是本订阅写入的行", f"the table {table} holds rows that this subscription did not write",
                    remedy=("请换一个空表，或者由使用单位清空该表", "choose an empty table, or let its owner empty it"),
                )  # fmt: skip

    def receipt(self, table: str, batch: str) -> Receipt | None:
        """Return the receipt of a batch that has arrived already."""
        with told(self._driver):
            found = self._row(
                f"SELECT batch, rows_sent, digest, removed, table_rows FROM {self._receipts(table)} WHERE batch = {self._mark}",
                (batch,),
            )
        return Receipt(batch=str(found[0]), rows=int(found[1]), digest=str(found[2]), removed=int(found[3]), table_rows=int(found[4])) if found else None  # fmt: skip

    def send(self, sent: Sent, rows: Iterable[bytes], removed: Iterable[bytes], at: datetime) -> Receipt:
        """Hand a batch over and return the other server's receipt; nothing stays there where the two do not agree.

        `rows` and `removed` are CSV in UTF-8 without a header, nothing for no value and "" for an empty one. Raises: OutsideFailed.
        """
        keys = [each for each in self._columns if each.key]
        with told(self._driver):
            self._connection.rollback()
            try:
                self._stage(_STAGE, self._columns, rows)
                arrived = self._row(f"SELECT COUNT(*), {digest_sql(self._dialect.name, self._quoted)} FROM {_STAGE}")
                gone = 0
                if not sent.whole:
                    self._stage(f"{_STAGE}_removed", keys, removed)
                    gone = self._one(f"SELECT COUNT(*) FROM {_STAGE}_removed")
                if (int(arrived[0]), str(arrived[1]), gone) != (sent.rows, sent.digest, sent.removed):
                    raise _unconfirmed(f"{sent.rows} / {arrived[0]}")
                self._take(sent, keys)
                held = self._one(f"SELECT COUNT(*) FROM {self._dialect.quoted(sent.table)}")
                if held != sent.expected:
                    raise _unconfirmed(f"{sent.expected} / {held}")
                made = Receipt(
                    batch=sent.batch, rows=int(arrived[0]), digest=str(arrived[1]), removed=gone, table_rows=held
                )
                marks = ", ".join(self._dialect.marks(7))
                self._run(
                    f"INSERT INTO {self._receipts(sent.table)} (batch, subscription, rows_sent, digest, removed, table_rows, at) VALUES ({marks})",
                    (sent.batch, sent.subscription, made.rows, made.digest, made.removed, made.table_rows, at.isoformat()),
                )  # fmt: skip
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise
        return made

    def _take(self, sent: Sent, keys: Sequence[Column]) -> None:
        """Let the rows of the stage go into the table."""
        table = self._dialect.quoted(sent.table)
        if sent.whole:
            self._run(f"DELETE FROM {table}")
        else:
            for stage in (_STAGE, f"{_STAGE}_removed"):
                same = " AND ".join(f"t.{name} = {self._cast(f's.{name}', each)}" for each in keys for name in [self._dialect.quoted(each.name)])  # fmt: skip
                if self._dialect.name == "mysql":
                    self._run(f"DELETE t FROM {table} t JOIN {stage} s ON {same}")
                else:
                    self._by_key(f"DELETE FROM {table} t USING {stage} s WHERE {same}", sent)
        cells = ", ".join(self._cast(name, each) for name, each in zip(self._quoted, self._columns, strict=True))
        self._run(f"INSERT INTO {table} ({', '.join(self._quoted)}) SELECT {cells} FROM {_STAGE}")

    def _by_key(self, statement: str, sent: Sent) -> None:
        """Run a statement that finds few rows of a large table, by the index of its key where it has one.

        Left alone, PostgreSQL reads the whole table and joins by hashes: it takes a page found by an index to be four times as dear as
        one that is read in passing, though the rows of the stage come in the order of the key.
        """
        few = (sent.rows + sent.removed) * _FEW < sent.expected
        if few:
            self._run("SET LOCAL enable_hashjoin = off")
            self._run("SET LOCAL enable_mergejoin = off")
            # Without an index each row of the stage would read the whole table.
            if not any("Index Cond" in str(line) for line in self._all(f"EXPLAIN {statement}")):
                self._restore()
        self._run(statement)
        if few:
            self._restore()

    def _restore(self) -> None:
        self._run("SET LOCAL enable_hashjoin TO DEFAULT")
        self._run("SET LOCAL enable_mergejoin TO DEFAULT")

    def _cast(self, cell: str, column: Column) -> str:
        if self._dialect.name == "postgresql":
            return f"CAST({cell} AS {_TYPES['postgresql'][column.type]})"
        if column.type == "boolean":
            return f"CASE {cell} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
        return cell

    def _stage(self, name: str, columns: Sequence[Column], blocks: Iterable[bytes]) -> None:
        type_ = "text" if self._dialect.name == "postgresql" else "longtext character set utf8mb4"
        cells = ", ".join(f"{self._dialect.quoted(each.name)} {type_}" for each in columns)
        self._run(f"DROP {'TABLE' if self._dialect.name == 'postgresql' else 'TEMPORARY TABLE'} IF EXISTS {'pg_temp.' if self._dialect.name == 'postgresql' else ''}{name}")  # fmt: skip
        self._run(f"CREATE TEMPORARY TABLE {name} ({cells})")
        cursor = self._connection.cursor()
        try:
            if self._dialect.name == "postgresql":
                with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
                    for block in blocks:
                        copy.write(block)
                # Without counts the server would read all of the receiver's table to find the few rows that go.
                cursor.execute(f"ANALYZE {name}")
                return
            marks = ", ".join(self._dialect.marks(len(columns)))
            for some in _rows(blocks, len(columns)):
                cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", some)
        finally:
            cursor.close()

    def _definition(self) -> str:
        types, keys = _TYPES[self._dialect.name], [each.name for each in self._columns if each.key]
        # MySQL makes no key of a text without a length.
        kind = {each.name: "varchar(255)" if each.key and each.type == "text" and self._dialect.name == "mysql" else types[each.type] for each in self._columns}  # fmt: skip
        cells = [f"{self._dialect.quoted(each.name)} {kind[each.name]}" for each in self._columns]
        primary = [f"PRIMARY KEY ({', '.join(self._dialect.quoted(each) for each in keys)})"] if keys else []
        return ", ".join([*cells, *primary])

    def _receipts(self, table: str) -> str:
        schema, dot, _ = table.rpartition(".")
        return self._dialect.quoted(f"{schema}{dot}{RECEIPTS}")

    @property
    def _mark(self) -> str:
        return self._dialect.marks(1)[0]

    def _run(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        cursor = self._connection.cursor()
        try:
            cursor.execute(statement, values) if values else cursor.execute(statement)
        finally:
            cursor.close()

    def _row(self, statement: str, values: tuple[Any, ...] = ()) -> Any:
        cursor = self._connection.cursor()
        try:
            cursor.execute(statement, values) if values else cursor.execute(statement)
            return cursor.fetchone()
        finally:
            cursor.close()

    def _all(self, statement: str) -> list[Any]:
        cursor = self._connection.cursor()
        try:
            cursor.execute(statement)
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def _one(self, statement: str, values: tuple[Any, ...] = ()) -> int:
        return int(self._row(statement, values)[0])


def _unconfirmed(shown: str) -> OutsideFailed:
    return OutsideFailed(
        Cause.UNCONFIRMED, f"对账不符（{shown}），对方库没有保留任何内容", f"the two ends do not agree ({shown}); nothing was kept there", code=shown,
        remedy=("下一批会全量重送；一直如此时请使用单位核对该表是否被改动", "the next batch sends everything; if that does not help, look who else writes to the table"),
    )  # fmt: skip


def _rows(blocks: Iterable[bytes], columns: int) -> Iterator[list[tuple[str | None, ...]]]:
    """Read CSV as it comes; a cell without quotation marks that is empty is no value."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    source = io.BufferedReader(_Stream(blocks), 1 << 20)
    if not source.peek(1):
        return
    names = [f"f{n}" for n in range(columns)]
    reader = arrow.open_csv(
        source, read_options=arrow.ReadOptions(column_names=names),
        parse_options=arrow.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=arrow.ConvertOptions(
            strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""], column_types=dict.fromkeys(names, pa.string())
        ),
    )  # fmt: skip
    for batch in reader:
        for start in range(0, batch.num_rows, _AT_ONCE):
            part = batch.slice(start, _AT_ONCE)
            yield list(zip(*(column.to_pylist() for column in part.columns), strict=True))


class _Stream(io.RawIOBase):
    """Blocks of bytes as a file that is read once."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks, self._held = iter(blocks), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._held = block
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size
