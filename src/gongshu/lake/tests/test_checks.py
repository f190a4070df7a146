"""What each kind of rule counts is exact, whatever is in the cells, and all of them are answered by one statement."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gongshu.lake.checks import guard
from gongshu.lake.checks.checking import Outcome, Standing, check, run
from gongshu.lake.checks.compiling import Other
from gongshu.lake.checks.kinds import DIMENSIONS, KINDS
from gongshu.lake.checks.numbers import CHECKSUMS
from gongshu.lake.checks.quick import compile_rules
from gongshu.lake.checks.rules import read
from gongshu.lake.checks.scoring import dimensions, score
from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.detect.shapes import bank_card, credit_code, id_number, vin
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.errors import RuleInvalid
from gongshu.lake.keys import Vault
from gongshu.lake.tables import Mode, Tables

pytestmark = pytest.mark.pure
TODAY = date(2025, 9, 29)
NAMES = {"id_no": "公民身份号码", "name": "姓名", "age": "年龄", "born": "出生日期", "text": "说明"}
KIND = {"id_no": "VARCHAR", "name": "VARCHAR", "age": "BIGINT", "born": "DATE", "text": "VARCHAR"}
Found = Callable[..., Outcome]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT * FROM (VALUES "
            "(1, '11010519491231002X', '张三', 75, DATE '1949-12-31', 'a'), (2, '110105194912310021', '  ', 200, DATE '1949-12-30', 'b'), "
            "(3, '11010519491231002x', NULL, -1, NULL, 'a'), (4, '11010519491231002X', '李四', NULL, DATE '2030-01-01', NULL), "
            "(5, NULL, '王五', 30, DATE '1995-02-03', 'a')) v(_row, id_no, name, age, born, text)"
        )
        connection.execute("CREATE TABLE other AS SELECT '11010519491231002X' AS sfzh, '张三' AS xm")
        yield connection


@pytest.fixture
def found(connection: duckdb.DuckDBPyConnection) -> Found:
    """Run one rule on the standing five records."""

    def ask(said: dict[str, Any], limit: int = 10) -> Outcome:
        others = {"511700-0001": Other(view="other", kinds={"sfzh": "VARCHAR", "xm": "VARCHAR"})}
        statement = compile_rules(
            read([said], NAMES), KIND, today=TODAY, limit=limit, others=others, lists={"甲": ["a"]}
        )
        return next(iter(run(connection, statement)[1].values()))

    return ask


@pytest.mark.parametrize(
    ("said", "checked", "rows"),
    [
        ({"kind": "null", "column": "name"}, 5, (2, 3)),
        ({"kind": None, "column": "姓名"}, 5, (2, 3)),  # YAML reads the word null as nothing.
        ({"kind": "unique", "column": "id_no"}, 4, (4,)),
        ({"kind": "unique", "column": "id_no", "duplicates": "all"}, 4, (1, 4)),
        ({"kind": "unique", "columns": ["id_no", "name"]}, 2, ()),
        ({"kind": "range", "column": "age", "min": 0, "max": 150}, 4, (2, 3)),
        ({"kind": "range", "column": "age", "min": -1, "max": 200}, 4, ()),
        ({"kind": "range", "column": "born", "max": "today"}, 4, (4,)),
        ({"kind": "range", "column": "born", "min": "1949-12-31"}, 4, (2,)),
        ({"kind": "range", "column": "text", "min": 1}, 4, (1, 2, 3, 5)),
        ({"kind": "pattern", "column": "id_no", "pattern": "[0-9]{17}[0-9X]"}, 4, (3,)),
        ({"kind": "pattern", "column": "id_no", "forbidden": "x$"}, 4, (3,)),
        ({"kind": "codes", "column": "text", "values": ["a"]}, 4, (2,)),
        ({"kind": "codes", "column": "text", "list": "甲"}, 4, (2,)),
        ({"kind": "checksum", "column": "id_no", "of": "id_number"}, 4, (2, 3)),
        ({"kind": "reference", "column": "id_no", "entry": "511700-0001", "to": "sfzh"}, 4, (2, 3)),
        ({"kind": "agree", "column": "name", "entry": "511700-0001", "to": "xm", "by": "id_no", "by_to": "sfzh"}, 2, (4,)),
        ({"kind": "columns", "holds": "substr(id_no, 7, 8) = strftime(born, '%Y%m%d')"}, 3, (2, 4)),
        ({"kind": "columns", "holds": "age < 100", "where": "name IS NOT NULL"}, 3, (2,)),
        ({"kind": "order", "column": "age"}, 4, (3,)),
        ({"kind": "order", "column": "age", "by": "text"}, 4, (3,)),
        ({"kind": "freshness", "column": "born", "days": 20000}, 4, (1, 2)),
        ({"kind": "sql", "violates": "age > 100 OR born > today()"}, 5, (2, 4)),
    ],
)  # fmt: skip
def test_a_rule_counts_just_what_its_description_says(
    found: Found, said: dict[str, Any], checked: int, rows: tuple[int, ...]
) -> None:
    outcome = found(said)
    assert (outcome.checked, outcome.violations, outcome.rows) == (checked, len(rows), rows)


def test_of_many_violations_the_first_are_named_and_all_are_counted(found: Found) -> None:
    outcome = found({"kind": "range", "column": "text", "min": 1}, limit=2)
    assert (outcome.violations, outcome.rows) == (4, (1, 2))


def test_many_rules_are_one_statement_that_reads_the_table_once(connection: duckdb.DuckDBPyConnection) -> None:
    said = [{"rule": f"r{i}", "kind": "range", "column": "age", "max": i} for i in range(30)]
    statement = compile_rules(read(said, NAMES), KIND, today=TODAY, limit=5)
    assert statement.counts.count("FROM t") == 1
    assert len(run(connection, statement)[1]) == 30


@pytest.mark.parametrize(
    "text",
    ["1 = 1; DROP TABLE t", "age IN (SELECT 1)", "EXISTS (SELECT 1)", "read_csv('/etc/passwd') IS NULL", "getenv('HOME') = ''", "count(*) > 1",
     "sum(age) OVER () > 1", "t.age > 1", "unknown > 1", "CAST(age AS JSON) IS NULL", "", "age > 1) OR (SELECT 1", "x" * 3000],
)  # fmt: skip
def test_an_expression_reaches_nothing_but_its_own_record(text: str) -> None:
    with pytest.raises(RuleInvalid):
        guard.expression(text, KIND, TODAY)


def test_all_that_is_wrong_with_a_file_of_rules_is_told_at_once_with_the_place_of_each() -> None:
    said = [
        {"kind": "rang", "column": "age"}, {"kind": "range", "column": "alter", "mx": 3}, {"kind": "pattern", "column": "name", "pattern": r"\d+"},
        {"kind": "checksum", "column": "id_no", "of": "isbn"}, {"kind": "null", "column": "name"}, {"kind": "null", "column": "name"}, "null",
    ]  # fmt: skip
    with pytest.raises(RuleInvalid) as told:
        read(said, NAMES)
    en, zh = told.value.because["en"], told.value.because["zh"]
    for part in (
        "did you mean range?",
        "no column 'alter'",
        "no setting `mx`",
        "[0-9] for \\d",
        "id_number or",
        "given twice",
        "rule 7",
    ):
        assert part in en
    assert "是否指 range？" in zh


def test_a_rule_is_written_as_it_was_read() -> None:
    said = [
        {
            "rule": "born",
            "kind": "range",
            "column": "born",
            "max": "today",
            "where": "age > 1",
            "title": "出生",
            "dimension": "timeliness",
        }
    ]
    assert [rule.plain() for rule in read({"rules": said}, NAMES)] == said


def test_nobody_is_born_after_the_day_of_the_check(connection: duckdb.DuckDBPyConnection, found: Found) -> None:
    connection.execute("UPDATE t SET id_no = '110105202509290011' WHERE _row = 2")  # born on the day itself
    connection.execute("UPDATE t SET id_no = '110105202509300013' WHERE _row = 3")
    assert found({"kind": "checksum", "column": "id_no", "of": "id_number"}).rows == (3,)


@pytest.mark.parametrize("of", CHECKSUMS)
def test_sql_and_python_agree_about_every_check_digit(connection: duckdb.DuckDBPyConnection, of: str) -> None:
    right = {
        "id_number": "11010519491231002X",
        "credit_code": "91510604MA2705W8XQ",
        "bank_card": "6222021001116245702",
        "vin": "LSVAL41Z882104202",
    }[of]
    valid = {"id_number": id_number, "credit_code": credit_code, "bank_card": bank_card, "vin": vin}[of]
    changed = [
        right,
        *(right[:place] + sign + right[place + 1 :] for place in range(1, len(right)) for sign in "0123456789X"),
    ]
    connection.execute("CREATE TABLE numbers AS SELECT unnest($1) AS x", [changed])
    said = dict(connection.execute(f"SELECT x, {CHECKSUMS[of]('x')} FROM numbers").fetchall())
    assert said == {number: valid(number) for number in changed}
    assert said[right]
    assert sum(said.values()) < len(changed) / 5


def test_the_score_is_the_mean_of_the_dimensions_and_100_means_that_nothing_was_found(found: Found) -> None:
    outcomes = [found({"kind": "null", "column": "name"}), found({"kind": "range", "column": "age", "min": 0})]
    values = dimensions(outcomes, accessible=True)
    assert {name: None if value is None else float(value) for name, value in values.items()} == {
        "regularity": None, "completeness": 0.6, "accuracy": 0.75, "consistency": None, "timeliness": None, "accessibility": 1.0,
    }  # fmt: skip
    assert (score(values), score(dimensions([])), score(dimensions([], accessible=True))) == (78.3, None, 100.0)


def test_every_kind_measures_one_of_the_six_dimensions_and_says_what_it_counts_in_both_languages() -> None:
    assert len(DIMENSIONS) == 6
    assert all(kind.dimension in DIMENSIONS and kind.counts["zh"] and kind.counts["en"] for kind in KINDS.values())


@pytest.fixture
def delivered(tmp_path: Path, vault: Vault) -> Iterator[tuple[DuckEngine, Ref]]:
    """Two encrypted files of one table, four records in all."""
    columns = [Column("编号", "bh", ColumnType.INTEGER, key=True), Column("金额", "je", ColumnType.DECIMAL)]
    tables = Tables(tmp_path / "lake")
    ids, last = tables.prepare("511700-0042-1", columns), None
    for number, lines in (("d1", "1,10\n2,-5\n"), ("d2", "2,7\n4,-1\n")):
        path = tmp_path / f"{number}.csv"
        path.write_text("编号,金额\n" + lines, encoding="utf-8")
        part = cast(path, columns, tables.place("511700-0042-1", number), vault, ids=ids).good
        last = tables.commit("511700-0042-1", [part], delivery=number, mode=Mode.APPEND, base=last)
    assert last is not None
    yield DuckEngine(tables, vault, tmp_path / "spill"), Ref("511700-0042-1", last)
    tables.close()


def test_records_of_a_snapshot_are_numbered_through_its_files(delivered: tuple[DuckEngine, Ref]) -> None:
    engine, ref = delivered
    rules = read(
        [
            {"kind": "range", "column": "金额", "min": 0},
            {"kind": "unique", "column": "bh"},
            {"kind": "rows"},
            {"kind": "freshness", "days": 1},
        ],
        {"bh": "编号", "je": "金额"},
    )
    rows, outcomes = check(
        engine, ref, rules, Standing(today=TODAY, delivered_on=date(2025, 9, 1), rows_before=(10, 12, 11))
    )
    assert rows == 4
    assert [(each.checked, each.violations, each.rows) for each in outcomes] == [
        (4, 2, (2, 4)),
        (4, 1, (3,)),
        (1, 1, ()),
        (1, 1, ()),
    ]


def test_a_pattern_that_cannot_be_read_is_an_error_of_the_rule(delivered: tuple[DuckEngine, Ref]) -> None:
    engine, ref = delivered
    rules = read([{"kind": "pattern", "column": "bh", "pattern": "([0-9]"}], {"bh": "编号"})
    with pytest.raises(RuleInvalid):
        check(engine, ref, rules, Standing(today=TODAY))
