"""What lies in an archive is looked at member by member."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from tests.shared import shared

from gongshu.lake.archive import table_in
from gongshu.lake.errors import FormatUnknown, ZipBomb
from gongshu.lake.inspect import inspect

pytestmark = pytest.mark.pure
TABLE = "编号,名称\n001,东门公厕\n002,西门公厕\n"


def packed(path: Path, **members: bytes | str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_every_table_of_an_archive_has_its_own_encoding_and_delimiter(tmp_path: Path) -> None:
    members = {"甲.csv": TABLE.encode("gb18030"), "下/乙.tsv": TABLE.replace(",", "\t")}
    found = inspect(packed(tmp_path / "a.zip", **members)).as_json()
    assert [(one["name"], one["encoding"], one["delimiter"], one["rows"]) for one in found["tables"]] == [
        ("甲.csv", "gb18030", ",", 2),
        ("下/乙.tsv", "utf-8", "\t", 2),
    ]
    assert (found["format"], found["encoding"], found["delimiter"], found["left_out"]) == ("archive", None, None, [])


def test_names_in_gbk_are_read_as_their_author_wrote_them() -> None:
    found = inspect(shared("messy_cn/gbk_names.zip"))
    assert [one.name for one in found.tables] == ["企业名录.csv", "说明.txt"]


def test_sheets_of_a_workbook_in_an_archive_bear_its_name(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        for row, cells in enumerate([["编号", "数量"], ["001", 1], ["002", 2]]):
            for title in ("一",):
                sheet = book.get_worksheet_by_name(title) or book.add_worksheet(title)
                sheet.write_row(row, 0, cells)
    found = inspect(packed(tmp_path / "a.zip", **{"b.xlsx": (tmp_path / "b.xlsx").read_bytes()}))
    assert [(one.name, one.rows) for one in found.tables] == [("b.xlsx/一", 2)]


def test_a_member_that_is_no_table_is_named_with_the_reason_and_hides_none(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", **{"a.csv": TABLE}).read_bytes()
    members = {"scan.pdf": b"%PDF-1.7", "inner.zip": inner, "empty.csv": b"", "a.csv": TABLE, "__MACOSX/a.csv": b"x"}
    found = inspect(packed(tmp_path / "a.zip", **members))
    assert [one.name for one in found.tables] == ["a.csv"]
    assert [name for name, _ in found.left_out] == ["scan.pdf", "inner.zip", "empty.csv"]
    assert "unpack it" in dict(found.left_out)["inner.zip"]["en"]


def test_a_member_that_points_out_of_the_archive_is_written_nowhere_else(tmp_path: Path) -> None:
    found = inspect(packed(tmp_path / "a.zip", **{"../../evil.csv": TABLE, "..\\evil2.csv": TABLE}))
    assert [one.rows for one in found.tables] == [2, 2]
    assert not list(tmp_path.parent.glob("evil*"))


def test_an_archive_that_would_fill_the_disk_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as out:
        for _ in range(100):
            out.write(b"0" * (1 << 20))
    with pytest.raises(ZipBomb, match="it was not opened"):
        inspect(path)


def test_an_archive_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatUnknown, match="without any file"):
        inspect(packed(tmp_path / "a.zip"))


def test_a_damaged_or_encrypted_member_is_left_out(tmp_path: Path) -> None:
    content = bytearray(packed(tmp_path / "a.zip", **{"a.csv": TABLE * 50, "b.csv": TABLE}).read_bytes())
    content[40] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(content)
    left_out = inspect(tmp_path / "a.zip").left_out
    assert [name for name, _ in left_out] == ["a.csv"]
    assert "cannot be unpacked" in left_out[0][1]["en"]
    assert "不能解压" in left_out[0][1]["zh"]


@pytest.mark.parametrize("beside", [{}, {"说明.txt": "口径", "照片.png": b"\x89PNG", "__MACOSX/._a.csv": b"x"}])
def test_the_one_table_of_an_archive_is_read_where_no_name_leads_to_it(
    beside: dict[str, bytes | str], tmp_path: Path
) -> None:
    with table_in(packed(tmp_path / "a.zip", **beside, **{"下/企业名录.csv": TABLE})) as table:
        assert (table.name, table.read_text(encoding="utf-8")) == ("企业名录.csv", TABLE)
        assert "deleted" in str(table.resolve())
    assert not table.exists()


def test_a_file_that_is_no_archive_is_itself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    with table_in(tmp_path / "a.csv") as table:
        assert table == tmp_path / "a.csv"


def test_a_text_is_the_table_where_there_is_no_other_and_its_name_may_be_of_any_length(tmp_path: Path) -> None:
    with table_in(packed(tmp_path / "a.zip", **{"长" * 300 + "\n.txt": TABLE, "扫描.pdf": b"%PDF"})) as table:
        assert table.read_text(encoding="utf-8") == TABLE
        assert table.suffix == ".txt"


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"甲.csv": TABLE, "乙.xlsx": b"PK"}, "holds 2 tables (甲.csv、乙.xlsx); deliver each alone"),
        ({"扫描.pdf": b"%PDF"}, "holds no table (扫描.pdf); pack a CSV"),
    ],
)
def test_an_archive_without_a_table_or_with_several_is_refused_with_their_names(
    members: dict[str, bytes | str], why: str, tmp_path: Path
) -> None:
    with pytest.raises(FormatUnknown) as told, table_in(packed(tmp_path / "a.zip", **members)):
        pass
    assert why in str(told.value)
