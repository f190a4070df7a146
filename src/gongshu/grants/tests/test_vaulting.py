"""Spooled files: streamed, encrypted, and never taken for whole when they are not."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.grants.vaulting import PIECE, FileDamaged, read, unwrap, wrap, write

pytestmark = pytest.mark.pure
KEY = bytes(range(32))
SENTINEL = b"511702199001011234"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "handouts" / "a.file"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_written_is_read_back(path, size):
    text = secrets.token_bytes(size)
    assert write(path, [text[: size // 3], text[size // 3 :]], KEY) == size
    assert b"".join(read(path, KEY)) == text


@given(st.lists(st.binary(max_size=100), max_size=20))
def test_the_way_blocks_are_cut_makes_no_difference(tmp_path_factory, blocks):
    path = tmp_path_factory.mktemp("spool") / "a.file"
    write(path, blocks, KEY)
    assert b"".join(read(path, KEY)) == b"".join(blocks)


def test_nothing_lies_in_clear(path):
    write(path, [SENTINEL * 10_000], KEY)
    assert SENTINEL not in path.read_bytes()


def test_a_file_that_was_cut_is_not_taken_for_whole(path):
    write(path, [bytes(3 * PIECE)], KEY)
    whole = path.read_bytes()
    path.write_bytes(whole[: 2 * (PIECE + 16)])
    with pytest.raises(FileDamaged, match="piece 1"):
        list(read(path, KEY))


def test_a_changed_byte_is_noticed_before_its_piece_leaves(path):
    write(path, [bytes(3 * PIECE)], KEY)
    changed = bytearray(path.read_bytes())
    changed[PIECE + 100] ^= 1
    path.write_bytes(bytes(changed))
    pieces = read(path, KEY)
    assert next(pieces) == bytes(PIECE)
    with pytest.raises(FileDamaged, match="piece 1"):
        next(pieces)


def test_an_error_while_writing_leaves_nothing(path):
    def blocks():
        yield b"a"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write(path, blocks(), KEY)
    assert list(path.parent.iterdir()) == []


def test_a_wrapped_key_opens_only_for_its_own_file_and_node():
    wrapped = wrap(KEY, bytes(32), "a.file")
    assert unwrap(wrapped, bytes(32), "a.file") == KEY
    for master, name in ((bytes(32), "b.file"), (bytes([1]) * 32, "a.file")):
        with pytest.raises(FileDamaged):
            unwrap(wrapped, master, name)
