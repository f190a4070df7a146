"""Files of any size are read as they come: nothing is lost where one piece ends and the next begins, and memory does not grow."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter

from gongshu.catalogue.errors import FileUnfit
from gongshu.catalogue.importing import members
from gongshu.catalogue.importing.held import Problems, Seen, Spool, Told
from gongshu.catalogue.importing.proposals import Fault
from gongshu.catalogue.importing.records import Record, records

pytestmark = pytest.mark.pure
ODD = [
    {"标题": "引号\\"}, {"n": 12345678901234567890, "x": -1.5e-3}, {"a": [{"b": "]}"}, []]}, {"t": "一\n二\t三"}, {"e": "\U0001f600", "z": None}, 7, "名称", [], {},
]  # fmt: skip


def read(document: object, *within: str) -> list[object]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return [record.said for record in records(content, within)]


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 11, 64])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_member_is_whole_wherever_a_piece_of_the_text_ends(monkeypatch, piece, indent):
    monkeypatch.setattr(members, "_PIECE", piece)
    content = json.dumps({"help": "x", "result": {"count": 9, "results": ODD}}, indent=indent, ensure_ascii=False)
    said = read(content.encode(), "result.results")
    assert said == [each if isinstance(each, dict) else {"name": each} for each in ODD]


@pytest.mark.parametrize(
    ("document", "within", "count"),
    [
        ({"a": 1, "result": {"results": [{}, {}]}, "other": [{}]}, ("result.results", "result"), 2), ({"other": [{}, {}, {}], "tags": ["x"]}, ("result",), 3),
        ({"data": []}, ("data",), 0), ({"data": {"one": {"t": 1}, "two": {"t": 2}}}, ("data",), 2), ({"rows": [{}], "data": [{}, {}]}, ("data", "rows"), 2),
        ({"data": {"list": [{}], "total": 1}}, ("data", "data.list"), 1), ([], (), 0),
    ],
)  # fmt: skip
def test_the_list_is_found_on_the_first_path_that_leads_to_one(document, within, count):
    assert len(read(document, *within)) == count


def test_lines_of_json_may_hold_separators_that_are_no_ends_of_lines():
    assert read('{"标题": "一\u2028二"}\n\n{"标题": "三"}\r\n'.encode()) == [{"标题": "一\u2028二"}, {"标题": "三"}]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b'[{"a": 1}, {"a": }]', "line 1 column 18"), (b'{"data": [{"a": 1}\n, {"b" 2}]}', "line 2"), (b'[{"a": 1}', "broken"), (b'{"a": 1', "broken"),
        (b'[{"a": 1}] [1]', "follows"), (b'{"x": 1, "y": {"z": []}}', "its keys are x, y"), (b"", "empty"), (gzip.compress(b"[]", mtime=0)[:-9], "damaged"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_where_it_is_damaged(content, word):
    with pytest.raises(FileUnfit, match=word):
        read(content, "data")


def test_a_workbook_is_read_as_a_person_sees_it():
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day, moment = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"num_format": 22})
        sheet.write_row(0, 0, ["目录清单"])
        sheet.write_row(1, 0, ["标题", "发布\n时间", "数据量", "编号", "备注"])
        sheet.write_row(3, 0, ["公交站点"])
        sheet.write_datetime(3, 1, datetime(2023, 6, 16), day)  # noqa: DTZ001  A workbook knows no zones.
        sheet.write_number(3, 2, 12.0)
        sheet.write_datetime(3, 3, datetime(2023, 6, 16, 8, 30), moment)  # noqa: DTZ001
        sheet.write(3, 4, True)
        sheet.write_rich_string(4, 0, "客运", book.add_format({"bold": True}), "班线")
    assert [(record.line, dict(record.said)) for record in records(file.getvalue())] == [
        (
            4,
            {
                "标题": "公交站点",
                "发布 时间": str(date(2023, 6, 16)),
                "数据量": "12",
                "编号": "2023-06-16 08:30:00",
                "备注": "True",
            },
        ),
        (5, {"标题": "客运班线"}),
    ]


def test_of_columns_with_one_name_the_first_that_says_something_counts():
    assert read("标题,标题,提供单位\n,公交站点,交通局\n".encode()) == [{"标题": "公交站点", "提供单位": "交通局"}]


def fault(line: int, *, stops: bool = False) -> Fault:
    return Fault(
        line=line, field="title", value=str(line), zh="错", en="wrong", remedy_zh="改", remedy_en="mend", stops=stops
    )


def test_every_problem_is_told_in_the_order_of_the_lines_however_many_there_are():
    told = Told()
    for start in range(1, 3001, 100):
        told.add([fault(line, stops=line % 2 == 0) for line in reversed(range(start, start + 100))])
    assert [each.line for each in told] == list(range(1, 3001))
    assert (len(told), told.left_out, told[2500].line, len(told.summed(3))) == (3000, 1500, 2501, 3)
    assert [each["line"] for each in Problems(told)[:2]] == [1, 2]


def test_an_identifier_is_known_again_by_what_it_said_first():
    seen = Seen()
    seen.add("u/1", "a", 3)
    seen.add("u/1", "b", 9)
    assert ("u/1" in seen, "u/2" in seen, seen.first("u/1"), seen.same("u/1", "b"), seen.same("u/1", "c")) == (
        True,
        False,
        3,
        9,
        0,
    )


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.json"
        with path.open("w", encoding="utf-8") as file:
            file.write(
                '{"result": {"results": ['
                + ",".join(json.dumps({"title": str(n), "notes": "x" * 500}) for n in range(count))
                + "]}}"
            )
        tracemalloc.start()
        assert sum(1 for _ in Spool(records(path, ("result.results",)))) == count
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    assert peak(20_000) < peak(4_000) * 1.2


def test_a_spool_is_read_as_often_as_is_wanted():
    spool = Spool(Record(n, {"n": n}) for n in range(1200))
    assert [record.line for record in spool] == [record.line for record in spool] == list(range(1200))
