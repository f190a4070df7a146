"""Web pages and XML workbooks that bear the name of a workbook."""

from pathlib import Path

import pytest

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.errors import FormatUnknown
from gongshu.lake.inspect import inspect
from gongshu.lake.keys import Vault
from gongshu.lake.markup import tables_of
from gongshu.lake.tests.reading import rows_of

pytestmark = pytest.mark.pure
PAGE = (
    "<html><meta charset=gb2312><body><table><tr><td>"
    "<table><caption>名录</caption><tr><th>名称<th>数量</tr><tr><td>达州一中</td><td>12</td></tr>"
    "<tr><td>渠县<br>中学</td><td>７</td></tr></table></td></tr></table></body></html>"
)
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="台账"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">登记台账</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">名称</Data></Cell><Cell><Data ss:Type="String">日期</Data></Cell><Cell><Data ss:Type="String">证号</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">甲</Data></Cell><Cell><Data ss:Type="DateTime">2025-03-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">511702199001011234</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="DateTime">2025-03-02T00:00:00.000</Data></Cell><Cell><Data ss:Type="String">5117</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def grid(path: Path, text: str, encoding: str = "utf-8") -> list[list[str]]:
    path.write_bytes(text.encode(encoding))
    (_, sheet), *_ = tables_of(path)
    assert sheet is not None
    return sheet.rows


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_the_innermost_table_of_a_page_is_read_whatever_the_page_says_of_its_encoding(
    encoding: str, tmp_path: Path
) -> None:
    (tmp_path / "a.xls").write_bytes(PAGE.encode(encoding))
    found = inspect(tmp_path / "a.xls")
    assert [(one.name, one.rows, one.columns[0][0]) for one in found.tables] == [("名录", 2, "名称")]
    assert str(found.format) == "html"


def test_a_cell_over_several_rows_stands_in_each_of_them_and_one_over_columns_in_the_first(tmp_path: Path) -> None:
    text = "<table><tr><th rowspan=2>地区<th colspan=2>2024年<tr><th>户数<th>人数<tr><td>通川<td>1<td>2</table>"
    assert grid(tmp_path / "a.html", text) == [["地区", "2024年", ""], ["地区", "户数", "人数"], ["通川", "1", "2"]]


def test_an_xml_workbook_is_read_with_its_days_and_the_digits_it_lost(tmp_path: Path) -> None:
    assert grid(tmp_path / "a.xls", XML)[2:] == [
        ["甲", "2025-03-01", "5.11702199001011E+17"],
        ["甲", "2025-03-02", "5117"],
    ]
    table = inspect(tmp_path / "a.xls").tables[0]
    assert (table.name, table.preamble_rows, table.header_rows, table.rows) == ("台账", 1, 1, 2)


def test_a_table_of_a_page_is_delivered(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(PAGE.replace("７", "7").encode("gb18030"))
    found = cast(
        path, [Column("名称", "mc", key=True), Column("数量", "sl", ColumnType.INTEGER)], tmp_path / "w", vault
    )
    assert rows_of(found.good, vault, tmp_path, "mc, sl") == [("达州一中", 12), ("渠县中学", 7)]


@pytest.mark.parametrize("text", ["<html><p>维护中</p></html>", "<?xml version='1.0'?><a><b>1</b></a>"])
def test_markup_without_a_table_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(text, encoding="utf-8")
    with pytest.raises(FormatUnknown, match=r"without a table .*; deliver"):
        inspect(tmp_path / "a.xls")


def test_an_entity_of_an_xml_workbook_reads_no_file(tmp_path: Path) -> None:
    text = XML.replace("<?mso", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><?mso').replace("5117<", "&e;<")
    assert "root:" not in str(grid(tmp_path / "a.xls", text))


def test_cells_that_claim_to_cover_millions_do_not_fill_the_memory(tmp_path: Path) -> None:
    bold = "<td colspan=1000 rowspan=1000>甲" * 50
    rows = grid(tmp_path / "a.html", f"<table><tr>{bold}<tr><td>乙<td>丙</table>")
    assert (len(rows), "丙" in rows[1]) == (2, True)
    far = XML.replace('ss:Index="2"', 'ss:Index="900000000"')
    assert len(grid(tmp_path / "a.xls", far)[0]) < 2000
