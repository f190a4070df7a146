"""Workbooks: what a person sees in a cell is what is read."""
# ruff: noqa: DTZ001  # Cells hold Beijing time without a zone.

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import Cast, cast
from gongshu.lake.errors import HeaderMismatch, WorkbookDamaged
from gongshu.lake.keys import Vault
from gongshu.lake.sheets import cell_text, sheets
from gongshu.lake.tests.conftest import HEADER
from gongshu.lake.tests.reading import quarantined, rows_of

pytestmark = pytest.mark.pure
Deliver = Callable[..., Cast]


def book(path: Path, **tables: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made["Sheet"])
    for name, rows in tables.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


NAMES = HEADER.split(",")
GOOD = [1, "511702199001011234", "张三丰", 100.5, datetime(2024, 1, 2), True]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (19823.0, "19823"), (0.1, "0.1"), (1.1 * 3, "3.3"), (1e-7, "0.0000001"), ("", ""), ("001", "001"), (True, "true"), (False, "false"), (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2), "2024-01-02"), (datetime(2024, 1, 2, 8, 30), "2024-01-02 08:30:00"), (time(8, 30), "08:30:00"), (timedelta(hours=1), "1:00:00"),
    ],
)  # fmt: skip
def test_cells_are_read_as_they_are_seen(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_a_number_that_lost_digits_shows_that_it_did() -> None:
    assert cell_text(511702199001011234.0) == "5.11702199001011E+17"


def test_a_workbook_is_delivered_like_any_file(tmp_path: Path, delivered: Deliver, vault: Vault) -> None:
    found = delivered(
        book(tmp_path / "a.xlsx", 表=[["企业台账"], NAMES, GOOD, [2, 511702199001011234, "李四", 1, None, "x"]])
    )
    assert rows_of(found.good, vault, tmp_path, "bh, sfzh, xm, rq::VARCHAR, yx") == [
        (1, "511702199001011234", "张三丰", "2024-01-02", True)
    ]
    assert quarantined(found.quarantine, vault, tmp_path)[0][2] == [
        ("damaged-number", "身份证号"),
        ("not-a-boolean", "有效"),
    ]


def test_a_formula_without_a_value_sets_its_row_aside(tmp_path: Path, delivered: Deliver, vault: Vault) -> None:
    found = delivered(book(tmp_path / "a.xlsx", 表=[NAMES, GOOD, [2, "1", "李四", "=SUM(D2:D2)", None, None]]))
    [(record, raw, reasons)] = quarantined(found.quarantine, vault, tmp_path)
    assert (record, reasons) == (2, [("formula-cell", None)])
    assert raw.endswith("=SUM(D2:D2)")


def test_sheets_that_fit_are_stacked_and_others_are_named(tmp_path: Path, delivered: Deliver, vault: Vault) -> None:
    path = book(
        tmp_path / "a.xlsx",
        一月=[NAMES, GOOD, ["x", None, "钱七", None, None, None]],
        说明=[["口径", "解释"], ["甲", "乙"]],
        二月=[list(reversed(NAMES)), list(reversed([2, *GOOD[1:]])), list(reversed(["y", *GOOD[1:]]))],
    )
    found = delivered(path)
    assert rows_of(found.good, vault, tmp_path, "bh, xm") == [(1, "张三丰"), (2, "张三丰")]
    assert [(record, reasons) for record, _, reasons in quarantined(found.quarantine, vault, tmp_path)] == [
        (2, [("not-an-integer", "编号")]),
        (4, [("not-an-integer", "编号")]),
    ]
    assert found.left_out == ("说明",)


def test_a_workbook_of_which_no_sheet_fits_is_refused(tmp_path: Path, delivered: Deliver) -> None:
    with pytest.raises(HeaderMismatch, match="lacks the columns 编号; its header is 口径、解释"):
        delivered(book(tmp_path / "a.xlsx", 说明=[["口径", "解释"], ["甲", "乙"]]))


def test_cells_merged_downwards_hold_in_every_row(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in [["片区", "地区", "数量"], ["近郊", "青羊区", 1], [None, "武侯区", 2]]:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    made.save(tmp_path / "a.xlsx")
    [table] = sheets(tmp_path / "a.xlsx")
    assert [record.cells for record in table.records()] == [("近郊", "青羊区", "1"), ("近郊", "武侯区", "2")]


def test_blank_rows_and_sheets_with_one_remark_are_left_out(tmp_path: Path) -> None:
    found = list(
        sheets(book(tmp_path / "a.xlsx", 表=[["名", "数"], [], ["甲", 1], [None, None]], 注=[["空白表示无数据"]]))
    )
    assert [(table.name, len(list(table.records()))) for table in found] == [("表", 1)]


def test_a_workbook_that_cannot_be_opened_is_refused(tmp_path: Path, delivered: Deliver) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(WorkbookDamaged, match="remove its password or save it again"):
        delivered(path)


@pytest.mark.parametrize(("epoch", "day"), [(CALENDAR_WINDOWS_1900, "2025-03-01"), (CALENDAR_MAC_1904, "2029-03-02")])
def test_a_day_without_its_format_is_counted_in_the_calendar_of_its_workbook(
    epoch: datetime, day: str, tmp_path: Path, vault: Vault
) -> None:
    made = openpyxl.Workbook()
    made.epoch = epoch
    for row in (["名称", "登记日期"], ["甲", 45717]):
        made.active.append(row)
    made.save(tmp_path / "a.xlsx")
    found = cast(
        tmp_path / "a.xlsx", [Column("名称", "mc"), Column("登记日期", "rq", ColumnType.DATE)], tmp_path / "w", vault
    )
    assert rows_of(found.good, vault, tmp_path, "rq::VARCHAR") == [(day,)]
