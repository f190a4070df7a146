"""The order of rows as a mark."""

from __future__ import annotations

import random

import duckdb
import pytest

from gongshu.grants.watermark import SURE, order_sql, place, share_in_order, steady
from gongshu.lake.mask import Mask

pytestmark = pytest.mark.pure
MINE, OTHER = "a" * 32, "b" * 32
ROWS = [(f"5117{number:06d}", f"路{number}", None if number % 7 else "x") for number in range(2_000)]


@pytest.fixture
def marked():
    return sorted(ROWS, key=lambda row: place(MINE, row))


def test_a_file_is_in_the_order_of_its_own_grant_and_of_no_other(marked):
    assert share_in_order(marked, MINE) == (1.0, 1_999)
    assert 0.4 < share_in_order(marked, OTHER)[0] < 0.6


def test_the_mark_survives_when_most_rows_were_cut_away(marked):
    kept = sorted(random.Random(1).sample(range(len(marked)), 100))
    assert share_in_order([marked[i] for i in kept], MINE)[0] == 1.0


def test_the_mark_survives_when_some_rows_were_moved(marked):
    moved = list(marked)
    for _ in range(60):
        moved.insert(random.Random(2).randrange(2_000), moved.pop())
    assert share_in_order(moved, MINE)[0] > SURE


def test_equal_rows_say_nothing():
    assert share_in_order([("a",)] * 50, MINE) == (0.0, 0)


def test_sql_and_python_order_alike_after_masking():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (unit VARCHAR, owner VARCHAR, floors BIGINT, day DATE)")
    rows = [(f"u{i}", f"张三{i}", i if i % 3 else None, f"2025-09-{1 + i % 28:02d}") for i in range(200)]
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
    masks = {"owner": Mask.NAME}
    order = order_sql(MINE, ("unit", "owner", "floors", "day"), masks)
    found = connection.execute(
        f"SELECT unit, left(owner, 1) || repeat('*', length(owner) - 1), floors, day FROM t ORDER BY {order}"
    ).fetchall()
    assert share_in_order(found, MINE) == (1.0, 199)


def test_only_values_that_every_format_writes_alike_are_counted():
    kinds = {"a": "VARCHAR", "b": "DECIMAL(38,6)", "c": "BOOLEAN", "d": "DATE", "e": "TIMESTAMP", "f": "BIGINT"}
    assert steady(tuple(kinds), kinds) == ("a", "d", "f")
