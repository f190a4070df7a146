"""The fast reader and the careful one give the same rows; where they would not, the careful one is taken."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshu.lake import staging
from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.duck import connect
from gongshu.lake.feeds import can_be_fast, fast_csv
from gongshu.lake.keys import Vault
from gongshu.lake.prescan import scan
from gongshu.lake.sniff import sniff
from gongshu.lake.splitting import staging_sql
from gongshu.lake.staging import has_blank_lines, json_names, records_in
from gongshu.lake.tests.conftest import COLUMNS, HEADER
from gongshu.lake.tests.reading import quarantined, rows_of

pytestmark = pytest.mark.pure
TWO = [Column("甲", "a"), Column("乙", "b")]
Found = tuple[list[tuple[object, ...]], list[tuple[int, str, list[tuple[str, str | None]]]]]


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(path: Path, tmp_path: Path, columns: list[Column] = TWO) -> Found:
    found = cast(path, columns, tmp_path / "work", None)
    return rows_of(found.good, None, tmp_path, ", ".join(column.code for column in columns)), quarantined(
        found.quarantine, None, tmp_path
    )


def carefully(monkeypatch: pytest.MonkeyPatch, path: Path, tmp_path: Path) -> Found:
    with monkeypatch.context() as patch:
        patch.setattr(staging, "can_be_fast", lambda sniffed: False)
        return read(path, tmp_path)


LINE = st.one_of(
    st.builds("{},{}".format, st.text("ab甲 ", max_size=4), st.text("ab甲 ", max_size=4)),
    st.builds('"{}",{}'.format, st.text("ab,甲", max_size=4), st.text("ab", max_size=4)),
    st.sampled_from(["x", "x,y,z", "合计,3", "甲,乙", "=A1,2", "x,y,"]),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINE, min_size=1, max_size=10), st.sampled_from(["\n", "\r\n"]))
def test_both_readers_agree_on_every_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[str], end: str
) -> None:
    path = write(tmp_path / "a.csv", end.join(["甲,乙", "a,b", *lines]) + end)
    assert read(path, tmp_path) == carefully(monkeypatch, path, tmp_path)


@pytest.mark.parametrize(
    ("text", "fast"),
    [
        ("甲,乙\na,b\n", True),
        ("甲,乙\r\na,b\r\n", True),
        ("甲,乙\r\na,b\n", False),
        ("甲,乙\ra,b\r", False),
        ("甲,乙\na\0,b\n", False),
        ('"甲\n(名称)",乙\na,b\n', False),
        ("\n甲,乙\na,b\n", False),
    ],
)
def test_the_fast_reader_is_offered_only_what_it_reads_alike(text: str, fast: bool, tmp_path: Path) -> None:
    assert can_be_fast(sniff(write(tmp_path / "a.csv", text))) is fast


@pytest.mark.parametrize(
    "text",
    [
        "甲,乙\r\na,b\nc,d\r\n",
        "甲,乙\ra,b\rc,d\r",
        "\n\n甲,乙\n\na,b\n\nc,d\n\n",
        '"甲",乙\n"a",b\n"c",d',
        "甲,乙\na,b\nc,d\n\n\n",
    ],
)
def test_line_ends_and_blank_lines_of_every_kind_are_read(text: str, tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.csv", text), tmp_path) == ([("a", "b"), ("c", "d")], [])


def test_blank_lines_before_a_ragged_record_do_not_shift_its_number(tmp_path: Path) -> None:
    _, bad = read(write(tmp_path / "a.csv", "甲,乙\na,b\n\n\nc\n\nd,e\n=x,f\n"), tmp_path)
    assert [(record, reasons[0][0]) for record, _, reasons in bad] == [(2, "ragged-row"), (4, "formula-cell")]


def test_a_quoted_line_end_before_a_ragged_record_does_not_shift_its_number(tmp_path: Path) -> None:
    _, bad = read(write(tmp_path / "a.csv", '甲,乙\n"a\nb",c\nx\nd,e\n'), tmp_path)
    assert [(record, raw, reasons[0][0]) for record, raw, reasons in bad] == [(2, "x", "ragged-row")]


def test_a_table_of_one_column_keeps_its_rows_between_blank_lines(tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.csv", "甲\na\n\nb\n"), tmp_path, TWO[:1]) == ([("a",), ("b",)], [])


def test_foreign_lines_among_good_and_ragged_ones_keep_number_and_bytes(tmp_path: Path) -> None:
    lines = [b"a,b", "达,州".encode("gb18030"), b"x", b"=1,2", "渠,县".encode("gb18030"), b"c,d"]
    good, bad = read(
        write(tmp_path / "a.csv", "甲,乙\n达州,一\n巴中,二\n广安,三\n".encode() + b"\n".join(lines) + b"\n"), tmp_path
    )
    assert [row[0] for row in good] == ["达州", "巴中", "广安", "a", "c"]
    assert [(record, reasons[0][0]) for record, _, reasons in bad] == [
        (5, "encoding-error"), (6, "ragged-row"), (7, "formula-cell"), (8, "encoding-error"),
    ]  # fmt: skip
    assert "\\xb4\\xef" in bad[0][1].replace("�", "")


def test_many_foreign_lines_are_left_to_the_careful_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "FOREIGN", 1)
    content = "甲,乙\n达州,一\n巴中,二\n广安,三\n".encode() + "达,州\n渠,县\n".encode("gb18030")
    good, bad = read(write(tmp_path / "a.csv", content), tmp_path)
    assert (len(good), [record for record, _, _ in bad]) == (3, [4, 5])


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("a\nb\n", 2),
        ("a\nb", 2),
        ("\na\n\nb\n\n", 2),
        ('"a\nb",c\nd', 2),
        ('"a""\n""b"\n', 1),
        ("a\r\n\r\nb\r\n", 2),
        ('""\n', 1),
    ],
)
def test_records_are_counted_outside_quotes(text: str, records: int, tmp_path: Path) -> None:
    assert records_in(scan(write(tmp_path / "a.csv", text))) == records


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("a\nb\n", False),
        ("a\n\nb", True),
        ("\na\n", True),
        ("a\r\nb\r\n", False),
        ("a\r\n\r\nb\r\n", True),
        ("\r\na", True),
    ],
)
def test_blank_lines_are_seen(text: str, blank: bool, tmp_path: Path) -> None:
    assert has_blank_lines(scan(write(tmp_path / "a.csv", text))) is blank


def test_a_blank_line_on_the_border_of_two_blocks_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "BLOCK", 4)
    assert has_blank_lines(scan(write(tmp_path / "a.csv", "abc\n\nd\n")))
    assert records_in(scan(write(tmp_path / "b.csv", 'ab"c\n\nd"\ne\n'))) == 2


def test_members_of_json_lines_are_named_in_their_first_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"乙": 1}\n{broken\n{"甲": 1, "乙": 2}\n')
    assert json_names(sniff(path)) == ["乙", "甲"]


def test_the_raw_text_of_a_bad_row_reads_back_as_its_cells(tmp_path: Path) -> None:
    _, [(record, raw, _)] = read(write(tmp_path / "a.csv", '甲,乙\na,b\n"=x, ""y""\nz",乙\n'), tmp_path)
    assert (record, raw) == (2, '"=x, ""y""\nz",乙')


def test_tabs_as_delimiters_stay_tabs_in_the_raw_text(tmp_path: Path, written: Callable[..., Path]) -> None:
    _, [(_, raw, _)] = read(written("a\tb", "=x\t2", header="甲\t乙"), tmp_path)
    assert raw == "=x\t2"


def test_record_numbers_hold_when_several_threads_read_a_large_file(tmp_path: Path, vault: Vault) -> None:
    bad = {
        7: "ragged-row",
        8: "not-a-boolean",
        150_000: "too-many-cells",
        150_001: "not-a-date",
        299_999: "not-a-boolean",
    }
    spoilt = {
        "ragged-row": "{},x",
        "not-a-boolean": "{},1,赵六,1,2024-01-01,也许",
        "too-many-cells": "{},1,2,3,,是,多",
        "not-a-date": "{},1,2,3,x,是",
    }
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER + "\n")
        for i in range(1, 300_001):
            out.write(
                (spoilt[bad[i]] if i in bad else "{},511702199001011234,张三丰,1.50,2024-01-01,是").format(i) + "\n"
            )
    found = cast(path, COLUMNS, tmp_path / "work", vault, threads=4)
    assert {record: reasons[0][0] for record, _, reasons in quarantined(found.quarantine, vault, tmp_path)} == bad
    assert [row[0] for row in rows_of(found.good, vault, tmp_path, "bh")] == [
        i for i in range(1, 300_001) if i not in bad
    ]


@pytest.mark.parametrize("kind", list(ColumnType))
def test_no_rule_of_casting_becomes_a_join(kind: ColumnType, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "甲,乙\n1,2\n")
    connection = connect(tmp_path / "spill")
    with fast_csv(sniff(path)) as feed:
        select = staging_sql(feed, [Column("甲", "a", kind, required=True, length=9)], [0])
        plan = connection.execute(f"EXPLAIN COPY ({select}) TO '{tmp_path}/out.parquet' (FORMAT parquet)").fetchall()
    assert "JOIN" not in str(plan)
    assert "PROJECTION" in str(plan)
