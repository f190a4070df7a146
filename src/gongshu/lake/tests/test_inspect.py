"""What `inspect` says about real files is what is in them."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet
from tests.shared import shared

from gongshu.lake.columns import ColumnType
from gongshu.lake.guess import TESTS, type_of
from gongshu.lake.inspect import Inspection, codes, inspect
from gongshu.lake.sniff import sniff

pytestmark = pytest.mark.pure
READ = (".csv", ".tsv", ".xlsx", ".jsonl")


def truths(side: str) -> dict[str, dict[str, Any]]:
    """Return the ground truth of each file of a folder, with its rows."""
    with shared(f"{side}/MANIFEST.csv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest))
    return {row["file"]: {"rows": row["rows"], **json.loads(row["ground_truth"] or "{}")} for row in rows}


def columns(found: Inspection, table: int = 0) -> dict[str, str]:
    return {name: str(kind) for name, kind in found.tables[table].columns}


def test_every_chinese_table_has_the_rows_of_its_manifest() -> None:
    different = {}
    for name, truth in truths("china_tables").items():
        if Path(name).suffix in READ and truth.get("unit") != "lines":
            table = inspect(shared(f"china_tables/{name}")).tables[0]
            expected = truth["records_incl_header"] - table.preamble_rows - table.header_rows
            if (table.rows, table.rejected) != (expected, 0):
                different[name] = (table.rows, table.rejected, expected)
    assert different == {}


def test_a_table_without_a_header_is_seen_and_a_title_is_not_taken_for_one() -> None:
    ethnic = inspect(shared("china_tables/codes/ethnic_groups_56.csv")).tables[0]
    assert (ethnic.header_rows, ethnic.rows) == (0, 56)
    weather = inspect(shared("china_tables/weather/qweather_city_list.csv")).tables[0]
    assert (weather.preamble_rows, weather.header_rows, weather.columns[0][0]) == (1, 1, "Location_ID")


def test_codes_of_divisions_stay_text_and_coordinates_are_decimals() -> None:
    assert columns(inspect(shared("china_tables/divisions/villages_51_sichuan.csv"))) == dict.fromkeys(
        ["code", "name", "streetCode", "provinceCode", "cityCode", "areaCode"], "text"
    )
    assert columns(inspect(shared("china_tables/divisions/adcodes_latlng.csv"))) == {
        "adcode": "text", "name": "text", "longitude": "decimal", "latitude": "decimal",
    }  # fmt: skip


def test_credit_codes_stay_text_and_days_are_dates() -> None:
    found = columns(inspect(shared("china_tables/enterprises/四川_2013.csv")))
    assert (found["统一社会信用代码"], found["注册日期"], found["注册资金"]) == ("text", "date", "text")


def test_hourly_measurements_get_numbers() -> None:
    found = columns(inspect(shared("china_tables/environment/beijing_pm25_hourly_2010-2011.csv")))
    assert (found["year"], found["pm2.5"], found["cbwd"]) == ("integer", "decimal", "text")


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("金额", ["1,234.50", "-", "3.5万", "35%", "无"], "decimal"),
        ("人数", ["1,234", "暂无", "３万"], "integer"),
        ("人数", ["12", "—"], "integer"),
        ("登记日期", ["2025年3月1日", "二〇二五年三月二日", "20250303", "不详"], "date"),
        ("办理时间", ["2025年3月1日 8时30分", "2025-03-02 09:00"], "datetime"),
        ("月份", ["2025年3月", "2025年4月"], "text"),
        ("序号", ["(1)", "(2)"], "text"),
        ("update_times", ["45717", "-", "45718"], "integer"),
        ("备注", ["无", "-", "不详"], "text"),
        ("金额", ["1,234.50", "约三万"], "text"),
        ("联系电话", ["0818-2345678", "无"], "text"),
    ],
)
def test_a_column_that_people_wrote_gets_its_type_only_if_every_cell_can_be_read(
    name: str, values: list[str], kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([f"名称,{name}", *(f'甲{i},"{value}"' for i, value in enumerate(values * 3))]))
    assert columns(inspect(path))[name] == kind


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        ("enc_gb18030.csv", "gb18030", ","),
        ("enc_utf8_bom.csv", "utf-8-sig", ","),
        ("enc_utf16le_tab.csv", "utf-16", "\t"),
    ],
)
def test_the_same_table_is_found_in_three_encodings(name: str, encoding: str, delimiter: str) -> None:
    found = inspect(shared(f"messy_cn/{name}"))
    expected = json.loads(shared(f"messy_cn/expected/{name}.json").read_text(encoding="utf-8"))
    assert (found.encoding, found.delimiter, found.tables[0].rows, found.tables[0].rejected) == (
        encoding,
        delimiter,
        len(expected),
        0,
    )
    assert list(columns(found)) == list(expected[0])


@pytest.mark.parametrize(
    ("name", "good", "rejected"),
    [
        ("addresses.csv", 300, 0),
        ("dates_mixed.csv", 300, 0),
        ("numbers_mixed.csv", 300, 0),
        ("excel_damaged_ids.csv", 300, 0),
        ("headers_duplicate_blank_newline.csv", 40, 0),
        ("report_multiheader_gbk.csv", 4, 2),  # A total and a footnote
        ("enc_mixed_utf8_gbk_lines.csv", 113, 7),  # Seven lines in GBK
        ("broken_rows.csv", 74, 5),  # Too many, too few (twice), NUL, repeated header
        ("records.jsonl", 164, 36),
        ("csv_named.xls", 30, 0),
    ],
)
def test_chinese_trouble_is_counted(name: str, good: int, rejected: int) -> None:
    table = inspect(shared(f"messy_cn/{name}")).tables[0]
    assert (table.rows, table.rejected) == (good, rejected)


def test_numbers_of_persons_phones_and_cards_stay_text() -> None:
    assert set(columns(inspect(shared("messy_cn/excel_damaged_ids.csv"))).values()) == {"text"}


def test_a_report_with_two_header_rows_gets_the_expected_names() -> None:
    found = inspect(shared("messy_cn/report_multiheader_gbk.csv"))
    expected = json.loads(shared("messy_cn/expected/report_multiheader_gbk.csv.json").read_text(encoding="utf-8"))
    assert list(columns(found)) == list(expected[0])
    assert (found.tables[0].preamble_rows, found.tables[0].header_rows) == (3, 2)


def test_a_workbook_with_three_header_rows_gets_the_expected_names() -> None:
    found = inspect(shared("messy_cn/report_merged_3level.xlsx"))
    expected = json.loads(shared("messy_cn/expected/report_merged_3level.xlsx.json").read_text(encoding="utf-8"))
    assert (list(columns(found)), found.tables[0].rows, found.tables[0].header_rows) == (list(expected[0]), 4, 3)


def test_every_sheet_of_a_workbook_is_a_table() -> None:
    document = inspect(shared("messy_cn/subsidy_by_month.xlsx")).as_json()
    assert [(table["name"], table["rows"], table["encoding"], table["delimiter"]) for table in document["tables"]] == [
        (f"{month}月", 25, None, None) for month in (1, 2, 3, 4)
    ]


def test_an_old_workbook_is_read_with_its_merged_header() -> None:
    found = inspect(shared("messy_cn/ledger_dates.xls"))
    expected = json.loads(shared("messy_cn/expected/ledger_dates.xls.json").read_text(encoding="utf-8"))
    assert (list(columns(found)), found.tables[0].rows) == (list(expected[0]), 60)


def test_the_document_has_the_keys_that_scripts_rely_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,姓名\n001,张三\n002\n", encoding="utf-8")
    document = inspect(path).as_json()
    kept = {key: document[key] for key in ("encoding", "delimiter", "header_rows", "rows", "rejected", "columns")}
    assert kept == {
        "encoding": "utf-8", "delimiter": ",", "header_rows": 1, "rows": 1, "rejected": 1,
        "columns": [
            {"name": "编号", "type": "text", "category": None, "level": "general-1", "confidence": 0.9},
            {"name": "姓名", "type": "text", "category": "person_name", "level": "general-2", "confidence": 0.99},
        ],
    }  # fmt: skip


def test_a_parquet_file_and_json_lines_are_tables_too(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"数量": [1, 2], "日期": ["2024-01-01", None]}), tmp_path / "a.parquet")
    assert columns(inspect(tmp_path / "a.parquet")) == {"数量": "integer", "日期": "date"}


@pytest.mark.parametrize(
    "kind", [pa.timestamp("us"), pa.timestamp("ns"), pa.timestamp("us", "UTC"), pa.timestamp("ns", "Asia/Shanghai")]
)
def test_times_of_a_parquet_file_are_times_with_a_zone_and_without(tmp_path: Path, kind: pa.DataType) -> None:
    moment = datetime(2025, 9, 29, 2, tzinfo=UTC if kind.tz else None)
    parquet.write_table(pa.table({"时间": pa.array([moment], kind)}), tmp_path / "a.parquet")
    assert columns(inspect(tmp_path / "a.parquet")) == {"时间": "datetime"}


def test_a_sheet_without_a_table_is_told_in_its_place(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    book.add_worksheet("空表")
    book.add_worksheet("数据").write_row(0, 0, ["名称", "数量"])
    book.add_worksheet("说明").write(0, 0, "本表每月更新")
    book.close()
    found = [
        (table["name"], table["rows"], table["columns"]) for table in inspect(tmp_path / "a.xlsx").as_json()["tables"]
    ]
    assert [name for name, _, _ in found] == ["空表", "数据", "说明"]
    assert found[0] == ("空表", 0, [])


def test_quoted_line_ends_and_blank_lines_do_not_disturb_the_count(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('甲,乙\n"a\nb",1\n\nc,2\n\n\nd,3\n', encoding="utf-8")
    assert inspect(path).tables[0].rows == 3


def test_quotes_behind_a_blank_are_quotes(tmp_path: Path) -> None:
    path = tmp_path / "spaced.csv"
    path.write_text('编号, "地址", "说明"\n1, "通川区, 朝阳路", "两行\n文字"\n2, "达川区", ""\n', encoding="utf-8")
    found = inspect(path)
    assert columns(found) == {"编号": "text", "地址": "text", "说明": "text"}
    assert (found.tables[0].rows, found.tables[0].rejected) == (2, 0)


def test_a_quoted_cell_that_begins_with_a_blank_and_a_quote_keeps_both(tmp_path: Path) -> None:
    path = tmp_path / "quoted.csv"
    path.write_text('甲,乙,丙\n" ",0," """\n', encoding="utf-8")
    assert sniff(path).spaced is False


def test_a_workbook_made_by_a_program_shows_its_formula_rows(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("表")
    for i, row in enumerate([("名称", "数量"), ("甲", 1), ("乙", 2)]):
        sheet.write_row(i, 0, row)
    book.close()
    assert inspect(tmp_path / "a.xlsx").tables[0].columns == (("名称", ColumnType.TEXT), ("数量", ColumnType.INTEGER))


def seen(filled: int = 3, **more: int) -> dict[str, int]:
    return {**dict.fromkeys(TESTS, 0), "filled": filled, **more}


@pytest.mark.parametrize(
    ("name", "figures", "kind"),
    [
        ("备注", seen(0), "text"),
        ("数量", seen(integer=3, decimal=3, longest=4, shortest=1), "integer"),
        ("数量", seen(integer=3, decimal=3, longest=18, shortest=18), "text"),
        ("数量", seen(integer=3, decimal=3, zeros=1, longest=3, shortest=3), "text"),
        ("联系", seen(integer=3, decimal=3, longest=11, shortest=11), "text"),
        ("区划代码", seen(integer=3, decimal=3, longest=6, shortest=6), "text"),
        ("金额", seen(decimal=3, integer=1), "decimal"),
        ("成立日期", seen(integer=3, decimal=3, named_dates=3, longest=8, shortest=8), "date"),
        ("成立日期", seen(named_dates=3), "date"),
        ("版本", seen(named_dates=3), "text"),
        ("线路号", seen(integer=3, decimal=3, longest=2, shortest=1), "text"),
        ("行政区划", seen(integer=3, decimal=3, longest=6, shortest=6), "text"),
        ("序号", seen(integer=3, decimal=3, longest=2, shortest=1), "integer"),
        ("数量", seen(integer=3, decimal=3, named_dates=3, longest=8, shortest=8), "integer"),
        ("时间", seen(date=1, datetime=3), "datetime"),
        ("有效", seen(boolean=3), "boolean"),
        ("手机号", seen(decimal=3), "text"),
        ("名称", seen(integer=2, decimal=2), "text"),
    ],
)
def test_a_column_gets_the_narrowest_type_that_loses_nothing(name: str, figures: dict[str, int], kind: str) -> None:
    assert type_of(name, figures) == kind


def test_codes_of_columns_are_usable_and_different() -> None:
    assert codes([("企业数(个)", ColumnType.TEXT), ("—", ColumnType.TEXT), ("企业数 个", ColumnType.TEXT)]) == [
        "企业数_个",
        "c2",
        "企业数_个_2",
    ]


def test_the_columns_of_a_very_wide_table_are_judged_in_parts_with_the_same_answer(tmp_path: Path) -> None:
    kinds = ("text", "integer", "decimal", "date")
    cells = {"text": "甲", "integer": "7", "decimal": "1.5", "date": "2025-03-01"}
    header = [f"列{i}{kinds[i % 4]}" for i in range(130)]
    lines = [",".join(header), ",".join(cells[kinds[i % 4]] for i in range(130)), "短行,1"]
    file = tmp_path / "wide.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = inspect(file)
    assert (found.tables[0].rows, found.tables[0].rejected) == (1, 1)
    assert columns(found) == {name: kinds[i % 4] for i, name in enumerate(header)}
