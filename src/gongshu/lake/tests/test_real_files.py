"""Real tables of Chinese bodies are delivered whole: what is read is accepted or set aside, never lost."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.shared import SHARED, shared

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.errors import FileRefused
from gongshu.lake.inspect import inspect
from gongshu.lake.keys import Vault
from gongshu.lake.tests.reading import quarantined, rows_of

pytestmark = pytest.mark.pure

TABLES = [
    "addresses/addr_a.csv", "budget/tw2015ap.csv", "covid/ChinaAreaCode.csv", "divisions/areas.csv", "divisions/villages_51_sichuan.csv",
    "enterprises/四川_2013.csv", "environment/beijing_pm25_hourly_2010-2011.csv", "gb2260/stats_201810.tsv", "health/fever_clinic_hospitals.csv",
    "weather/qweather_city_list.csv",
]  # fmt: skip

# What these hold is known, and is not what the list counts: it takes every first line for a header, and members of an object for rows.
OTHERWISE = {
    "china_tables/calendar/holiday_2023.json": 34, "china_tables/calendar/holiday_2024.json": 36, "china_tables/calendar/holiday_2025.json": 33,
    "china_tables/calendar/holiday_2026.json": 39,
    "messy/csv_wrangling/JeannieProperties.csv": 11,  # A quote that is never closed: each line of it is a record.
    "messy/csv_wrangling/linodef_bueditor_button.csv": 1,  # Quotes escaped by a backslash
}  # fmt: skip
REFUSED = {
    "EncodingUnknown": [f"messy/csv_wrangling/{name}.csv" for name in ("2_18-05-2011-17-21-59_0", "ABCAUS2011", "Blizak_2010", "Parsed", "Speaking_Tool", "alfa_example", "cliente", "load_fund_structure_data", "one-line-with-accents", "stringtable")]
    + ["messy/frictionless/latin1.csv", "messy/xlrd/biff4_no_format_no_window2.xls"],
    "FileEmpty": ["messy/frictionless/empty.csv"],
    "FormatUnknown": ["messy/frictionless/schema-invalid-empty.json", "messy/frictionless/schema-invalid-wrong-type.json"],
}  # fmt: skip
REASON = {name: reason for reason, names in REFUSED.items() for name in names}


def listed() -> list[Any]:
    found = []
    for folder in ("messy", "messy_cn", "china_tables"):
        if (SHARED / folder / "MANIFEST.csv").is_file():
            with (SHARED / folder / "MANIFEST.csv").open(encoding="utf-8-sig") as source:
                rows = [row for row in csv.DictReader(source) if not row["file"].startswith("expected/")]
            found += [pytest.param(f"{folder}/{row['file']}", row, id=f"{folder}/{row['file']}") for row in rows]
    return found


@pytest.mark.parametrize(("name", "row"), listed() or [("messy/MANIFEST.csv", {})])
def test_every_record_of_a_listed_file_is_told_or_the_file_is_refused_with_its_reason(
    name: str, row: dict[str, str]
) -> None:
    path = shared(name)
    if name in REASON:
        with pytest.raises(FileRefused) as refused:
            inspect(path)
        assert type(refused.value).__name__ == REASON[name]
        return
    found = inspect(path)
    truth = json.loads(row["ground_truth"] or "{}")
    table = found.tables[0]
    records = table.rows + table.rejected
    assert sum(rows for rows, _ in table.reasons.values()) == table.rejected
    if name in OTHERWISE:
        assert records == OTHERWISE[name]
    elif "records_incl_header" in truth:
        assert records + table.header_rows + table.preamble_rows == truth["records_incl_header"]
    elif str(found.format) == "json" and ("keys" in truth or "array" in truth):
        assert records + table.header_rows == int(row["rows"])


@pytest.mark.parametrize("name", TABLES)
def test_what_inspection_finds_is_what_delivery_accepts(name: str, tmp_path: Path, vault: Vault) -> None:
    path = shared(f"china_tables/{name}")
    table = inspect(path).tables[0]
    found = cast(path, table.as_columns(), tmp_path, vault)
    assert (found.rows_accepted, found.rows_rejected) == (table.rows, 0)
    assert (found.missing, found.unknown) == ((), ())


def test_an_enterprise_keeps_every_character_of_its_row(tmp_path: Path, vault: Vault) -> None:
    columns = [
        Column("企业名称", "qymc", required=True),
        Column("统一社会信用代码", "uscc", key=True),
        Column("注册日期", "zcrq", ColumnType.DATE),
    ]
    found = cast(shared("china_tables/enterprises/四川_2013.csv"), columns, tmp_path, vault, unique=True)
    assert rows_of(found.good, vault, tmp_path, "qymc, uscc, zcrq::VARCHAR")[0] == (
        "仪陇县龙翔广播电视文化传媒有限公司",
        "91511324060308525R",
        "2013-01-04",
    )
    assert found.rows_accepted == 5000


@pytest.mark.parametrize("name", ["enc_gb18030.csv", "enc_utf8_bom.csv", "enc_utf16le_tab.csv"])
def test_every_cell_is_as_expected_in_every_encoding(name: str, tmp_path: Path, vault: Vault) -> None:
    expected = json.loads(shared(f"messy_cn/expected/{name}.json").read_text(encoding="utf-8"))
    columns = [Column(title, f"c{i}") for i, title in enumerate(expected[0])]
    found = cast(shared(f"messy_cn/{name}"), columns, tmp_path, vault)
    rows = [tuple(value or "" for value in row) for row in rows_of(found.good, vault, tmp_path)]
    assert [row[: len(columns)] for row in rows] == [tuple(row.values()) for row in expected]


def test_ids_that_a_spreadsheet_damaged_are_set_aside_and_no_others(tmp_path: Path, vault: Vault) -> None:
    expected = json.loads(shared("messy_cn/expected/excel_damaged_ids.csv.json").read_text(encoding="utf-8"))
    columns = [Column("身份证号", "sfzh"), Column("手机号", "sjh"), Column("银行卡号", "yhkh")]
    found = cast(shared("messy_cn/excel_damaged_ids.csv"), columns, tmp_path, vault)
    bad = {
        record: {column for code, column in reasons if code == "damaged-number"}
        for record, _, reasons in quarantined(found.quarantine, vault, tmp_path)
    }
    damaged = {
        row["row"]: {column for column, state in (("身份证号", "id_state"), ("手机号", "phone_state"), ("银行卡号", "card_state")) if row[state] in ("scientific", "15_digits_kept")}
        for row in expected
    }  # fmt: skip
    assert {record: columns for record, columns in bad.items() if columns} == {
        record: columns for record, columns in damaged.items() if columns
    }


def test_lines_in_gbk_within_a_utf8_file_are_named_by_their_number(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "with_header.csv"
    path.write_bytes("序号,姓名,单位\n".encode() + shared("messy_cn/enc_mixed_utf8_gbk_lines.csv").read_bytes())
    found = cast(path, [Column("序号", "xh"), Column("姓名", "xm"), Column("单位", "dw")], tmp_path / "work", vault)
    assert [record for record, _, _ in quarantined(found.quarantine, vault, tmp_path)] == [6, 23, 40, 57, 74, 91, 108]


def test_days_are_read_in_every_notation_and_impossible_ones_are_set_aside(tmp_path: Path, vault: Vault) -> None:
    expected = json.loads(shared("messy_cn/expected/dates_mixed.csv.json").read_text(encoding="utf-8"))
    found = cast(shared("messy_cn/dates_mixed.csv"), [Column("登记日期", "rq", ColumnType.DATE)], tmp_path, vault)
    set_aside = {record for record, _, _ in quarantined(found.quarantine, vault, tmp_path)}
    assert set_aside == {
        i for i, row in enumerate(expected, 1) if not row["iso"] and row["written"] not in ("", "不详")
    }
    accepted = [row["iso"] for i, row in enumerate(expected, 1) if i not in set_aside]
    assert [row[0] for row in rows_of(found.good, vault, tmp_path, "rq::VARCHAR")] == accepted


def test_amounts_are_read_in_every_notation_and_words_for_nothing_are_none(tmp_path: Path, vault: Vault) -> None:
    expected = json.loads(shared("messy_cn/expected/numbers_mixed.csv.json").read_text(encoding="utf-8"))
    columns = [Column("金额", "je", ColumnType.DECIMAL, scale=4)]
    found = cast(shared("messy_cn/numbers_mixed.csv"), columns, tmp_path, vault)
    assert found.rows_rejected == 0
    read = [row[0] for row in rows_of(found.good, vault, tmp_path, "je")]
    assert read == [None if row["value"] is None else Decimal(str(row["value"])) for row in expected]
