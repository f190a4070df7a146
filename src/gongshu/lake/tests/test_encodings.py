"""Text comes out of every encoding as it went in, and nothing undecodable disappears."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.lake.encodings import ON_ERROR, decoded, encoding_of, utf8_pipe
from gongshu.lake.errors import EncodingUnknown
from gongshu.lake.prescan import BLOCK, SAMPLE, scan

pytestmark = pytest.mark.pure


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def through_pipe(path: Path, encoding: str) -> bytes:
    with utf8_pipe(path, encoding) as pipe, open(pipe, "rb") as source:
        return source.read()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-be"])
def test_text_comes_out_of_the_pipe_as_it_went_in(encoding: str, tmp_path: Path) -> None:
    text = "编号,姓名\n" + "1,谢𬀩\n" * 5
    assert through_pipe(write(tmp_path / "a.csv", text.encode(encoding)), encoding).decode() == text


def test_a_character_that_two_blocks_share_is_not_torn(tmp_path: Path) -> None:
    text = "a" + "达州" * (BLOCK // 4 + 10)  # Two bytes a character, so that a block ends within one.
    assert through_pipe(write(tmp_path / "a.csv", text.encode("gb18030")), "gb18030").decode() == text


def test_bytes_that_fit_no_character_stay_readable(tmp_path: Path) -> None:
    assert through_pipe(write(tmp_path / "a.csv", b"a\xff\xffb"), "gb18030").decode() == "a�\\xff�\\xffb"


def test_a_cut_character_at_the_end_is_kept_as_bytes(tmp_path: Path) -> None:
    assert through_pipe(write(tmp_path / "a.csv", "达".encode("gb18030")[:1]), "gb18030").decode() == "�\\xb4"


def test_a_reader_that_stops_early_ends_the_pipe(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "达州\n".encode("gb18030") * 500_000)
    with utf8_pipe(path, "gb18030") as pipe:
        handle = os.open(pipe, os.O_RDONLY)
        first = os.read(handle, 10)
        os.close(handle)
    assert first.decode() == "达州\n达"


def test_progress_counts_the_bytes_of_the_file_and_not_of_the_text(tmp_path: Path) -> None:
    path, seen = write(tmp_path / "a.csv", "达州\n".encode("gb18030") * 1000), []
    with utf8_pipe(path, "gb18030", lambda done, size: seen.append((done, size))) as pipe, open(pipe, "rb") as source:
        source.read()
    assert seen == [(5000, 5000)]


def restored(text: str) -> bytes:
    """Return the bytes that a text decoded by the lake was made of."""
    parts = re.split(r"�((?:\\x[0-9a-f]{2})+)", text)
    return b"".join(bytes.fromhex(part.replace("\\x", "")) if i % 2 else part.encode() for i, part in enumerate(parts))


@given(st.binary(max_size=200).filter(lambda content: b"\\x" not in content and b"\xef\xbf\xbd" not in content))
def test_no_byte_is_lost_in_decoding(content: bytes) -> None:
    assert restored(content.decode("utf-8", ON_ERROR)) == content


def test_a_few_lines_of_another_encoding_do_not_change_the_verdict(tmp_path: Path) -> None:
    content = "达州\n".encode() * 20 + "达州\n".encode("gb18030") * 3
    assert encoding_of(scan(write(tmp_path / "a.csv", content))) == "utf-8"


def test_mostly_gb18030_with_a_few_lines_of_utf8_is_gb18030(tmp_path: Path) -> None:
    content = "达州市\n".encode("gb18030") * 20 + "达州市\n".encode() * 3
    assert encoding_of(scan(write(tmp_path / "a.csv", content))) == "gb18030"


def test_a_line_that_the_sample_cuts_does_not_count(tmp_path: Path) -> None:
    content = ("达州\n" * 3 + "达" * SAMPLE).encode()
    assert encoding_of(scan(write(tmp_path / "a.csv", content))) == "utf-8"


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    with pytest.raises(EncodingUnknown, match=r"save text as UTF-8"):
        encoding_of(scan(write(tmp_path / "a.csv", "Größe;Straße\nü;ä \nö;é \nà;è ".encode("latin-1"))))


def test_the_head_of_a_large_file_ends_with_a_whole_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "编号,姓名\n".encode() * SAMPLE)
    text = decoded(scan(path), "utf-8")
    assert text.endswith("\n")
    assert set(text.splitlines()) == {"编号,姓名"}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("站名,状态\n联通,1\n联通,2\n", "gb18030"),
        ("桩编号,站名\n" + "".join(f"C{i},站{i}\n" for i in range(200)), "gb18030"),
        ("站名\n联通\n", "utf-8"),
        ("city,note\nZürich,café\nMálaga,niño\n", "utf-8"),
        ("город,область\nМосква,Россия\nКазань,Татарстан\n", "utf-8"),
        ("名称,说明\n" + "甲,café\n" * 20, "utf-8"),
        ("编号,单位\n" + "1,μ\n" * 50 + "2,微克\n", "utf-8"),
    ],
)
def test_words_of_one_encoding_that_are_words_of_the_other_do_not_mislead(
    text: str, encoding: str, tmp_path: Path
) -> None:
    assert encoding_of(scan(write(tmp_path / "a.csv", text.encode(encoding)))) == encoding
