"""Rows of a table as the bytes of a CSV file, all or those that changed since a mark, within one state of the database."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from io import StringIO
from typing import Any

from gongshu.outside.databases.describing import DescribedTable
from gongshu.outside.databases.dialects import ZONE, Dialect, told
from gongshu.outside.failures import Cause, OutsideFailed

_AT_ONCE = 2_000  # rows
_ZONED = re.compile(r"timestamp.* with time zone|timestamptz", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The rows that one reading takes: those between two marks of a column, the upper one included."""

    column: str = ""  # empty: all rows
    after: str = ""  # the mark of the reading before; empty: from the beginning
    included: bool = False  # whether rows at that mark are read again; what has a key is updated and not doubled
    until: str = ""  # the newest mark there is
    newest: int = 0  # rows that have it

    @property
    def mark(self) -> dict[str, Any]:
        """What the next reading begins at."""
        return {"column": self.column, "value": self.until, "rows": self.newest} if self.column else {}


def window_of(
    dialect: Dialect, connection: Any, table: DescribedTable, column: str, before: Mapping[str, Any], *, overlap: timedelta | None
) -> Window | None:  # fmt: skip
    """Return what is to be read since `before`, a window's mark or nothing; None where nothing is new.

    `overlap` reads so much again, for rows that were written before and became visible later; None: rows at the mark are not read again.
    Raises: OutsideFailed.
    """
    begin(dialect, connection)
    if not column:
        return Window()
    named, held = dialect.quoted(column), dialect.quoted(table.name)
    cursor = connection.cursor()
    try:
        cursor.execute(f"SELECT MAX({named}) FROM {held}")
        newest = cursor.fetchone()[0]
        if newest is None:
            return None
        until = text_of(newest)
        cursor.execute(f"SELECT COUNT(*) FROM {held} WHERE {named} = {dialect.marks(1)[0]}", (newest,))
        rows = int(cursor.fetchone()[0])
    finally:
        cursor.close()
    held_before = before if before.get("column") == column else {}
    if held_before and (held_before["value"], held_before["rows"]) == (until, rows):
        return None
    after = str(held_before.get("value", ""))
    if after and overlap:
        after = text_of(_value(after, table, column) - overlap)
    return Window(column=column, after=after, included=overlap is not None, until=until, newest=rows)


def begin(dialect: Dialect, connection: Any) -> None:
    """Begin a reading that sees one state of the database."""
    connection.rollback()  # What was asked before belongs to another state.
    for statement in dialect.begins:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()


def rows_of(
    dialect: Dialect, connection: Any, table: DescribedTable, names: Mapping[str, str], window: Window
) -> Iterator[bytes]:
    """Yield a CSV file in UTF-8 with the columns of `names` under the names that it gives them, in the order of the key. Raises: OutsideFailed."""
    statement, values = _selected(dialect, table, list(names), window)
    yield _lines([list(names.values())])
    with told(import_module(dialect.module)):
        yield from _answered(dialect, connection, statement, values)


def _answered(dialect: Dialect, connection: Any, statement: str, values: Sequence[Any]) -> Iterator[bytes]:
    if dialect.name == "postgresql":
        cursor = connection.cursor()
        with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", values) as pieces:
            yield from (bytes(piece) for piece in pieces)
        return
    cursor = dialect.cursor(connection)
    try:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield _lines([[text_of(value) for value in row] for row in rows])
    finally:
        cursor.close()


def _selected(dialect: Dialect, table: DescribedTable, names: Sequence[str], window: Window) -> tuple[str, list[Any]]:
    unknown = [name for name in (*names, *([window.column] if window.column else [])) if table.column(name) is None]
    if unknown:
        raise OutsideFailed(Cause.MISSING, f"{table.name} 没有列 {'、'.join(unknown)}", f"{table.name} has no column {', '.join(unknown)}")  # fmt: skip
    chosen = ", ".join(_column(dialect, table, name) for name in names)
    conditions, values = [], []
    if window.column:
        named = dialect.quoted(window.column)
        if window.after:
            conditions.append(f"{named} {'>=' if window.included else '>'} {dialect.marks(1)[0]}")
            values.append(_value(window.after, table, window.column))
        conditions.append(f"{named} <= {dialect.marks(1, len(values) + 1)[0]}")
        values.append(_value(window.until, table, window.column))
    order = ([window.column] if window.column else []) + [each for each in table.key if each != window.column]
    ordered = f" ORDER BY {', '.join(dialect.quoted(each) for each in order)}" if order else ""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {chosen} FROM {dialect.quoted(table.name)}{where}{ordered}", values


def _column(dialect: Dialect, table: DescribedTable, name: str) -> str:
    held = table.column(name)
    named = dialect.quoted(name)
    if dialect.name == "postgresql" and held is not None:
        if _ZONED.search(held.said):
            return f"({named} AT TIME ZONE '{ZONE}')"
        if held.type == "boolean":
            return f"{named}::text"
    return named


def _value(text: str, table: DescribedTable, column: str) -> Any:
    """Return a mark in the type of its column, so that the server compares values and not words."""
    held = table.column(column)
    kind = held.type if held is not None else "text"
    try:
        match kind:
            case "integer":
                return int(text)
            case "decimal":
                return Decimal(text)
            case "datetime":
                return datetime.fromisoformat(text)
            case "date":
                return date.fromisoformat(text[:10])
    except ArithmeticError as problem:
        raise ValueError(text) from problem
    return text


def text_of(value: Any) -> str:
    """Return a value of a driver as a delivered file writes it; nothing for none."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return _local(value).isoformat(sep=" ")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bytes() | bytearray() | memoryview():
            held = bytes(value)
            return str(held[0]) if len(held) == 1 else held.hex()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _local(value: datetime) -> datetime:
    from zoneinfo import ZoneInfo

    return value.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None) if value.tzinfo else value


def _lines(rows: list[list[str]]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
