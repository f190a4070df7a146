"""A base that the cluster makes is the base that DuckDB makes: every record, every contradiction, every row set aside."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.engine import Ref
from gongshu.lake.export import write
from gongshu.lake.matching.definition import Definition, Item, Member, Prefer
from gongshu.lake.matching.golden import KEY, aside_sql, conflicts_sql, golden_sql, repeats_sql
from gongshu.lake.matching.keys import KeyForm
from gongshu.lake.matching.making import Making, near
from gongshu.lake.spark.making import far, made
from gongshu.lake.tables import Mode

from .conftest import Lake, put

pytestmark = [pytest.mark.pure, pytest.mark.spark]
TODAY = date(2025, 9, 29)
# Right, in small letters, with blanks and full-width signs, with a wrong check digit, of somebody born tomorrow, of no form, nothing.
CODES = (
    "91110000600037341L",
    "91110000600037341l",
    "91510604MA2705W8XQ",
    " ９１５１０６０４MA2705W8XQ\u3000",
    "91110000600037342L",
    "无",
)
IDS = (
    "440524188001010014",
    "11010519491231002X",
    "11010519491231002x",
    "110105194912310021",
    "1101051949 1231002Ｘ",
    "110105203012310024",
    "11",
)
OWN = ("a", "A", "Ａ", "'", "\\d", "é", "ß ", "\ufeff", "\t", "𠀀")
COLUMNS = [
    Column("证件", "no"), Column("名称", "name"), Column("资本", "capital", ColumnType.DECIMAL), Column("日期", "day", ColumnType.DATE),
    Column("时间", "at", ColumnType.DATETIME), Column("有效", "valid", ColumnType.BOOLEAN),
]  # fmt: skip


@pytest.fixture(scope="module")
def members(lake: Lake) -> dict[str, Ref]:
    """Three tables in which the same keys stand in every spelling, some of them several times."""
    found = {}
    for place, rows in enumerate((60, 90, 45), 1):
        ids = lake.near.tables.prepare(f"member-{place}", COLUMNS)
        part = put(Path(lake.near.tables.place(f"member-{place}", "d")) / "good.parquet", _rows(place, rows), ids)
        found[f"m{place}"] = Ref(
            f"member-{place}", lake.near.tables.commit(f"member-{place}", [part], delivery="d", mode=Mode.REPLACE)
        )
    return found


def _rows(place: int, rows: int) -> str:
    keys = "[" + ", ".join(f"'{each.replace(chr(39), chr(39) * 2)}'" for each in (*CODES, *IDS, *OWN)) + ", NULL]"
    return (
        f"SELECT {keys}[1 + (i * {2 * place + 5}) % {len(CODES) + len(IDS) + len(OWN) + 1}] AS no, CASE WHEN i % 4 <> {place} THEN '名' || i % {2 + place} END AS name, "
        f"CAST(CASE WHEN i % 5 <> {place} THEN i % {3 + place} + 0.125 END AS DECIMAL(38,15)) AS capital, "
        f"CASE WHEN i % 6 <> {place} THEN DATE '2025-09-20' + CAST(i * 7 % 15 AS INTEGER) WHEN i % 2 = 0 THEN DATE '1969-12-31' END AS day, "
        f"CASE WHEN i % 7 <> {place} THEN TIMESTAMP '2025-09-28 23:59:59.75' - i % 5 * INTERVAL 333 MILLISECOND END AS at, i % 3 <> {place - 1} AS valid FROM range({rows}) r(i)"
    )


def _base(form: KeyForm) -> Definition:
    columns = {code: code for code in ("name", "capital", "day", "at", "valid")}
    return Definition(
        key=form,
        members=tuple(Member(name=f"m{n}", key="no", columns=columns, as_of=("day", "at", "")[n - 1]) for n in (1, 2, 3)),
        items=(
            Item(code="name", order=("m3", "m1", "m2")), Item(code="capital", prefer=Prefer.NEWEST, order=("m1", "m2")),
            Item(code="day", prefer=Prefer.NEWEST, order=("m2", "m1")), Item(code="at", order=("m2",)), Item(code="valid", order=("m2", "m3")),
        ),
    )  # fmt: skip


def _all_of(making: Making, base: Definition) -> dict[str, Any]:
    repeating = [each.name for each in base.members if making.ask(repeats_sql(base, each))[0][0]]
    making.keep("golden", golden_sql(base, TODAY, repeating=repeating))
    out = io.BytesIO()
    with making.rows(f"SELECT * FROM golden ORDER BY {KEY}", [row[0] for row in NAMES]) as rows:
        written = write(rows, "csv", out)
    return {
        "repeating": repeating, "records": making.ask(f"SELECT * FROM golden ORDER BY {KEY}"), "written": written, "file": out.getvalue(),
        "conflicts": sorted(making.ask(conflicts_sql(base, TODAY)), key=repr), "aside": sorted(making.ask(aside_sql(base, TODAY)), key=repr),
    }  # fmt: skip


NAMES = [(name,) for name in ("证件", "名称", "名称来源", "资本", "资本来源", "日期", "日期来源", "时间", "时间来源", "有效", "有效来源", "日1", "日2", "日3")]  # fmt: skip


@pytest.mark.parametrize("form", list(KeyForm))
def test_records_contradictions_and_rows_set_aside_are_the_same(lake: Lake, members: dict[str, Ref], form: KeyForm) -> None:  # fmt: skip
    base = _base(form)
    with near(lake.near, members) as here, far(lake.far, members) as there:
        one, other = _all_of(here, base), _all_of(there, base)
    for what, said in one.items():
        assert other[what] == said, what
    assert len(one["records"]) > 1
    assert len(one["conflicts"]) > 5
    assert len(one["aside"]) > 5
    assert one["written"] == len(one["records"])


def test_a_statement_that_only_duckdb_understands_takes_the_whole_work_here(lake: Lake, members: dict[str, Ref]) -> None:  # fmt: skip
    asked: list[str] = []

    def work(making: Making) -> list[tuple[Any, ...]]:
        asked.append(type(making).__name__)
        return making.ask("SELECT max(upper(no)) FROM m1")

    assert made(lake.far, members, work) == lake.near.query("SELECT max(upper(no)) FROM m1", members).rows
    assert asked == ["_Far", "Near"]
