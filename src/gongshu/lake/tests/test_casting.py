"""A cell becomes exactly the value that a person reads in it, or a finding."""
# ruff: noqa: DTZ001  # Cells hold Beijing time without a zone.

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.lake.casting import fault_sql, row_fault_sql, value_sql
from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.errors import ColumnUnknown
from gongshu.lake.written import PLACES

pytestmark = pytest.mark.pure
CONNECTION = duckdb.connect()


def in_words(number: int, *, digits: bool = False) -> str:
    """Return the number in Chinese numerals, up to 31; with `digits`, digit by digit as years are written."""
    signs = "〇一二三四五六七八九"
    if digits:
        return "".join(signs[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return (signs[tens] if tens > 1 else "") + ("十" if tens else "") + (signs[ones] if ones else "")


def read(text: str, kind: ColumnType, *, name: str = "甲", **more: Any) -> tuple[Any, str | None]:
    column = Column(name, "a", kind, **more)
    sql = f"SELECT v, {fault_sql('c', 'v', column, recoded=True)} FROM (SELECT c, {value_sql('c', column)} AS v FROM (SELECT nullif(?, '') AS c))"
    found = CONNECTION.execute(sql, [text]).fetchone()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), (" 12 ", 12), ("+5", 5), ("-7", -7), ("007", 7), ("9223372036854775807", 2**63 - 1)]
)
def test_digits_with_a_sign_are_integers(text: str, value: int) -> None:
    assert read(text, ColumnType.INTEGER) == (value, None)


@pytest.mark.parametrize(
    "text", ["1.5", "1e3", "1_000", "0x1F", "1,00", "1,0000", "15人", "9223372036854775808", "三", "+", "1 2", "1.5万1"]
)
def test_nothing_else_is_an_integer(text: str) -> None:
    assert read(text, ColumnType.INTEGER) == (None, "not-an-integer")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,000", 1000), ("１２", 12), ("１，２３４", 1234), ("3万", 30_000), ("1.25万", 12_500), ("2亿", 200_000_000), ("12.0", 12), ("(7)", -7), ("'12", 12), ('="12"', 12), ("−3", -3), ("12元", 12)],
)  # fmt: skip
def test_a_whole_number_is_read_as_people_write_it(text: str, value: int) -> None:
    assert read(text, ColumnType.INTEGER) == (value, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,345.6", "12345.6"), ("5%", "0.05"), ("35.55%", "0.3555"), ("100%", "1"), ("3万", "30000"), ("1594.75万", "15947500"), ("1.2345万亿", "1234500000000"), ("¥10,292,536.02", "10292536.02"), ("¥-5", "-5"), ("(30,338.74)", "-30338.74"), ("３１６．５９", "316.59"), (".5", "0.5"), ("1.5e-5", "0.000015"), ("3.5亿元", "350000000"), ("\t12.50\u00a0", "12.5")],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text: str, value: str) -> None:
    assert read(text, ColumnType.DECIMAL) == (Decimal(value), None)


@given(st.integers(min_value=0, max_value=10**11), st.sampled_from(list(PLACES)))
def test_a_word_behind_a_number_moves_its_point_exactly(number: int, unit: str) -> None:
    written = f"{number // 100}.{number % 100:02d}{unit}"
    assert read(written, ColumnType.DECIMAL, scale=2) == (Decimal(number).scaleb(PLACES[unit] - 2), None)


def test_a_unit_that_the_heading_gives_already_is_not_counted_twice() -> None:
    assert read("3万", ColumnType.DECIMAL, name="金额（万元）") == (None, "unit-unclear")
    assert read("3", ColumnType.DECIMAL, name="金额（万元）") == (Decimal(3), None)
    assert read("35%", ColumnType.DECIMAL, name="占比（%）") == (Decimal(35), None)


@pytest.mark.parametrize("kind", [kind for kind in ColumnType if kind is not ColumnType.TEXT])
@pytest.mark.parametrize("text", ["-", "--", "—", "/", "不详", "NULL", "N/A", "null", "暂无", " 未知 ", "…"])
def test_a_word_for_nothing_is_no_value_and_no_finding(kind: ColumnType, text: str) -> None:
    assert read(text, kind) == (None, None)
    assert read(text, kind, required=True) == (None, "missing-required")


@pytest.mark.parametrize(("text", "value"), [(" 是 ", True), ("Y ", True), ("√", True), ("１", True), ("对", True), ("FALSE ", False), ("No", False), ("×", False), ("错", False)])  # fmt: skip
def test_yes_and_no_are_read_as_people_write_them(text: str, value: bool) -> None:
    assert read(text, ColumnType.BOOLEAN) == (value, None)


def test_no_may_be_meant_by_a_word_for_nothing_and_text_stays_what_it_is() -> None:
    assert read("无", ColumnType.INTEGER) == (None, None)
    assert read("无", ColumnType.BOOLEAN) == (None, "not-a-boolean")
    assert read("无", ColumnType.TEXT) == ("无", None)


@pytest.mark.parametrize("kind", [ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.DATE])
def test_a_number_in_scientific_notation_is_called_damaged_whatever_its_column(kind: ColumnType) -> None:
    assert read("6.10124E+17", kind) == (None, "damaged-number")


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_every_64_bit_integer_is_read_exactly(number: int) -> None:
    assert read(str(number), ColumnType.INTEGER) == (number, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", "1"), ("-0.5", "-0.5"), ("+3.20", "3.2"), (" 4.5 ", "4.5"), ("5.", "5"), ("1.1200000000", "1.12"), ("12345678901234567890.5", "12345678901234567890.5"), ("107.468213470123456", "107.468213470123456"), ("123456789012.123456", "123456789012.123456"), ("-1234567890123.1", "-1234567890123.1")],
)  # fmt: skip
def test_plain_numbers_are_decimals(text: str, value: str) -> None:
    assert read(text, ColumnType.DECIMAL) == (Decimal(value), None)


@pytest.mark.parametrize(
    "text",
    ["1.1234567890123456", "1e5", "1e-20", "12,34", "1,23,456", "$1", "(1", "5%万", "1.23.4", ".", "约3万", "abc"],
)
def test_a_decimal_is_never_rounded_or_guessed(text: str) -> None:
    assert read(text, ColumnType.DECIMAL) == (None, "not-a-decimal")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20))
def test_every_decimal_of_the_scale_is_read_exactly(number: Decimal) -> None:
    assert read(f"{number:f}", ColumnType.DECIMAL, scale=4) == (number, None)


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-01",
        "2025/3/1",
        "20250301",
        "2025年3月1日",
        "2025 年 3 月 1 日",
        "2025.3.1",
        " 2025-03-01 ",
        "2025-03-01 00:00:00",
        "2025-03-01T00:00:00+08:00",
        "２０２５／３／１",
        "2025年3月1号",
        "2025年3月",
        "二〇二五年三月一日",
        "20250301000000",
        "45717",
        "45717.0",
    ],
)
def test_the_usual_ways_of_writing_a_day_are_dates(text: str) -> None:
    assert read(text, ColumnType.DATE) == (date(2025, 3, 1), None)


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-29",
        "2024-13-40",
        "20251399",
        "4312",
        "431230",
        "45717.5",
        "0000-00-00",
        "2021-6",
        "2025.3",
        "epoch",
        "infinity",
        "2025-03-01 BC",
        "2025-03-01 12:00:00",
        "长期",
        "3月1日",
        "二〇二五年三月三十二日",
    ],
)
def test_days_that_are_not_in_the_calendar_are_no_dates(text: str) -> None:
    assert read(text, ColumnType.DATE) == (None, "not-a-date")


def test_a_serial_counts_from_the_first_day_of_the_calendar_it_comes_from() -> None:
    column = Column("甲", "a", ColumnType.DATE)
    sql = f"SELECT {value_sql('c', column)}, {value_sql('c', column, epoch=1904)} FROM (SELECT '43123' AS c)"
    assert CONNECTION.execute(sql).fetchone() == (date(2018, 1, 23), date(2022, 1, 24))


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_in_every_notation(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{in_words(day.year, digits=True)}年{in_words(day.month)}月{in_words(day.day)}日",
    ):
        assert read(text, ColumnType.DATE) == (day, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025-03-01 08:30:00", datetime(2025, 3, 1, 8, 30)),
        ("2025-03-01T08:30", datetime(2025, 3, 1, 8, 30)),
        ("2025/3/1 8:30", datetime(2025, 3, 1, 8, 30)),
        ("2025-03-01 08:30:00+08:00", datetime(2025, 3, 1, 8, 30)),
        ("2025-03-01 08:30:00.25", datetime(2025, 3, 1, 8, 30, 0, 250_000)),
        ("2025年3月1日", datetime(2025, 3, 1)),
        ("2025年3月1日 8时30分", datetime(2025, 3, 1, 8, 30)),
        ("2025年3月1日8点30分15秒", datetime(2025, 3, 1, 8, 30, 15)),
        ("20250301083000", datetime(2025, 3, 1, 8, 30)),
        ("45717.354166666664", datetime(2025, 3, 1, 8, 30)),
    ],
)
def test_times_are_read_as_beijing_time(text: str, value: datetime) -> None:
    assert read(text, ColumnType.DATETIME) == (value, None)


@pytest.mark.parametrize("text", ["2025-03-01 25:00:00", "2025-03-01T08:30:00Z", "2025-03-01 08:30:00+09:00", "08:30"])
def test_times_of_other_zones_are_not_silently_moved(text: str) -> None:
    assert read(text, ColumnType.DATETIME) == (None, "not-a-datetime")


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("true", True), ("1", True), ("否", False), ("FALSE", False), ("0", False)]
)
def test_yes_and_no_are_booleans(text: str, value: bool) -> None:
    assert read(text, ColumnType.BOOLEAN) == (value, None)


def test_two_is_no_boolean() -> None:
    assert read("2", ColumnType.BOOLEAN) == (None, "not-a-boolean")


@pytest.mark.parametrize("kind", list(ColumnType))
def test_an_empty_cell_is_no_value_and_no_finding(kind: ColumnType) -> None:
    assert read("", kind) == (None, None)


@pytest.mark.parametrize("kind", list(ColumnType))
@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_cell_of_a_required_column_is_a_finding(kind: ColumnType, text: str) -> None:
    assert read(text, kind, required=True)[1] == "missing-required"


def test_a_key_is_required_without_saying_so() -> None:
    assert read("", ColumnType.TEXT, key=True)[1] == "missing-required"


@pytest.mark.parametrize(
    ("text", "code"),
    [("6.10124E+17", "damaged-number"), ("5E+10", "damaged-number"), ("6.1e+17", "damaged-number"), ("6.1E17", "damaged-number"), ("1.39e10", "damaged-number"), ("12E3", None), ("3E5", None), ("1.2.3E4", None), ("=SUM(A1:A9)", "formula-cell"), ("坏�字", "encoding-error"), ("E+ 型", None), ("511702199001011234", None)],
)  # fmt: skip
def test_text_that_a_program_damaged_is_found(text: str, code: str | None) -> None:
    assert read(text, ColumnType.TEXT)[1] == code


def test_a_formula_in_a_number_column_is_called_a_formula() -> None:
    assert read("=A1+1", ColumnType.INTEGER)[1] == "formula-cell"


@pytest.mark.parametrize(("text", "code"), [("达州市", None), ("达州市通", "too-long")])
def test_length_is_counted_in_characters(text: str, code: str | None) -> None:
    assert read(text, ColumnType.TEXT, length=3)[1] == code


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["地区", "数量"], "repeated-header"),
        (["合计", "12"], "total-row"),
        (["总 计：", "12"], "total-row"),
        ([None, "合计"], "total-row"),
        (["合计", None], "total-row"),
        (["注：数据为快报数", None], "footnote"),
        (["合江县", "3"], None),
        (["注：数据为快报数", "3"], None),
        ([None, None], None),
    ],
)
def test_rows_that_are_no_data_are_found(cells: list[str | None], code: str | None) -> None:
    sql = row_fault_sql(["c0", "c1"], ["地区", "数量"])
    assert CONNECTION.execute(f"SELECT {sql} FROM (SELECT ?::VARCHAR AS c0, ?::VARCHAR AS c1)", cells).fetchall() == [
        (code,)
    ]


def test_a_table_of_one_column_knows_only_repeated_headers() -> None:
    sql = row_fault_sql(["c0"], ["地区"])
    assert CONNECTION.execute(f"SELECT {sql} FROM (VALUES ('地区'), ('合计')) t(c0)").fetchall() == [
        ("repeated-header",),
        (None,),
    ]
    assert row_fault_sql(["c0"], []) == "NULL::VARCHAR"


@pytest.mark.parametrize("code", ["", "a.b", "_row", "a b", "a;b"])
def test_a_code_that_could_not_be_a_name_is_refused(code: str) -> None:
    with pytest.raises(ColumnUnknown, match="not usable"):
        Column("甲", code)


def test_more_decimal_places_than_can_be_kept_are_refused() -> None:
    with pytest.raises(ColumnUnknown, match="at most 17"):
        Column("甲", "a", ColumnType.DECIMAL, scale=18)
