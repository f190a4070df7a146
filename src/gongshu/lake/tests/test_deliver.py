"""Every record of a delivered file is either a good row or a row of the quarantine with its text and reasons."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import Cast, cast
from gongshu.lake.errors import FileChanged, FileEmpty, HeaderMismatch
from gongshu.lake.keys import Vault
from gongshu.lake.sniff import Format
from gongshu.lake.tests.conftest import COLUMNS, HEADER, ROWS
from gongshu.lake.tests.reading import quarantined, rows_of

pytestmark = pytest.mark.pure
Write, Deliver = Callable[..., Path], Callable[..., Cast]


def test_good_rows_become_typed_values_in_their_order(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written(*ROWS))
    assert (found.rows_accepted, found.rows_rejected, found.quarantine) == (3, 0, None)
    assert rows_of(found.good, vault, tmp_path, "bh, sfzh, xm, je, rq, yx") == [
        (1, "511702199001011234", "张三丰", Decimal("100.500000"), date(2024, 1, 2), True),
        (2, "511702198502025678", "李四", Decimal("7.000000"), date(2024, 3, 4), False),
        (3, "511703197703039012", "王五", None, date(2024, 5, 6), None),
    ]


def test_a_bad_row_keeps_its_text_its_number_and_all_its_reasons(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written(ROWS[0], "x,1,赵六,约三万,2024-13-40,也许", ROWS[1]))
    assert (found.rows_accepted, found.rows_rejected) == (2, 1)
    assert quarantined(found.quarantine, vault, tmp_path) == [
        (2, "x,1,赵六,约三万,2024-13-40,也许",
         [("not-an-integer", "编号"), ("not-a-decimal", "金额"), ("not-a-date", "登记日期"), ("not-a-boolean", "有效")])
    ]  # fmt: skip
    assert found.findings == {"not-a-boolean": 1, "not-a-date": 1, "not-a-decimal": 1, "not-an-integer": 1}


def test_records_are_numbered_through_ragged_ones(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(
        written(
            ROWS[0],
            "2,x",
            "3,x",
            ROWS[1],
            "5,1,赵六,1,2024-13-40,是",
            "6,1,2,3,2024-01-01,是,多",
            "x,1,钱七,1,2024-01-01,是",
            ROWS[2],
        )
    )
    bad = [
        (record, [code for code, _ in reasons]) for record, _, reasons in quarantined(found.quarantine, vault, tmp_path)
    ]
    assert bad == [
        (2, ["ragged-row"]),
        (3, ["ragged-row"]),
        (5, ["not-a-date"]),
        (6, ["too-many-cells"]),
        (7, ["not-an-integer"]),
    ]
    assert rows_of(found.good, vault, tmp_path, "bh") == [(1,), (2,), (3,)]


def test_the_good_file_has_nothing_but_the_columns_once_it_was_split(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written(ROWS[0], "x,1,2,3,4,5"))
    assert len(rows_of(found.good, vault, tmp_path)[0]) == len(COLUMNS)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("4,=A1,赵六,1,2024-01-01,是", "formula-cell"),
        ("4,5.11702E+17,赵六,1,2024-01-01,是", "damaged-number"),
        (",511702,赵六,1,2024-01-01,是", "missing-required"),
        (HEADER, "repeated-header"),
        ("合计,,,107.5,,", "total-row"),
        ("注：本表为快报数,,,,,", "footnote"),
        ('4,1,"赵\0六",1,2024-01-01,是', "nul-byte"),
    ],
)
def test_every_kind_of_trouble_is_named(
    row: str, code: str, written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written(*ROWS, row))
    assert (found.rows_accepted, found.rows_rejected, dict(found.findings)) == (3, 1, {code: 1})
    assert quarantined(found.quarantine, vault, tmp_path)[0][0] == 4


def test_an_open_quote_costs_one_row_and_not_the_rest_of_the_file(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written(ROWS[0], '2,1,"赵六,1,2024-01-01,是', *ROWS[1:]))
    assert quarantined(found.quarantine, vault, tmp_path) == [(2, '2,1,"赵六,1,2024-01-01,是', [("open-quote", None)])]
    assert found.rows_accepted == 3


def test_a_line_in_another_encoding_goes_to_quarantine_with_its_bytes(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    path = written(*ROWS)
    path.write_bytes(path.read_bytes() + "4,1,赵六,1,2024-01-01,是\n".encode("gb18030"))
    found = delivered(path)
    assert found.rows_accepted == 3
    [(record, raw, reasons)] = quarantined(found.quarantine, vault, tmp_path)
    assert (record, reasons) == (4, [("encoding-error", None)])
    assert "\\xd5" in raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_same_rows_are_read_in_every_encoding(
    encoding: str, end: str, written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written(*ROWS, "x,1,2,3,4,5", encoding=encoding, end=end))
    assert found.encoding == ("gb18030" if encoding == "gbk" else encoding)
    assert rows_of(found.good, vault, tmp_path, "xm") == [("张三丰",), ("李四",), ("王五",)]
    assert quarantined(found.quarantine, vault, tmp_path)[0][:2] == (4, "x,1,2,3,4,5")


def test_columns_are_found_by_name_or_code_in_any_order(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written("李四,2,x", header="xm, 编 号 ,备注"))
    assert rows_of(found.good, vault, tmp_path, "bh, xm, je") == [(2, "李四", None)]
    assert found.missing == ("身份证号", "金额", "登记日期", "有效")
    assert found.unknown == ("备注",)


def test_a_title_above_the_header_is_no_record(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written(*ROWS, header=f"企业登记台账,,,,,\n单位：万元,,,,,\n{HEADER}"))
    assert (found.rows_accepted, found.rows_rejected) == (3, 0)


def test_below_a_heading_over_several_columns_the_lowest_label_names_the_item(
    written: Write, delivered: Deliver
) -> None:
    found = delivered(written(*ROWS, header=f"基本信息,,,登记信息,,\n{HEADER}"))
    assert (found.rows_accepted, found.rows_rejected, found.missing, found.unknown) == (3, 0, (), ())


def test_a_label_that_stands_below_two_headings_names_no_item(written: Write, delivered: Deliver) -> None:
    found = delivered(written("1,3.5,1,4.5,2", "2,3,1,4,2", header="企业,上半年,,下半年,\n编号,金额,户数,金额,户数"))
    assert (found.rows_accepted, "金额" in found.missing) == (2, True)


def test_a_file_without_a_required_column_is_refused_and_says_which(written: Write, delivered: Deliver) -> None:
    with pytest.raises(HeaderMismatch, match=r"lacks the columns 编号.*its header is 姓名"):
        delivered(written("李四,1", header="姓名,金额"))


def test_a_file_with_only_a_header_is_refused(written: Write, delivered: Deliver) -> None:
    with pytest.raises(FileEmpty, match="no record below its header"):
        delivered(written())


def test_later_rows_of_the_same_key_are_set_aside(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    found = delivered(written(ROWS[0], "x,,,,,", ROWS[1], ROWS[0].replace("张三丰", "张四丰")), unique=True)
    assert rows_of(found.good, vault, tmp_path, "xm") == [("张三丰",), ("李四",)]
    assert [(record, reasons) for record, _, reasons in quarantined(found.quarantine, vault, tmp_path)] == [
        (2, [("not-an-integer", "编号")]),
        (4, [("duplicate-key", "编号")]),
    ]


def test_json_lines_are_cast_by_the_same_rules(
    written: Write, delivered: Deliver, vault: Vault, tmp_path: Path
) -> None:
    lines = [
        '{"编号": 1, "xm": "张三丰", "金额": 1.50, "有效": true}',
        "",
        '{"编号": 2, "xm": {"姓": "李"}}',
        '{"编号": 3,}',
        '{"编号": NaN}',
        "[1]",
        '{"编号": "x"}',
    ]
    found = delivered(written(*lines, header=None, name="rows.jsonl"))
    assert found.format is Format.JSONL
    assert rows_of(found.good, vault, tmp_path, "bh, xm, je, yx") == [
        (1, "张三丰", Decimal("1.5"), True),
        (2, '{"姓": "李"}', None, None),
    ]
    assert [(record, reasons[0][0]) for record, _, reasons in quarantined(found.quarantine, vault, tmp_path)] == [
        (3, "broken-json"), (4, "broken-json"), (5, "broken-json"), (6, "not-an-integer"),
    ]  # fmt: skip


def test_parquet_is_cast_by_the_same_rules(tmp_path: Path, delivered: Deliver, vault: Vault) -> None:
    source = tmp_path / "rows.parquet"
    table = pa.table(
        {
            "编号": [1, 2],
            "姓名": ["张三丰", None],
            "金额": [0.1 + 0.2, 5.0],
            "登记日期": [date(2024, 1, 2), None],
            "有效": ["是", "?"],
        }
    )
    parquet.write_table(table, source)
    found = delivered(source)
    assert rows_of(found.good, vault, tmp_path, "bh, xm, je, rq, yx") == [
        (1, "张三丰", Decimal("0.3"), date(2024, 1, 2), True)
    ]
    assert quarantined(found.quarantine, vault, tmp_path)[0][2] == [("not-a-boolean", "有效")]


def test_a_moment_of_parquet_is_kept_as_the_clock_in_beijing_showed_it(tmp_path: Path, vault: Vault) -> None:
    kind = pa.timestamp("ns", "UTC")
    parquet.write_table(
        pa.table({"时间": pa.array([datetime(2025, 9, 29, 18, 30, tzinfo=UTC)], kind)}), tmp_path / "a.parquet"
    )
    found = cast(tmp_path / "a.parquet", [Column("时间", "sj", ColumnType.DATETIME)], tmp_path / "work", vault)
    assert [str(row[0]) for row in rows_of(found.good, vault, tmp_path, "sj")] == ["2025-09-30 02:30:00"]


def test_without_a_vault_the_store_encrypts_and_the_files_are_plain(tmp_path: Path, written: Write) -> None:
    found = cast(written(*ROWS), COLUMNS, tmp_path / "work", None)
    assert found.good.key_id is None
    assert parquet.read_table(found.good.path).num_rows == 3


def test_field_ids_are_written_into_the_file(tmp_path: Path, written: Write) -> None:
    found = cast(written(*ROWS), COLUMNS[:2], tmp_path / "work", None, ids={"bh": 7, "sfzh": 11})
    schema = parquet.read_schema(found.good.path)
    assert [schema.field(name).metadata[b"PARQUET:field_id"] for name in ("bh", "sfzh")] == [b"7", b"11"]


def test_a_file_that_changes_while_it_is_read_is_refused(written: Write, delivered: Deliver) -> None:
    path = written(*(f"{i},1,张三,1,2024-01-01,是" for i in range(50_000)))

    def meddle(done: int, size: int) -> None:
        if done == size:
            with path.open("a", encoding="utf-8") as more:
                more.write("1,1,迟到,1,2024-01-01,是\n")

    with pytest.raises(FileChanged, match="changed while it was read"):
        delivered(path, progress=meddle)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_progress_goes_up_to_the_size_of_the_file(encoding: str, written: Write, delivered: Deliver) -> None:
    path, seen = written(*ROWS * 20_000, encoding=encoding), []
    delivered(path, progress=lambda done, size: seen.append((done, size)))
    size = path.stat().st_size
    assert seen[-1] == (size, size)
    assert seen == sorted(seen)
    assert {whole for _, whole in seen} == {size}


def test_nothing_but_the_two_files_is_left_behind(written: Write, delivered: Deliver, tmp_path: Path) -> None:
    delivered(written(*ROWS, "x,,,,,"))
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["good.parquet", "quarantine.parquet"]


CELL = st.text(alphabet=st.sampled_from('ab,"\n 甲=\t;'), max_size=6)
TWO = [Column("甲", "a"), Column("乙", "b", ColumnType.INTEGER), Column("丙", "c")]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, st.one_of(st.integers(0, 99).map(str), CELL), CELL), min_size=1, max_size=12))
def test_no_record_of_a_well_formed_file_is_ever_lost(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("甲", "乙", "丙"), *rows])
    path = tmp_path / "rows.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    found = cast(path, TWO, tmp_path / "work", None)
    assert found.rows_read == len(rows)
    good = [(a or None, int(b) if b.strip() else None, c or None) for a, b, c in rows if _is_good(a, b, c)]
    assert rows_of(found.good, None, tmp_path, "a, b, c") == good


def _is_good(a: str, b: str, c: str) -> bool:
    return not a.startswith("=") and not c.startswith("=") and (not b.strip(" ") or b.strip().isdigit())


LINE = st.text(alphabet=st.sampled_from('ab,"甲1 '), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINE, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_no_line_of_a_broken_file_is_ever_lost(tmp_path: Path, lines: list[str], end: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(end.join(["甲,乙,丙", "x,1,y", *lines]) + end, encoding="utf-8", newline="")
    found = cast(path, TWO, tmp_path / "work", None)
    kept = [raw for _, raw, _ in quarantined(found.quarantine, None, tmp_path)]
    # A quoted cell may join lines; whatever was delivered stands in a good row or, word for word, in the quarantine.
    cells = "".join(
        f"{a or ''}{'' if b is None else b}{c or ''}" for a, b, c in rows_of(found.good, None, tmp_path, "a, b, c")
    )
    letters = [sum(text.count(mark) for text in lines) for mark in "ab甲"]
    assert [cells.count(mark) + sum(raw.count(mark) for raw in kept) for mark in "ab甲"] == letters
