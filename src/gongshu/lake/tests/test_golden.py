"""Golden records: whose value counts, what sources say differently, and which rows are set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from gongshu.lake.errors import BaseInvalid
from gongshu.lake.matching.definition import Definition, Item, Member, Prefer
from gongshu.lake.matching.golden import aside_sql, conflicts_sql, golden_sql, repeats_sql
from gongshu.lake.matching.keys import KeyForm

pytestmark = pytest.mark.pure
TODAY = date(2025, 9, 29)
FIRM = "91510604MA2705W8XQ"
WIDE = "９１５１０６０４ｍａ２７０５ｗ８ｘｑ　"
BOTH = ("market", "tax")
BASE = Definition(
    key=KeyForm.CREDIT_CODE,
    members=(
        Member(name="market", key="uscc", columns={"name": "title", "phone": "tel"}, as_of="changed"),
        Member(name="tax", key="code", columns={"name": "payer", "phone": "phone"}, as_of="on_day"),
    ),
    items=(Item(code="name", order=BOTH), Item(code="phone", prefer=Prefer.NEWEST, order=BOTH)),
)
Connection = duckdb.DuckDBPyConnection


@pytest.fixture
def connection() -> Iterator[Connection]:
    found = duckdb.connect()
    found.execute("CREATE TABLE market (uscc VARCHAR, title VARCHAR, tel VARCHAR, changed TIMESTAMP)")
    found.execute("CREATE TABLE tax (code VARCHAR, payer VARCHAR, phone VARCHAR, on_day DATE)")
    yield found
    found.close()


def put(connection: Connection, table: str, *row: str | None) -> None:
    connection.execute(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", list(row))


def golden(connection: Connection, base: Definition = BASE, repeating: Sequence[str] = ()) -> list[tuple]:
    return connection.execute(golden_sql(base, TODAY, repeating=repeating)).fetchall()


def test_an_item_is_from_its_first_source_or_the_newest_and_says_which_and_of_which_day(connection) -> None:
    put(connection, "market", FIRM, "通川商贸", "111", "2024-01-02 08:00:00")
    put(connection, "tax", FIRM, "通川商贸有限公司", "222", "2025-03-04")
    assert golden(connection) == [(FIRM, "通川商贸", 1, "222", 2, date(2024, 1, 2), date(2025, 3, 4))]


def test_a_source_without_a_value_leaves_it_to_the_next(connection) -> None:
    put(connection, "market", FIRM, None, None, "2025-01-02 08:00:00")
    put(connection, "tax", FIRM, "通川商贸有限公司", None, "2024-03-04")
    assert golden(connection) == [(FIRM, "通川商贸有限公司", 2, None, None, date(2025, 1, 2), date(2024, 3, 4))]


def test_the_same_key_written_full_width_small_or_with_blanks_is_one_record(connection) -> None:
    put(connection, "market", WIDE, "通川商贸", None, None)
    put(connection, "tax", f" {FIRM.lower()[:8]} {FIRM.lower()[8:]}", None, "222", None)
    assert golden(connection) == [(FIRM, "通川商贸", 1, "222", 2, None, None)]


def test_a_row_dated_in_the_future_does_not_win_by_its_day(connection) -> None:
    put(connection, "market", FIRM, None, "111", "2025-09-29 23:00:00")
    put(connection, "tax", FIRM, None, "222", "2099-01-01")
    assert golden(connection)[0][3:5] == ("111", 1)


def test_rows_without_a_valid_key_are_set_aside_with_the_key_as_written_and_the_fault(connection) -> None:
    put(connection, "market", FIRM[:-1] + "Y", "错码", None, None)
    put(connection, "tax", "　", "无码", None, None)
    put(connection, "tax", FIRM, "通川商贸", None, None)
    found = connection.execute(aside_sql(BASE, TODAY)).fetchall()
    assert sorted(found) == [(1, FIRM[:-1] + "Y", "invalid"), (2, "　", "empty")]
    assert [row[0] for row in golden(connection)] == [FIRM]


def test_what_sources_say_differently_is_listed_with_each_source_and_what_agrees_is_not(connection) -> None:
    put(connection, "market", FIRM, "通川商贸", "111", None)
    put(connection, "tax", FIRM.lower(), "通川商贸", "222", None)
    found = connection.execute(conflicts_sql(BASE, TODAY)).fetchall()
    assert sorted(found) == [(FIRM, "phone", 1, "111"), (FIRM, "phone", 2, "222")]


def test_of_a_key_that_repeats_in_a_member_the_newest_row_counts_whatever_the_order_of_rows(connection) -> None:
    rows = [("乙", "2025-01-01"), ("甲", "2025-02-02"), ("丙", "2025-02-02")]
    for name, at in (*rows, *reversed(rows)):
        put(connection, "market", FIRM, name, None, at)
    assert connection.execute(repeats_sql(BASE, BASE.members[0])).fetchone() == (1,)
    assert [row[1] for row in golden(connection, repeating=["market"])] == [min("甲", "丙")]
    assert len(connection.execute(conflicts_sql(BASE, TODAY)).fetchall()) == 3


def test_an_item_is_never_taken_from_a_member_that_its_order_does_not_name(connection) -> None:
    put(connection, "market", FIRM, "通川商贸", None, None)
    put(connection, "tax", FIRM, "税名", None, None)
    only = replace(BASE, items=(Item(code="name", order=("tax",)),))
    assert golden(connection, only) == [(FIRM, "税名", 2, None, None)]
    assert connection.execute(conflicts_sql(only, TODAY)).fetchall() == []


def test_three_sources_make_one_record_of_a_key_that_the_first_does_not_have(connection) -> None:
    connection.execute("CREATE TABLE social (code VARCHAR, payer VARCHAR, phone VARCHAR, on_day DATE)")
    put(connection, "tax", FIRM, None, "222", "2025-03-04")
    put(connection, "social", FIRM.lower(), "社保名", "333", "2025-03-04")
    third, all_three = replace(BASE.members[1], name="social"), (*BOTH, "social")
    items = tuple(replace(each, order=all_three) for each in BASE.items)
    found = golden(connection, replace(BASE, members=(*BASE.members, third), items=items))
    assert found == [(FIRM, "社保名", 3, "222", 2, None, date(2025, 3, 4), date(2025, 3, 4))]


def test_a_base_of_one_member_is_its_valid_rows(connection) -> None:
    put(connection, "tax", FIRM, "税名", "222", "2025-03-04")
    put(connection, "tax", None, "无码", None, None)
    items = tuple(replace(each, order=("tax",)) for each in BASE.items)
    found = golden(connection, replace(BASE, members=BASE.members[1:], items=items))
    assert found == [(FIRM, "税名", 1, "222", 1, date(2025, 3, 4))]


def test_a_number_of_the_bases_own_keeps_its_small_letters(connection) -> None:
    put(connection, "market", "ａ 1", "甲", None, None)
    put(connection, "tax", "A1", "乙", None, None)
    assert sorted(row[0] for row in golden(connection, replace(BASE, key=KeyForm.ANY))) == ["A1", "a1"]


def test_a_definition_names_all_that_does_not_fit() -> None:
    with pytest.raises(BaseInvalid, match=r"order customs of item name.*newest value"):
        Definition(
            key=KeyForm.ANY,
            members=(Member(name="tax", key="code", columns={"phone": "phone"}),),
            items=(Item(code="name", order=("customs",)), Item(code="phone", prefer=Prefer.NEWEST, order=("tax",))),
        )
