"""The serving copy: one snapshot as an encrypted SQLite file with an index on its key, for answers in microseconds."""

import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from .columns import quoted
from .conditions import compile_condition
from .engine import DuckEngine, Ref
from .errors import ColumnUnknown, SearchTooLong, ServingCopyUnfit
from .export import shortest
from .mask import Mask, masked

BATCH = 10_000  # Rows
_STEPS = 20_000  # of SQLite's machine between two looks at the clock: a few thousandths of a second
AFFINITY = {"BIGINT": "INTEGER", "BOOLEAN": "INTEGER"}

Row = dict[str, Any]


def build(engine: DuckEngine, ref: Ref, path: Path, key: bytes, key_items: Sequence[str]) -> int:
    """Write the serving copy beside `path`, move it there in one step, and return the number of rows.

    Whoever has the old copy open goes on reading it until it opens anew.
    Raises: ColumnUnknown if a key item is not a column of the snapshot.
    """
    columns = {column.code: column.sql_type for column in engine.tables.columns(ref.entry, ref.snapshot_id)}
    for item in key_items:
        if item not in columns:
            raise ColumnUnknown(
                f"the key item {item!r} is not a column of the snapshot; it has {', '.join(columns)}",
                f"主键 {item} 不是快照的列；快照的列有 {'、'.join(columns)}",
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    connection = _open(beside, key)
    try:
        rows = _fill(connection, engine, ref, columns, key_items)
    finally:
        connection.close()
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.replace(path)
    return rows


def _fill(connection: Any, engine: DuckEngine, ref: Ref, columns: Mapping[str, str], key_items: Sequence[str]) -> int:
    connection.execute("PRAGMA journal_mode = OFF")  # An unfinished copy is thrown away, so it needs no journal.
    connection.execute("PRAGMA synchronous = OFF")
    listed = ", ".join(f"{quoted(code)} {AFFINITY.get(kind, 'TEXT')}" for code, kind in columns.items())
    connection.execute("CREATE TABLE meta (entry TEXT, snapshot TEXT, columns TEXT, key_items TEXT)")
    meta = (ref.entry, str(ref.snapshot_id), json.dumps(columns), json.dumps(list(key_items)))
    connection.execute("INSERT INTO meta VALUES (?, ?, ?, ?)", meta)
    connection.execute(f"CREATE TABLE rows (_row INTEGER PRIMARY KEY, {listed})")
    insert = f"INSERT INTO rows ({', '.join(map(quoted, columns))}) VALUES ({', '.join('?' * len(columns))})"
    count = 0
    with engine.session({"t": ref}) as session:
        answer = session.execute(f"SELECT {', '.join(map(quoted, columns))} FROM t")
        while batch := answer.fetchmany(BATCH):
            connection.executemany(insert, [tuple(map(_stored, row)) for row in batch])
            count += len(batch)
    if key_items:
        connection.execute(f"CREATE INDEX by_key ON rows ({', '.join(map(quoted, key_items))})")
    connection.commit()
    return count


def _stored(value: Any) -> Any:
    if isinstance(value, Decimal):
        return shortest(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else int(value) if isinstance(value, bool) else value


def _open(path: Path, key: bytes, *, read_only: bool = False) -> Any:
    connection = sqlite.connect(
        f"file:{path}?mode=ro" if read_only else str(path),
        uri=read_only,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")  # Sorting never writes rows to a file in clear.
    return connection


@dataclass(frozen=True, slots=True)
class View:
    """What one grant lets through: some rows, some items, some of them masked. Compiled once, used for every request."""

    where: str
    values: tuple[Any, ...]
    items: tuple[str, ...]
    masks: Mapping[str, Mask]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A search among the rows of a view. Items that it names are looked at as they are: whoever asks must be allowed to."""

    equals: Mapping[str, Sequence[Any]]  # item → values of which a row has one
    words: Sequence[str]  # each stands somewhere in one of the items of `within`
    within: Sequence[str]
    order: Sequence[tuple[str, bool]]  # item, whether from above
    limit: int
    offset: int


class ServingCopy:
    """An open serving copy. One for each thread; opening takes a millisecond."""

    def __init__(
        self, connection: Any, entry: str, snapshot_id: int, columns: dict[str, str], key_items: tuple[str, ...]
    ) -> None:
        self._connection = connection
        self.entry, self.snapshot_id, self.columns, self.key_items = entry, snapshot_id, columns, key_items

    @classmethod
    def open(cls, path: Path, key: bytes) -> "ServingCopy":
        """Return the copy, opened for reading. Raises: ServingCopyUnfit if it is missing, damaged or has another key."""
        try:
            connection = _open(path, key, read_only=True)
            entry, snapshot, columns, key_items = connection.execute("SELECT * FROM meta").fetchone()
        except (sqlite.Error, TypeError) as error:
            raise ServingCopyUnfit(
                f"the serving copy {path} cannot be opened ({error}); it can be built again from its snapshot",
                f"服务副本 {path} 不能打开（{error}）；可以从快照重建",
            ) from error
        return cls(connection, entry, int(snapshot), json.loads(columns), tuple(json.loads(key_items)))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def view(
        self,
        where: Mapping[str, Any] | None = None,
        items: Sequence[str] | None = None,
        masks: Mapping[str, Mask] | None = None,
    ) -> View:
        """Return the compiled terms of a grant. Raises: ColumnUnknown, ConditionInvalid."""
        chosen = tuple(self.columns if items is None else items)
        for item in (*chosen, *(masks or {})):
            self._known(item)
        sql, values = compile_condition(where, self.columns, sqlite=True)
        return View(sql, tuple(values), chosen, dict(masks or {}))

    def rows_by_key(self, key: Mapping[str, Any], view: View, *, limit: int = 100, after: int = 0) -> list[Row]:
        """Return the rows of this key that the view covers, at most `limit`."""
        return [row for _, row in self._select(key, view, limit, after)]

    def page(self, view: View, *, limit: int = 100, after: int = 0) -> tuple[list[Row], int | None]:
        """Return some rows behind the position `after`, and the position to go on from; None after the last row."""
        found = self._select({}, view, limit + 1, after)
        more = len(found) > limit
        return [row for _, row in found[:limit]], found[limit - 1][0] if more else None

    def find(self, view: View, sought: "Sought", *, seconds: float) -> tuple[list[tuple[int, Row]], int]:
        """Return the rows, each with its position, that a search finds from a place on, and how many it finds in all.

        Raises: ColumnUnknown; SearchTooLong.
        """
        where, values = self._sought(view, sought)
        shown = ", ".join(["_row", *map(quoted, view.items)])
        order = ", ".join([*(self._order(item, down) for item, down in sought.order), "_row"])
        with self._within(seconds):
            total = self._connection.execute(f"SELECT count(*) FROM rows WHERE {where}", values).fetchone()[0]
            sql = f"SELECT {shown} FROM rows WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
            found = self._connection.execute(sql, [*values, sought.limit, sought.offset]).fetchall()
        return [(row[0], self._shown(row[1:], view)) for row in found], int(total)

    def _sought(self, view: View, sought: "Sought") -> tuple[str, list[Any]]:
        tests, values = [f"({view.where})"], list(view.values)
        for item, wanted in sought.equals.items():
            self._known(item)
            tests.append(f"{quoted(item)} IN ({', '.join('?' * len(wanted))})")
            values += [_asked(value, self.columns[item]) for value in wanted]
        for word in sought.words:
            # A percent sign that is sought is no wildcard.
            tests.append("(" + " OR ".join(f"{quoted(item)} LIKE ? ESCAPE '\\'" for item in sought.within) + ")")
            values += ["%" + re.sub(r"([%_\\])", r"\\\1", word) + "%"] * len(sought.within)
        return " AND ".join(tests), values

    def _order(self, item: str, down: bool) -> str:
        self._known(item)
        column = quoted(item)
        # Decimals are kept as text, so that none loses a digit; their order is that of numbers.
        return (f"CAST({column} AS REAL)" if self.columns[item].startswith("DECIMAL") else column) + (
            " DESC" if down else ""
        )

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        ends = time.monotonic() + seconds
        self._connection.set_progress_handler(lambda: int(time.monotonic() > ends), _STEPS)
        try:
            yield
        except sqlite.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise SearchTooLong(
                f"finding these rows takes longer than {seconds:.0f} seconds; ask by key, or download the table",
                f"查找超过 {seconds:.0f} 秒；请按主键查询，或者下载后自行查找",
            ) from error
        finally:
            self._connection.set_progress_handler(None, 0)

    def exists(self, key: Mapping[str, Any], view: View) -> bool:
        """Say whether there is such a row, and nothing else about it (核实比对). `key` may name any item."""
        where, values = self._where(key, view)
        return self._connection.execute(f"SELECT 1 FROM rows WHERE {where} LIMIT 1", values).fetchone() is not None

    def count(self, view: View) -> int:
        """Return the number of rows that the view covers."""
        return int(self._connection.execute(f"SELECT count(*) FROM rows WHERE {view.where}", view.values).fetchone()[0])

    def _select(self, key: Mapping[str, Any], view: View, limit: int, after: int) -> list[tuple[int, Row]]:
        where, values = self._where(key, view)
        sql = f"SELECT _row, {', '.join(map(quoted, view.items))} FROM rows WHERE {where} AND _row > ? ORDER BY _row LIMIT ?"
        found = self._connection.execute(sql, [*values, after, limit]).fetchall()
        return [(row[0], self._shown(row[1:], view)) for row in found]

    def _where(self, key: Mapping[str, Any], view: View) -> tuple[str, list[Any]]:
        for item in key:
            self._known(item)
        # A plus keeps SQLite from walking the row number instead of the index on the key.
        tests = [f"{quoted(item)} = ?" for item in key] + [f"({view.where})"]
        return " AND ".join(tests), [*map(_asked, key.values(), (self.columns[item] for item in key)), *view.values]

    def _shown(self, cells: Iterable[Any], view: View) -> Row:
        row: Row = {}
        for item, cell in zip(view.items, cells, strict=True):
            value = bool(cell) if cell is not None and self.columns[item] == "BOOLEAN" else cell
            row[item] = masked(view.masks[item], value) if item in view.masks else value
        return row

    def _known(self, item: str) -> None:
        if item not in self.columns:
            raise ColumnUnknown(
                f"there is no item {item!r}; the copy has {', '.join(self.columns)}",
                f"没有数据项 {item}；可用的有 {'、'.join(self.columns)}",
            )


def _asked(value: Any, kind: str) -> Any:
    """Return a value of a request as the copy keeps it, so that "1" finds the number 1 and 1.50 the decimal 1.5."""
    if kind in AFFINITY:
        return int(value) if str(value).lstrip("-").isdigit() else value
    return shortest(Decimal(str(value))) if kind.startswith("DECIMAL") and _is_number(value) else str(value)


def _is_number(value: Any) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except ArithmeticError:
        return False
