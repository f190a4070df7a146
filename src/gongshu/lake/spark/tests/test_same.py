"""Whatever is asked of a snapshot, the cluster answers what DuckDB answers: row by row, byte by byte."""

import io
from datetime import date
from typing import Any

import pytest

from gongshu.lake.checks import checking
from gongshu.lake.checks.checking import Standing
from gongshu.lake.checks.rules import read
from gongshu.lake.detect.sampling import detected, sampled
from gongshu.lake.errors import RuleInvalid
from gongshu.lake.mask import Mask
from gongshu.lake.profile import profile
from gongshu.lake.spark import engine as far_engine
from gongshu.lake.spark import session
from gongshu.lake.spark.checking import check
from gongshu.lake.spark.errors import ClusterAway, NotTheSame
from gongshu.lake.spark.session import connected

from .conftest import COLUMNS, Lake

pytestmark = [pytest.mark.pure, pytest.mark.spark]
PARTS = 8  # The statement is as long as its rules are many, and planning it takes more than twice as long for twice as many.
NAMES = {column.code: column.name for column in COLUMNS}
STANDING = Standing(today=date(2025, 9, 29), rows_before=(600, 640))
RULES: list[dict[str, Any]] = [
    *({"kind": "null", "column": code} for code in NAMES),
    *({"kind": "checksum", "rule": f"{of}-{code}", "column": code, "of": of} for of in ("id_number", "credit_code", "bank_card", "vin") for code in ("id_no", "text")),
    {"kind": "unique", "column": "no"}, {"kind": "unique", "rule": "all", "columns": ["no", "text"], "duplicates": "all"}, {"kind": "unique", "rule": "day", "column": "day"},
    {"kind": "range", "rule": "figure-is-a-number", "column": "figure", "min": -5, "max": 999.5}, {"kind": "range", "rule": "figure-is-a-day", "column": "figure", "max": "today"},
    {"kind": "range", "column": "amount", "min": -900, "max": 900.25}, {"kind": "range", "column": "day", "min": "1969-12-31", "max": "today"},
    {"kind": "range", "column": "at", "max": "1970-01-01"}, {"kind": "range", "column": "no", "min": 3, "max": 300},
    *({"kind": "pattern", "rule": f"pattern-{n}", "column": "text", "pattern": pattern} for n, pattern in enumerate(
        ("[0-9]+", "a.b", r"[\t-\r 0-9]*", "[[:alpha:]]+", r"\p{Han}+", r"[^\[\]&&a]+", "(?i)A[\\nX]B", ".{1,3}", "[０-９]+", "a$|b $"))),
    {"kind": "pattern", "rule": "blanks", "column": "text", "forbidden": "^ | $"}, {"kind": "pattern", "rule": "line", "column": "text", "forbidden": "b$"},
    {"kind": "codes", "column": "text", "values": ["甲", "é", "'", "\\d", ""]}, {"kind": "codes", "rule": "valid", "column": "valid", "values": ["true"]},
    {"kind": "reference", "column": "house-hold", "entry": "households", "to": "household"},
    {"kind": "agree", "column": "text", "entry": "households", "to": "said", "by": "house-hold", "by_to": "household"},
    {"kind": "order", "column": "day"}, {"kind": "order", "rule": "order-by", "column": "at", "by": "valid"},
    {"kind": "freshness", "column": "day", "days": 20000}, {"kind": "freshness", "rule": "fresh-text", "column": "figure", "days": 600}, {"kind": "rows", "rule": "rows"},
    {"kind": "columns", "rule": "holds", "holds": "substr(id_no, 7, 8) = strftime(day, '%Y%m%d')"},
    {"kind": "sql", "rule": "trimmed", "violates": "length(trim(text)) < length(text) OR left(text, 1) = '１'"},
    {"kind": "sql", "rule": "days", "violates": "date_diff('day', day, today()) > 18000 AND amount > 0"},
    {"kind": "sql", "rule": "arithmetic", "violates": "no % 7 = 3 AND no // 2 > 10 OR no / 4 > 99.5 OR amount < -no"},
    {"kind": "sql", "rule": "like", "violates": "text LIKE '%a_b%' OR contains(figure, '24') OR starts_with(text, '四') OR suffix(text, 'X')"},
    {"kind": "sql", "rule": "where", "where": "valid", "violates": "coalesce(greatest(no, 5), 0) = 5 OR nullif(text, 'é') IS NULL"},
]  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_every_kind_of_rule_counts_and_numbers_the_same_records(lake: Lake, part: int) -> None:
    rules = read(RULES[part::PARTS], NAMES)
    standing = Standing(today=STANDING.today, rows_before=STANDING.rows_before, others={"households": lake.other})
    near = checking.check(lake.near, lake.ref, rules, standing, limit=50)
    far = check(lake.far, lake.ref, rules, standing, limit=50)
    assert far[0] == near[0] == 631
    differing = [(a, b) for a, b in zip(near[1], far[1], strict=True) if a != b]
    assert not differing
    # Rules that find nothing would prove nothing.
    assert sum(1 for each in far[1] if each.violations) > len(rules) / 2


def test_a_rule_that_only_duckdb_understands_is_answered_all_the_same(lake: Lake) -> None:
    rules = read([{"kind": "sql", "violates": "upper(text) = 'É' OR round(amount, 1) = 0"}], NAMES)
    assert check(lake.far, lake.ref, rules, STANDING) == checking.check(lake.near, lake.ref, rules, STANDING)


def test_a_value_that_spark_refuses_is_not_quoted_and_duckdb_says_what_is_wrong(lake: Lake) -> None:
    rules = read([{"kind": "sql", "violates": "text > no"}], NAMES)
    with pytest.raises(RuleInvalid) as near:
        checking.check(lake.near, lake.ref, rules, STANDING)
    with pytest.raises(RuleInvalid) as far:
        check(lake.far, lake.ref, rules, STANDING)
    assert far.value.args == near.value.args
    with (
        pytest.raises(NotTheSame, match=r"a value with CAST_INVALID_INPUT") as refused,
        lake.far.views({"t": lake.ref}) as spark,
    ):
        spark.sql("SELECT count_if(text > no) FROM t").collect()
    assert refused.value.__cause__ is None


def test_the_reason_of_a_job_given_up_names_the_error_of_its_task_and_quotes_nothing() -> None:
    said = pytest.importorskip("py4j.protocol", reason="make setup-spark installs what a cluster needs").Py4JError
    begun = "org.apache.spark.SparkException: Job aborted due to stage failure: Lost task 0.3 in stage 0.0 (TID 4) (10.0.0.7 executor 0): "
    assert (
        session.reason(said(f"{begun}java.lang.IllegalArgumentException: 王小明"))
        == f"{begun}java.lang.IllegalArgumentException"
    )
    lost = f"{begun}ExecutorLostFailure (executor 0 exited caused by one of the running tasks)"
    assert session.reason(said(lost)) == lost
    assert session.reason(said("something else")) is None


def test_an_export_that_the_cluster_breaks_off_is_not_gone_on_with(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "SELECT no, IF(no < 300, text, CAST(CAST(text AS INT) AS STRING)) AS text FROM t"
    monkeypatch.setattr(far_engine, "spark_sql", lambda _: broken)
    with pytest.raises(ClusterAway, match="CAST_INVALID_INPUT"):
        lake.far.export(lake.ref, io.BytesIO(), "csv", columns=["no", "text"])


def test_a_wrong_rule_is_refused_in_the_words_of_the_nodes_own_engine(lake: Lake) -> None:
    rules = read([{"kind": "pattern", "column": "text", "pattern": "a{3,1}"}], NAMES)
    with pytest.raises(RuleInvalid, match="cannot be run"):
        check(lake.far, lake.ref, rules, STANDING)


def test_a_profile_is_the_same_but_for_the_estimate_of_different_values(lake: Lake) -> None:
    near, far = profile(lake.near, lake.near.tables, lake.ref), profile(lake.far, lake.far.tables, lake.ref)
    for a, b in zip(near, far, strict=True):
        assert (a.code, a.rows, a.nulls, a.least, a.greatest, a.bytes) == (
            b.code,
            b.rows,
            b.nulls,
            b.least,
            b.greatest,
            b.bytes,
        )
        counted = lake.near.query(f'SELECT count(DISTINCT "{a.code}") FROM t', {"t": lake.ref}).rows[0][0]
        assert abs(b.distinct - counted) <= max(2, 0.15 * counted)  # Three times the error that Spark says it has


def test_detection_looks_at_the_same_rows(lake: Lake) -> None:
    near = sampled(lake.near, lake.ref, list(NAMES), rows=100)
    assert sampled(lake.far, lake.ref, list(NAMES), rows=100) == near
    assert 50 < len(near["no"]) + len(near["day"]) < 400
    assert detected(lake.far, lake.ref, NAMES) == detected(lake.near, lake.ref, NAMES)


@pytest.mark.parametrize("format_", ["csv", "jsonl", "xlsx"])
def test_a_masked_export_has_the_same_bytes(lake: Lake, format_: str) -> None:
    kinds = list(Mask)
    masks = {code: kinds[place % len(kinds)] for place, code in enumerate(NAMES)}
    for chosen in ({}, masks, {"text": Mask.ADDRESS, "figure": Mask.EMAIL, "id_no": Mask.BANK_CARD}):
        assert _export(lake.far, lake, format_, chosen) == _export(lake.near, lake, format_, chosen)


def test_a_parquet_export_has_the_same_rows_and_types(lake: Lake) -> None:
    import pyarrow.parquet as pq

    near, far = (pq.read_table(io.BytesIO(_export(each, lake, "parquet", {}))) for each in (lake.near, lake.far))
    assert far.equals(near)


def test_a_condition_with_values_chooses_the_same_rows(lake: Lake) -> None:
    where = {
        "any": [
            {"day": {"before": "1969-12-31"}, "no": {"at_least": 7}},
            {"amount": {"after": 12.5}},
            {"text": {"in": ["甲", "\\d", "'"]}},
        ]
    }
    assert _export(lake.far, lake, "csv", {}, where) == _export(lake.near, lake, "csv", {}, where)
    assert lake.far.count(lake.ref, where) == lake.near.count(lake.ref, where) > 100


def test_both_workers_are_known_to_the_master_and_each_has_run_a_task(lake: Lake) -> None:
    workers = lake.cluster.alive()
    assert [(each["cores"], each["state"]) for each in workers] == [(1, "ALIVE")] * 2
    spark = connected(lake.far.cluster)
    assert spark.range(0, 400_000, 1, 8).selectExpr("sum(xxhash64(id) % 97)").collect()
    said = spark.sparkContext._jsc.sc().statusStore().executorList(True)
    tasks = {each.id(): each.totalTasks() for each in map(said.apply, range(said.size())) if each.id() != "driver"}
    assert len(tasks) == 2
    assert all(tasks.values())


def _export(engine: Any, lake: Lake, format_: str, masks: dict[str, Mask], where: Any = None) -> bytes:
    out = io.BytesIO()
    engine.export(lake.ref, out, format_, masks=masks, where=where)
    return out.getvalue()
