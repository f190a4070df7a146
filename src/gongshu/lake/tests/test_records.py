"""The careful reader: record by record, whatever is in the file."""

import pytest

from gongshu.lake import records
from gongshu.lake.records import Record, csv_records, json_cell, json_object, json_records

pytestmark = pytest.mark.pure


def read(text: str, width: int = 2, skip: int = 0) -> list[Record]:
    return list(csv_records(text.splitlines(keepends=True), ",", skip=skip, width=width))


def test_blank_lines_are_not_counted() -> None:
    assert [(r.number, r.cells) for r in read("a,1\n\n\r\nb,2\n")] == [(1, ("a", "1")), (2, ("b", "2"))]


def test_the_head_is_left_out_by_records_and_not_by_lines() -> None:
    assert [(r.number, r.raw) for r in read('"联系\n电话",b\na,1\n', skip=1)] == [(1, "a,1")]


def test_a_quoted_line_end_belongs_to_its_cell() -> None:
    assert read('"a\nb",1\nc,2\n')[0].cells == ("a\nb", "1")


def test_delimiters_behind_the_last_column_are_forgiven_when_nothing_follows_them() -> None:
    assert [r.problem for r in read("a,1,,\nb,2,x\nc\n")] == [None, "too-many-cells", "ragged-row"]


def test_an_open_quote_at_the_end_of_the_file_costs_its_line_only() -> None:
    assert [(r.raw, r.problem) for r in read('a,1\n"b,2\nc,3\nd,4')] == [
        ("a,1", None),
        ('"b,2', "open-quote"),
        ("c,3", None),
        ("d,4", None),
    ]


def test_a_quote_that_runs_over_too_many_lines_is_taken_for_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "RECORD_LINES", 3)
    found = read('"a,1\n' + "b,2\n" * 5 + 'c","3"\n')
    assert (found[0].raw, found[0].problem) == ('"a,1', "open-quote")
    assert [r.cells for r in found[1:6]] == [("b", "2")] * 5


def test_a_record_over_the_limit_is_a_finding_and_not_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LINE_LIMIT", 10)
    found = read('"aaaaaaaaaaaaaaaa,1\nb,2\n')
    assert [(r.problem, r.cells) for r in found] == [("long-line", None), (None, ("b", "2"))]


def test_stray_quotes_within_a_cell_are_text() -> None:
    assert read('5" 管,1\n')[0].cells == ('5" 管', "1")


def test_nul_bytes_and_undecodable_bytes_are_findings() -> None:
    assert [r.problem for r in read("a\0,1\n�\\xff,2\n")] == ["nul-byte", "encoding-error"]


@pytest.mark.parametrize(
    "line", ['{"a": 1,}', "{'a': 1}", '{"a": NaN}', '{"a": Infinity}', "[1]", "1", "", '{"a": 1} {"b": 2}', "[" * 5000]
)
def test_what_is_not_one_json_object_is_no_record(line: str) -> None:
    assert json_object(line) is None


def test_digits_of_long_numbers_survive_json() -> None:
    assert json_object('{"sfzh": 511702199001011234, "x": 1.10}') == {"sfzh": "511702199001011234", "x": "1.10"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        ("a", "a"),
        (True, "true"),
        (False, "false"),
        (["a"], '["a"]'),
        ({"市": "达州"}, '{"市": "达州"}'),
    ],
)
def test_json_members_become_cells(value: object, text: str | None) -> None:
    assert json_cell(value) == text


def test_json_records_are_counted_without_blank_lines() -> None:
    found = list(json_records(['{"a": "1"}\n', "\n", "{\n", '{"b": "2"}\n', "�\n", "\0\n"], ["a", "b"]))
    assert [(r.number, r.cells, r.problem) for r in found] == [
        (1, ("1", None), None), (2, None, "broken-json"), (3, (None, "2"), None), (4, None, "encoding-error"), (5, None, "nul-byte"),
    ]  # fmt: skip
