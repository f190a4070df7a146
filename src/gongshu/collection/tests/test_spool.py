"""Uploads in the spool: encrypted, whole, and gone when they are no longer needed."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshu.collection import sources, spool
from gongshu.collection.errors import StorageGone
from gongshu.collection.models import FileKey
from gongshu.collection.sources import Source

pytestmark = pytest.mark.django_db


def written(number, *pieces):
    writer = spool.Writer(number)
    for piece in pieces:
        writer.take(piece)
    writer.close()
    return writer


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.sampled_from([0, 1, 4096, spool.BLOCK - 1, spool.BLOCK, spool.BLOCK + 1]), max_size=4))
def test_what_comes_in_goes_out_whatever_the_pieces(node, sizes):
    pieces = [os.urandom(size) for size in sizes]
    number = os.urandom(4).hex()
    writer = written(number, *pieces)
    with spool.opened(number, writer.key.key_id, "登记.csv") as path:
        assert (path.read_bytes(), path.suffix) == (b"".join(pieces), ".csv")
    assert writer.size == sum(sizes)


def test_the_spool_holds_no_text_in_clear(node):
    written("d1", b"511702199003077737" * 100_000)
    assert b"511702199003077737" not in spool.path_of("d1").read_bytes()


@pytest.mark.parametrize("harm", ["cut", "swap", "flip"])
def test_a_changed_spool_file_is_not_read(node, harm):
    writer = written("d1", os.urandom(3 * spool.BLOCK))
    path, size = spool.path_of("d1"), spool.BLOCK + 16
    text = bytearray(path.read_bytes())
    if harm == "cut":
        text = text[: 2 * size]
    elif harm == "swap":
        text[:size], text[size : 2 * size] = text[size : 2 * size], text[:size]
    else:
        text[7] ^= 1
    path.write_bytes(text)
    with pytest.raises(StorageGone, match="missing or damaged"), spool.opened("d1", writer.key.key_id, "x.csv"):
        pass


def test_a_missing_spool_file_is_told(node):
    writer = written("d1", b"x")
    spool.remove("d1")
    with pytest.raises(StorageGone), spool.opened("d1", writer.key.key_id, "x.csv"):
        pass


def test_an_upload_that_was_not_taken_leaves_neither_file_nor_key(node):
    writer = written("d1", b"x")
    sources.drop(Source(name="x.csv", size=1, digest=writer.digest, number="d1", spool_key=writer.key.key_id))
    assert (spool.path_of("d1").exists(), FileKey.objects.exists()) == (False, False)


def test_a_full_disk_ends_the_upload_and_leaves_no_part_of_it(node):
    import resource

    writer, limits = spool.Writer("d1"), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (spool.BLOCK * 2, limits[1]))
    try:
        with pytest.raises(StorageGone, match="free some space"):
            writer.take(os.urandom(5 * spool.BLOCK))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not spool.path_of("d1").exists()
