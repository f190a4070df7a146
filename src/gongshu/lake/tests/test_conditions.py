"""Row conditions are data; no text of a user ever becomes SQL."""

import sqlite3
from typing import Any

import duckdb
import pytest

from gongshu.lake.conditions import compile_condition
from gongshu.lake.errors import ColumnUnknown, ConditionInvalid

pytestmark = pytest.mark.pure
KINDS = {"area": "VARCHAR", "people": "BIGINT", "money": "DECIMAL(38,6)", "opened": "DATE", "open": "BOOLEAN"}
ROWS = [
    ("511702", 5, "10.5", "2024-01-02", True),
    ("511703", 50, "9", "2024-06-01", False),
    (None, None, None, None, None),
]


def by_duckdb(condition: dict[str, Any] | None) -> list[Any]:
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in KINDS.items())})")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", ROWS)
    sql, values = compile_condition(condition, KINDS)
    return [row[0] for row in connection.execute(f"SELECT area FROM t WHERE {sql} ORDER BY area", values).fetchall()]


def by_sqlite(condition: dict[str, Any] | None) -> list[Any]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (area TEXT, people INTEGER, money TEXT, opened TEXT, open INTEGER)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", ROWS)
    sql, values = compile_condition(condition, KINDS, sqlite=True)
    return [row[0] for row in connection.execute(f"SELECT area FROM t WHERE {sql} ORDER BY area NULLS LAST", values)]


@pytest.mark.parametrize(
    ("condition", "areas"),
    [
        (None, ["511702", "511703", None]),
        ({}, ["511702", "511703", None]),
        ({"area": "511702"}, ["511702"]),
        ({"area": {"in": ["511702", "511703"]}}, ["511702", "511703"]),
        ({"area": {"starts_with": "5117"}, "people": {"after": 10}}, ["511703"]),
        ({"money": {"at_least": "9.5"}}, ["511702"]),
        ({"money": 9}, ["511703"]),
        ({"opened": {"at_least": "2024-01-02", "before": "2024-06-01"}}, ["511702"]),
        ({"open": True}, ["511702"]),
        ({"people": {"at_most": 5}}, ["511702"]),
        ({"area": {"missing": True}}, [None]),
        ({"area": {"missing": False}}, ["511702", "511703"]),
        ({"any": [{"area": "511702"}, {"people": 50}]}, ["511702", "511703"]),
        ({"all": [{"area": {"starts_with": "51"}}, {"open": False}]}, ["511703"]),
        ({"not": {"area": "511702"}}, ["511703", None]),
        ({"not": {"any": [{"area": "511702"}, {"area": {"missing": True}}]}}, ["511703"]),
        ({"area": "' OR true --"}, []),
    ],
)
def test_a_condition_covers_the_same_rows_in_both_databases(
    condition: dict[str, Any] | None, areas: list[str | None]
) -> None:
    assert by_duckdb(condition) == areas
    assert by_sqlite(condition) == areas


@pytest.mark.parametrize("name", ["gone", "area; DROP TABLE t", "1=1", '"'])
def test_a_name_that_is_no_column_is_refused(name: str) -> None:
    with pytest.raises(ColumnUnknown, match="the columns are area, money"):
        compile_condition({name: 1}, KINDS)


@pytest.mark.parametrize(
    "condition",
    [
        {"area": {"like": "51%"}}, {"area": {"in": []}}, {"area": {"in": "511702"}}, {"area": {"in": [["x"]]}}, {"area": {"starts_with": 5}},
        {"people": {"starts_with": "5"}}, {"area": {"equals": None}}, {"area": ["511702"]}, {"any": []}, {"all": "x"}, {"not": []}, {"area": {}},
        {"area": {"missing": "yes"}}, ["area"], "area = 1",
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused(condition: Any) -> None:
    with pytest.raises(ConditionInvalid):
        compile_condition(condition, KINDS)


def test_conditions_within_conditions_have_an_end() -> None:
    condition: dict[str, Any] = {"area": "511702"}
    for _ in range(10):
        condition = {"not": condition}
    with pytest.raises(ConditionInvalid, match="at most 8 deep"):
        compile_condition(condition, KINDS)
