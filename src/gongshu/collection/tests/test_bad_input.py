"""Files as they should not be: each is refused or set aside with a reason, and nothing of it becomes visible."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from openpyxl import Workbook

from gongshu.collection import services
from gongshu.collection.errors import DeliveryRefused
from gongshu.collection.models import Delivery
from gongshu.collection.tests.stage import HEADER, NOW, line, table


@pytest.fixture
def refused(entry, huang, node):
    """Deliver a file that must be refused and return what the person is told."""

    def run(path, **more):
        with pytest.raises(DeliveryRefused) as told:
            services.deliver(entry.number, path, actor=huang, now=NOW, **more)
        assert Delivery.objects.get().state == "failed"
        assert entry.resources.get().snapshot is None
        assert list((node.lake / "data").glob("*/*")) == []
        assert told.value.remedy["zh"]
        return told.value

    return run


def test_gb18030_is_read_as_well_as_utf_8(deliver):
    delivery = deliver(table(5, person="李").encode("gb18030"))
    assert (delivery.encoding, delivery.rows_accepted, delivery.rows_rejected) == ("gb18030", 5, 0)


def test_a_row_with_bytes_of_another_encoding_is_set_aside(deliver):
    text = table(60).encode() + b"5117020010999,1,2025-09-01,\xb0\xa1\xff\xfe\n"
    delivery = deliver(text)
    assert (delivery.rows_accepted, delivery.findings[0]["code"], delivery.findings[0]["records"]) == (
        60,
        "encoding-error",
        [61],
    )


def test_ragged_rows_are_set_aside_and_the_others_kept(deliver):
    delivery = deliver(table(60) + "5117020010999,1\n" + "5117020010998,1,2025-09-01,x,y,z\n")
    assert {each["code"]: each["records"] for each in delivery.findings} == {"ragged-row": [61], "too-many-cells": [62]}
    assert delivery.rows_accepted == 60


def test_the_table_in_an_archive_is_delivered_and_its_bad_rows_keep_its_header(deliver):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("导出/登记.csv", table(40, bad=1).encode("gb18030"))
        archive.writestr("说明.txt", "口径")
    delivery = deliver(packed.getvalue(), name="登记.zip")
    assert (delivery.file_name, delivery.encoding, delivery.rows_accepted, delivery.rows_rejected) == (
        "登记.zip", "gb18030", 40, 1,
    )  # fmt: skip
    assert delivery.header["names"] == HEADER.strip().split(",")


def test_a_zip_bomb_is_refused_unopened(refused, tmp_path):
    bomb = tmp_path / "炸弹.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (200 << 20))
    told = refused(bomb)
    assert "字节，解压后将有 209715211 字节（上限" in told.because["zh"]
    assert told.remedy["zh"] == "请删除无用的行和格式，或者改为投送 CSV"


def test_a_formula_without_a_value_is_set_aside(deliver, entry, huang, tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(HEADER.strip().split(","))
    for i in range(40):
        sheet.append([f"51170200{i:04d}", 1.5, "2025-09-01", ""])
    sheet.append(["511702009999", "=1+1", "2025-09-01", ""])
    book.save(tmp_path / "公式.xlsx")
    delivery = services.deliver(entry.number, tmp_path / "公式.xlsx", actor=huang, now=NOW)
    assert (delivery.rows_accepted, [each["code"] for each in delivery.findings]) == (40, ["formula-cell"])


def test_a_line_of_two_gigabytes_is_refused_without_being_held_in_memory(refused, tmp_path):
    path = tmp_path / "一行.csv"
    path.write_text(HEADER)
    os.truncate(path, 2 << 30)  # a sparse file: two gigabytes without a line end
    assert "一行.csv 第 1 行之后有一行超过 2000000 字节" in refused(path).because["zh"]


def test_a_file_that_changes_while_it_is_read_is_refused(refused, file):
    path = file(HEADER + "".join(line(i) for i in range(60_000)))

    def change(done: int, total: int) -> None:
        if path.stat().st_size == total:
            with path.open("a") as out:
                out.write(line(999_999))

    told = refused(path, progress=change)
    assert "登记.csv 在读取过程中发生了变化" in told.because["zh"]


def test_a_file_without_the_key_column_is_refused_and_shows_its_header(refused, file):
    told = refused(file("面积,登记日期\n1,2025-09-01\n"))
    assert "its header is 面积、登记日期" in told.because["en"]
    assert "文件的表头为 面积、登记日期" in told.because["zh"]


def test_a_file_of_another_format_is_named(refused, file):
    assert "is a PDF document" in refused(file(b"%PDF-1.7 ...", "目录.pdf")).because["en"]


def test_the_refusal_stays_on_record_with_its_remedy(refused, file):
    refused(file(""))
    assert Delivery.objects.get().error["remedy_zh"] == "请投送带表头且至少有一条记录的文件"
