"""What can be done with the rows of snapshots, whichever engine does it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

import duckdb

from .columns import literal, quoted
from .conditions import compile_condition
from .deliver import Part
from .duck import MEMORY, connect, full_disk_explained, parquet_sql, use
from .errors import ColumnUnknown, SnapshotMissing
from .export import Selected, write
from .keys import Vault
from .mask import Mask, mask_sql
from .splitting import field_ids_for

if TYPE_CHECKING:  # Iceberg takes a second to load; a command that touches no table does not wait for it.
    from .tables import StoredColumn, Tables

ROW: Final = "_row"  # number of the record in a snapshot, from 1; no column of a table begins with an underscore


@dataclass(frozen=True, slots=True)
class Ref:
    """One snapshot of one entry."""

    entry: str
    snapshot_id: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows with the names of their columns."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """How two snapshots differ, in rows told apart by their key."""

    added: int
    removed: int
    changed: int
    changed_items: Mapping[str, int]  # Column code → rows in which it changed


class Engine(Protocol):
    """One restricted SQL dialect over snapshots. DuckDB does it on one machine; others may take the same file lists."""

    def query(
        self, sql: str, tables: Mapping[str, Ref], parameters: Sequence[Any] = (), *, numbered: Sequence[str] = ()
    ) -> Answer: ...

    def count(self, ref: Ref, where: Mapping[str, Any] | None = None) -> int: ...

    def export(
        self,
        ref: Ref,
        out: IO[bytes],
        format: str,
        *,
        columns: Sequence[str] | None = None,
        where: Mapping[str, Any] | None = None,
        masks: Mapping[str, Mask | str] | None = None,
    ) -> int: ...

    def diff(self, old: Ref, new: Ref, key: Sequence[str]) -> Difference: ...


class DuckEngine:
    """The engine that runs in this process. Spill files go, encrypted, to `spill`."""

    def __init__(
        self, tables: Tables, vault: Vault | None, spill: Path, *, memory: str = MEMORY, threads: int | None = None,
        encrypts: bool = True,
    ) -> None:  # fmt: skip
        """`encrypts` is whether files that it writes get a key from the vault; where the store encrypts, it only reads with it."""
        self.tables, self.vault, self.spill, self.memory, self.threads = tables, vault, spill, memory, threads
        self.encrypts = encrypts
        self._root: duckdb.DuckDBPyConnection | None = None
        self._process = 0
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of memory, keys and spill files. The engine can be used again."""
        with self._lock:
            if self._root is not None and self._process == os.getpid():
                self._root.close()
            self._root = None

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        # Loading the extension takes a tenth of a second, so all sessions of a process share one database in memory.
        with self._lock:
            if self._root is None or self._process != os.getpid():
                self._root, self._process = connect(self.spill, memory=self.memory, threads=self.threads), os.getpid()
            return self._root.cursor()

    @contextmanager
    def session(
        self, tables: Mapping[str, Ref], *, numbered: Sequence[str] = ()
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a connection of its own in which each snapshot is a view under the given name."""
        connection = self._cursor()
        try:
            for name, ref in tables.items():
                relation = self.relation_sql(connection, ref, numbered=name in numbered)
                connection.execute(f"CREATE TEMP VIEW {quoted(name)} AS {relation}")
            with full_disk_explained(self.spill):
                yield connection
        finally:
            connection.close()

    def relation_sql(self, connection: duckdb.DuckDBPyConnection, ref: Ref, *, numbered: bool = False) -> str:
        """Return the SELECT of all rows: one source a file with its own key, columns found by field id.

        The column `_row` of a numbered one counts records from 1; it comes from the files, so that many threads can count.
        """
        columns = self.tables.columns(ref.entry, ref.snapshot_id)
        schema = "schema = MAP {" + ", ".join(_field(column) for column in columns) + "}"
        sources, before = [], 0
        for file in self.tables.files(ref.entry, ref.snapshot_id):
            if not file.path.is_file():
                raise SnapshotMissing(
                    f"{file.path} of {ref.entry}, snapshot {ref.snapshot_id}, is gone; restore the lake from backup",
                    f"{ref.entry} 快照 {ref.snapshot_id} 的文件 {file.path} 不见了；请从备份恢复数据湖",
                )
            if file.key_id is not None:
                assert self.vault is not None, "the lake is encrypted; the engine needs its vault"
                use(connection, self.vault.get(file.key_id))
            number = f"file_row_number + {before + 1} AS {ROW}, " if numbered else ""
            sources.append(f"SELECT {number}* FROM {parquet_sql(file.path, file.key_id, schema)}")
            before += file.rows
        empty = [f"CAST(NULL AS {column.sql_type}) AS {quoted(column.code)}" for column in columns]
        if numbered:
            empty.insert(0, f"CAST(NULL AS BIGINT) AS {ROW}")
        return " UNION ALL ".join(sources) or f"SELECT {', '.join(empty)} WHERE false"

    def query(
        self, sql: str, tables: Mapping[str, Ref], parameters: Sequence[Any] = (), *, numbered: Sequence[str] = ()
    ) -> Answer:
        """Return the answer to a statement of the platform's own making; it is not a place for users' SQL.

        Tables named in `numbered` have the column `_row` besides their own.
        """
        with self.session(tables, numbered=numbered) as connection:
            done = connection.execute(sql, list(parameters))
            return Answer(tuple(row[0] for row in done.description or ()), done.fetchall())

    def count(self, ref: Ref, where: Mapping[str, Any] | None = None) -> int:
        """Return the number of rows that the condition covers."""
        condition, values = compile_condition(where, self._kinds(ref))
        return int(self.query(f"SELECT count(*) FROM t WHERE {condition}", {"t": ref}, values).rows[0][0])

    def export(
        self,
        ref: Ref,
        out: IO[bytes],
        format: str,
        *,
        columns: Sequence[str] | None = None,
        where: Mapping[str, Any] | None = None,
        masks: Mapping[str, Mask | str] | None = None,
    ) -> int:
        """Write the chosen rows and columns to a stream as csv, xlsx, parquet or jsonl and return their number.

        Headers are the items' names. Nothing is written to disk on the way, for it would lie there in clear.
        Raises: ColumnUnknown, ConditionInvalid, MaskUnknown; FormatUnknown.
        """
        select, values, titles = self._selection(ref, columns, where, masks or {})
        with self.session({"t": ref}) as connection:
            return write(Selected(connection, select, values, titles), format, out)

    def page(
        self, ref: Ref, *, columns: Sequence[str] | None = None, where: Mapping[str, Any] | None = None,
        masks: Mapping[str, Mask | str] | None = None, limit: int = 100, offset: int = 0,
    ) -> Answer:  # fmt: skip
        """Return some of the rows, for previews."""
        select, values, _ = self._selection(ref, columns, where, masks or {})
        return self.query(f"{select} LIMIT {int(limit)} OFFSET {int(offset)}", {"t": ref}, values)

    def diff(self, old: Ref, new: Ref, key: Sequence[str]) -> Difference:
        """Return how many rows were added, removed and changed; without a key, rows are compared whole."""
        before, after = self._kinds(old), self._kinds(new)
        shared = {code: before[code] == kind for code, kind in after.items() if code in before}
        for code in key:
            known(code, list(shared))
        with self.session({"a": old, "b": new}) as connection:
            if not key:
                return _difference_of_bags(connection, shared)
            return _difference_by_key(connection, list(key), shared)

    def merge(self, base: Ref, part: Part, key: Sequence[str], ids: Mapping[str, int], target: Path) -> Part:
        """Write the rows of `base` whose key is not in the new part, followed by the part: an upsert as one new file."""
        with self.session({"old": base}) as connection:
            if part.key_id is not None:
                assert self.vault is not None
                use(connection, self.vault.get(part.key_id))
            fresh = ", ".join(map(quoted, ids))
            on = " AND ".join(f"old.{quoted(code)} = new.{quoted(code)}" for code in key)
            present = {row[0] for row in connection.execute("DESCRIBE old").fetchall()}
            kept = ", ".join(f"old.{quoted(code)}" if code in present else f"NULL AS {quoted(code)}" for code in ids)
            new = f"SELECT {fresh} FROM {parquet_sql(part.path, part.key_id)}"
            merged = f"SELECT {kept} FROM old ANTI JOIN ({new}) new ON {on} UNION ALL {new}"
            return self._write(connection, merged, ids, target)

    def compact(self, ref: Ref, ids: Mapping[str, int], target: Path) -> Part:
        """Write all rows of a snapshot into one file: many small files make reading slow."""
        with self.session({"t": ref}) as connection:
            return self._write(connection, f"SELECT {', '.join(map(quoted, ids))} FROM t", ids, target)

    def _write(self, connection: duckdb.DuckDBPyConnection, select: str, ids: Mapping[str, int], target: Path) -> Part:
        target.parent.mkdir(parents=True, exist_ok=True)
        key = self.vault.new() if self.vault and self.encrypts else None
        options = ["format parquet", field_ids_for(ids), *([use(connection, key)] if key else [])]
        done = connection.execute(f"COPY ({select}) TO {literal(str(target))} ({', '.join(options)})").fetchone()
        return Part(target, key.key_id if key else None, done[0] if done else 0, target.stat().st_size)

    def _kinds(self, ref: Ref) -> dict[str, str]:
        return {column.code: column.sql_type for column in self.tables.columns(ref.entry, ref.snapshot_id)}

    def _selection(
        self, ref: Ref, columns: Sequence[str] | None, where: Mapping[str, Any] | None, masks: Mapping[str, Mask | str]
    ) -> tuple[str, list[Any], list[str]]:
        stored = {column.code: column for column in self.tables.columns(ref.entry, ref.snapshot_id)}
        chosen = list(stored) if columns is None else list(columns)
        for code in (*chosen, *masks):
            known(code, list(stored))
        condition, values = compile_condition(where, {code: column.sql_type for code, column in stored.items()})
        cells = ", ".join(f"{mask_sql(masks.get(code, Mask.NONE), quoted(code))} AS {quoted(code)}" for code in chosen)
        return f"SELECT {cells} FROM t WHERE {condition}", values, [stored[code].name for code in chosen]


def known(code: str, codes: Sequence[str]) -> None:
    """Raises: ColumnUnknown for a code that is none of these."""
    if code not in codes:
        raise ColumnUnknown(
            f"there is no column {code!r}; the snapshot has {', '.join(codes)}",
            f"没有列 {code}；快照的列有 {'、'.join(codes)}",
        )


def _field(column: StoredColumn) -> str:
    return f"{column.field_id}: {{name: {literal(column.code)}, type: {literal(column.sql_type)}, default_value: NULL}}"


def _difference_of_bags(connection: duckdb.DuckDBPyConnection, codes: Mapping[str, bool]) -> Difference:
    chosen = ", ".join(_comparable(quoted(code), same) for code, same in codes.items())
    added, removed = (
        connection.execute(
            f"SELECT count(*) FROM (SELECT {chosen} FROM {x} EXCEPT ALL SELECT {chosen} FROM {y})"
        ).fetchall()[0][0]
        for x, y in (("b", "a"), ("a", "b"))
    )
    return Difference(added, removed, 0, {})


def _difference_by_key(
    connection: duckdb.DuckDBPyConnection, key: Sequence[str], codes: Mapping[str, bool]
) -> Difference:
    on = " AND ".join(
        _comparable(f"a.{quoted(code)}", codes[code]) + " = " + _comparable(f"b.{quoted(code)}", codes[code])
        for code in key
    )
    others = [code for code in codes if code not in key]
    differs = [
        f"{_comparable(f'a.{quoted(c)}', codes[c])} IS DISTINCT FROM {_comparable(f'b.{quoted(c)}', codes[c])}"
        for c in others
    ]
    counted = [f"count(*) FILTER (_a AND _b AND ({one}))" for one in [" OR ".join(differs) or "false", *differs]]
    row = connection.execute(
        f"SELECT count(*) FILTER (_a IS NULL), count(*) FILTER (_b IS NULL), {', '.join(counted)} "
        f"FROM (SELECT *, true AS _a FROM a) a FULL JOIN (SELECT *, true AS _b FROM b) b ON {on}"
    ).fetchone()
    assert row is not None
    return Difference(row[0], row[1], row[2], {code: n for code, n in zip(others, row[3:], strict=True) if n})


def _comparable(cell: str, same_type: bool) -> str:
    """Values of an item that changed its type are compared as text."""
    return cell if same_type else f"CAST({cell} AS VARCHAR)"
