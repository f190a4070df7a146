"""Figures for pictures of a snapshot: one statement each, within a time, with at most as many rows as an eye can tell apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import duckdb

from .columns import quoted
from .conditions import compile_condition
from .engine import DuckEngine, Ref, known
from .errors import LakeError

GROUPS, POINTS = 30, 2_000  # bars of a chart, points of a map
SECONDS = 5.0  # that one statement may take


class How(StrEnum):
    """What is counted of each group."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "avg"
    LEAST = "min"
    MOST = "max"


class TakesTooLong(LakeError):
    """A picture of this table cannot be had within the time that a page may take."""

    def __init__(self) -> None:
        super().__init__(
            f"this picture would take longer than {SECONDS:.0f} seconds; choose another item, or download the table",
            f"这幅图的计算超过 {SECONDS:.0f} 秒；请换一个数据项，或者下载后自行计算",
        )


@dataclass(frozen=True, slots=True)
class Groups:
    """The largest groups, or of dates the latest months in their order, and how many there are in all."""

    labels: tuple[str | None, ...]  # None: rows without a value
    values: tuple[float, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Points:
    """Positions with a name, as many as are drawn, and how many rows have a position on Earth."""

    rows: tuple[tuple[float, float, str], ...]  # longitude, latitude, name
    total: int


def groups(
    engine: DuckEngine, ref: Ref, *, by: str, how: How, measure: str = "", where: Mapping[str, Any] | None = None
) -> Groups:
    """Return how the rows that the condition covers divide by an item: by value, dates and times by month.

    Raises: ColumnUnknown, ConditionInvalid; TakesTooLong.
    """
    kinds = _kinds(engine, ref, [by, *([measure] if how is not How.COUNT else [])])
    is_date = kinds[by] in ("DATE", "TIMESTAMP")
    label = f"strftime({quoted(by)}, '%Y-%m')" if is_date else f"CAST({quoted(by)} AS VARCHAR)"
    value = "count(*)" if how is How.COUNT else f"{how.value}({quoted(measure)})"
    order = "label DESC NULLS LAST" if is_date else "value DESC NULLS LAST, label"
    condition, values = compile_condition(where, kinds)
    inner = f"SELECT {label} AS label, CAST({value} AS DOUBLE) AS value FROM t WHERE {condition} GROUP BY 1"
    found = _rows(
        engine, ref, f"SELECT label, value, count(*) OVER () FROM ({inner}) ORDER BY {order} LIMIT {GROUPS}", values
    )
    shown = [row for row in found if row[1] is not None]
    shown = shown[::-1] if is_date else shown
    return Groups(tuple(row[0] for row in shown), tuple(row[1] for row in shown), found[0][2] if found else 0)


def points(
    engine: DuckEngine, ref: Ref, *, lon: str, lat: str, name: str, where: Mapping[str, Any] | None = None
) -> Points:
    """Return the positions of rows; those outside of ±180° and ±90°, or at nought, are none. Raises: as `groups`."""
    kinds = _kinds(engine, ref, [lon, lat, name])
    condition, values = compile_condition(where, kinds)
    x, y = (f"TRY_CAST({quoted(code)} AS DOUBLE)" for code in (lon, lat))
    inner = f"SELECT {x} AS x, {y} AS y, CAST({quoted(name)} AS VARCHAR) AS name FROM t WHERE {condition}"
    on_earth = "abs(x) <= 180 AND abs(y) <= 90 AND NOT (x = 0 AND y = 0)"
    found = _rows(
        engine, ref, f"SELECT x, y, name, count(*) OVER () FROM ({inner}) WHERE {on_earth} LIMIT {POINTS}", values
    )
    return Points(tuple((row[0], row[1], row[2] or "") for row in found), found[0][3] if found else 0)


def _kinds(engine: DuckEngine, ref: Ref, codes: Sequence[str]) -> dict[str, str]:
    kinds = {column.code: column.sql_type for column in engine.tables.columns(ref.entry, ref.snapshot_id)}
    for code in codes:
        known(code, list(kinds))
    return kinds


def _rows(engine: DuckEngine, ref: Ref, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with engine.session({"t": ref}) as connection, _within(SECONDS, connection):
        return connection.execute(sql, list(values)).fetchall()


@contextmanager
def _within(seconds: float, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise TakesTooLong from error
    finally:
        timer.cancel()
