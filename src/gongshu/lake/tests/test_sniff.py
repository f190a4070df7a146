"""What a file is, and which files are refused before anything of them is kept."""

import os
import zipfile
from pathlib import Path

import pytest

from gongshu.lake import sniff as module
from gongshu.lake.errors import EncodingUnknown, FileChanged, FileEmpty, FormatUnknown, LineTooLong, ZipBomb
from gongshu.lake.prescan import LINE_LIMIT, Identity, digest_of, scan
from gongshu.lake.sniff import Format, sniff

pytestmark = pytest.mark.pure


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_that_makes_records_alike(mark: str, tmp_path: Path) -> None:
    text = "\n".join(mark.join(row) for row in [("编号", "住址"), ("1", '"通川区,达川区;一|二"'), ("2", "渠县")])
    assert sniff(write(tmp_path / "a.txt", text)).delimiter == mark


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("ascii", "utf-8"),
    ],
)
def test_the_encoding_is_named(encoding: str, name: str, tmp_path: Path) -> None:
    text = "a,b\n1,x\n" if encoding == "ascii" else "编号,姓名\n1,张三\n"
    assert sniff(write(tmp_path / "a.csv", text.encode(encoding))).encoding == name


def test_the_encoding_is_found_far_behind_the_first_block(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"a,b\n" + b"1,2\n" * 600_000 + "3,达州\n4,巴中\n".encode("gb18030"))
    assert sniff(path).encoding == "gb18030"


def test_text_in_neither_encoding_is_refused_with_its_bytes(tmp_path: Path) -> None:
    with pytest.raises(EncodingUnknown, match=r"neither UTF-8 nor GB18030 .*ff fe fd"):
        sniff(write(tmp_path / "a.csv", b"a,b\n" + b"\xff\xfe\xfd,\x80\x80\n" * 50))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileEmpty, match="0 bytes"):
        sniff(write(tmp_path / "a.csv", ""))


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"%PDF-1.7", "PDF"), (b"\x1f\x8b\x08", "gzip"), (b"\x89PNG\r\n", "image"), (b"SQLite format 3", "SQLite")],
)  # fmt: skip
def test_foreign_formats_are_named_and_refused(content: bytes, what: str, tmp_path: Path) -> None:
    with pytest.raises(FormatUnknown, match=f"{what}.*deliver CSV, TSV, XLSX, Parquet or JSON"):
        sniff(write(tmp_path / "a.xls", content))


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "a,b\n")
    with pytest.raises(FormatUnknown, match="without a workbook; unpack it"):
        sniff(tmp_path / "a.zip")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatUnknown, match="damaged"):
        sniff(write(tmp_path / "a.xlsx", b"PK\x03\x04" + b"x" * 100))


def test_a_zip_bomb_is_refused_without_being_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(100):
                sheet.write(b" " * (1 << 20))
    with pytest.raises(ZipBomb, match=r"would unpack to 1048.*it was not opened"):
        sniff(path)


def test_json_lines_are_recognised_by_content_or_by_name(tmp_path: Path) -> None:
    assert sniff(write(tmp_path / "a.txt", '{"a": 1}\n')).format is Format.JSONL
    assert sniff(write(tmp_path / "b.jsonl", "{broken\n")).format is Format.JSONL


def test_a_line_of_two_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as out:
        out.write(b"a,b\n1,2\n")
        os.truncate(out.fileno(), 2 << 30)  # A sparse file: the rest is one line of zeros.
    read: list[int] = []
    with pytest.raises(LineTooLong, match=f"more than {LINE_LIMIT} bytes after line 2"):
        scan(path, progress=lambda done, size: read.append(done))
    assert max(read) <= LINE_LIMIT + (1 << 20)


def test_a_line_just_within_the_limit_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"a\n" + b"x" * (LINE_LIMIT - 1) + b"\nb\n")
    assert scan(path).lines == 3


def test_a_long_line_that_ends_within_a_block_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(LineTooLong):
        scan(write(tmp_path / "a.csv", b"a\n" + b"x" * (LINE_LIMIT + 1) + b"\nb\n"))


def test_a_scan_counts_what_the_readers_need(tmp_path: Path) -> None:
    found = scan(write(tmp_path / "a.csv", b'a,b\r\n"1",2\r\n\0,x'))
    assert (found.newlines, found.carriage_returns, found.quotes, found.nul, found.ends_open, found.lines) == (
        2,
        2,
        True,
        True,
        True,
        3,
    )


def test_new_content_of_the_same_size_with_its_time_set_back_is_a_change(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b\n1,2\n")
    found = scan(path)
    write(path, "a,b\n1,3\n")
    os.utime(path, ns=(found.identity.modified, found.identity.modified))
    with pytest.raises(FileChanged, match="8 bytes before, 8 now"):
        found.assert_unchanged()


def test_a_new_mode_is_no_change(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b\n1,2\n")
    found = scan(path)
    path.chmod(0o600)
    assert Identity.of(path) != found.identity
    found.assert_unchanged()
    assert found.digest == digest_of(path)


def test_the_limit_of_expansion_holds_for_large_workbooks_of_any_ratio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EXPANDED", 10)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook></workbook>")
    with pytest.raises(ZipBomb):
        sniff(tmp_path / "a.xlsx")


def test_a_sample_that_ends_within_a_quoted_cell_does_not_mislead(tmp_path: Path) -> None:
    long_cell = '"' + "甲;乙\n" * 40_000 + '"'
    found = sniff(write(tmp_path / "a.csv", f"编号,说明,数量\n1,短,2\n2,短,3\n3,短,4\n4,{long_cell},5\n"))
    assert (found.delimiter, found.names) == (",", ("编号", "说明", "数量"))


def test_the_last_line_of_a_small_file_counts_even_without_a_line_end(tmp_path: Path) -> None:
    assert sniff(write(tmp_path / "a.csv", "编号,名称\n1,甲")).names == ("编号", "名称")


@pytest.mark.parametrize(
    "text", ['[{"a": 1},\n {"a": 2}]\n', '{\n "a": 1\n}\n', "[[1, 2], [3, 4]]", '{"rows": [{"a": 1}]}', "[]", "{}"]
)
def test_json_that_is_not_one_object_a_line_is_one_document(text: str, tmp_path: Path) -> None:
    assert sniff(write(tmp_path / "a.txt", text)).format is Format.JSON


def test_a_broken_first_line_does_not_make_json_lines_a_table(tmp_path: Path) -> None:
    assert sniff(write(tmp_path / "a.txt", '{broken\n{"a": 1}\n')).format is Format.JSONL


@pytest.mark.parametrize("content", [b"\n\n  \n", b"\xef\xbb\xbf", b"\r\n"])
def test_a_file_of_blank_lines_is_refused_as_empty(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(FileEmpty, match="blank lines only"):
        sniff(write(tmp_path / "a.csv", content))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_nul_bytes(encoding: str, tmp_path: Path) -> None:
    found = sniff(
        write(tmp_path / "a.csv", "编号,名称,区\n001,东门公厕,宣汉县\n002,西门公厕,开江县\n".encode(encoding))
    )
    assert (found.encoding, found.names) == (encoding, ("编号", "名称", "区"))


def test_big5_is_not_read_as_rare_characters_of_gb18030(tmp_path: Path) -> None:
    text = "統一編號,公司名稱,地址\n0012345,臺灣電腦股份有限公司,臺北市信義區\n0022345,國際開發有限公司,高雄市鹽埕區\n"
    found = sniff(write(tmp_path / "a.csv", text.encode("big5")))
    assert (found.encoding, found.names) == ("big5", ("統一編號", "公司名稱", "地址"))


def test_rare_names_in_gb18030_are_not_taken_for_big5(tmp_path: Path) -> None:
    text = "编号,姓名\n1,㙍䶮\n2,龑翾\n3,昉喆\n4,堃燚\n5,臺灣國際\n"
    assert sniff(write(tmp_path / "a.csv", text.encode("gb18030"))).encoding == "gb18030"
