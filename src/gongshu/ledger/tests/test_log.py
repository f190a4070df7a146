"""A log that grows: its files, its proofs, what it refuses."""

from __future__ import annotations

import json
import multiprocessing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshu.ledger.errors import Damaged, LeafDiffers, LedgerError, NoteRejected, OutOfRange, WrongLedger
from gongshu.ledger.hashes import hash_leaf, hasher
from gongshu.ledger.keys import Signer, make_key
from gongshu.ledger.log import Log
from gongshu.ledger.note import read_checkpoint, split_note
from gongshu.ledger.proofs import proves_consistency, proves_inclusion
from gongshu.ledger.reading import LogReader
from gongshu.ledger.tests.cast import ORIGIN, SIGNER, open_log, sealed
from gongshu.ledger.tests.test_tree import leaves, root_by_definition
from gongshu.ledger.tiles import tile_path

pytestmark = pytest.mark.pure


def files(folder) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_new_log_is_empty_and_signs_that(tmp_path):
    log = open_log(tmp_path / "ledger")
    assert (log.size, log.checkpoint()) == (0, None)
    assert log.append([]).root == hasher("sha256")(b"")
    assert log.size == 0


def test_a_leaf_gets_the_next_index_and_is_read_back(tmp_path):
    log = open_log(tmp_path)
    log.append(leaves(3))
    log.append([b"fourth", b""])
    assert [log.leaf(index) for index in range(5)] == [*leaves(3), b"fourth", b""]
    assert list(log.leaves()) == [*leaves(3), b"fourth", b""]


def test_leaves_are_read_from_any_index_to_any_other(tmp_path):
    log = open_log(tmp_path)
    log.append(leaves(600))
    for start, stop in [(0, 600), (0, 0), (255, 257), (256, 512), (599, 600), (600, 600), (10, 20)]:
        assert list(log.leaves(start, stop)) == leaves(600)[start:stop]


@pytest.mark.parametrize("steps", [[600], [1] * 5, [255, 1, 1], [256, 256], [250, 270, 3], [0, 7, 0, 513]])
def test_the_root_depends_on_the_leaves_and_not_on_the_steps(tmp_path, steps):
    log, given_leaves = open_log(tmp_path), leaves(sum(steps))
    taken = 0
    for step in steps:
        signed = log.append(given_leaves[taken : taken + step])
        taken += step
        assert (signed.size, signed.root) == (taken, root_by_definition(given_leaves[:taken]))
    assert list(log.leaves()) == given_leaves


def test_70000_leaves_lie_in_the_tiles_that_c2sp_counts_for_them(tmp_path):
    open_log(tmp_path).append([b"x"] * 70_000)
    names = files(tmp_path)
    assert len([name for name in names if name.startswith("tile/0/") and ".p/" not in name]) == 273
    assert {name for name in names if ".p/" in name} == {
        "tile/0/273.p/112",
        "tile/entries/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    }
    assert "tile/1/000" in names


def test_256_leaves_fill_a_tile_and_begin_the_next_level(tmp_path):
    open_log(tmp_path).append(leaves(256))
    expected = {"tile/0/000", "tile/entries/000", "tile/1/000.p/1", "checkpoint", "ledger.json", "lock"}
    assert files(tmp_path) == expected
    assert (tmp_path / "tile/1/000.p/1").read_bytes() == root_by_definition(leaves(256))


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (1234067, 256, "tile/0/x001/x234/067"),
        (999, 5, "tile/0/999.p/5"),
        (1000, 1, "tile/0/x001/000.p/1"),
    ],
)
def test_a_tile_lies_where_c2sp_says(number, width, path):
    assert tile_path(0, number, width) == path


def test_partial_tiles_stay_until_the_full_one_is_there(tmp_path):
    log = open_log(tmp_path)
    log.append(leaves(10))
    log.append(leaves(5))
    assert {"tile/0/000.p/10", "tile/0/000.p/15"} <= files(tmp_path)
    log.append(leaves(300))
    assert {name for name in files(tmp_path) if name.startswith(("tile/0/000", "tile/entries/000"))} == {
        "tile/0/000",
        "tile/entries/000",
    }


def test_a_bundle_prefixes_each_entry_with_its_length_in_two_bytes(tmp_path):
    open_log(tmp_path).append([b"a", b"", b"x" * 300])
    assert (tmp_path / "tile/entries/000.p/3").read_bytes() == b"\0\1a" + b"\0\0" + b"\x01\x2c" + b"x" * 300


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    log = open_log(tmp_path_factory.mktemp("grown"))
    log.append(leaves(1000))
    return log


@given(data=st.data())
@settings(max_examples=40)
def test_every_proof_from_the_tiles_holds_for_every_size_the_log_ever_had(grown, data):
    size = data.draw(st.integers(1, 1000))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root = grown.root(size)
    assert root == root_by_definition(leaves(size))
    leaf_hash = hash_leaf(grown.digest, grown.leaf(index))
    assert proves_inclusion(leaf_hash, index, size, grown.inclusion(index, size), root)
    assert proves_consistency(old, size, grown.root(old), root, grown.consistency(old, size))


def test_proofs_reach_across_three_levels_of_tiles(tmp_path):
    log = open_log(tmp_path)
    log.append([b"%d" % index for index in range(66_000)])
    root = log.root()
    for index in (0, 65_535, 65_536, 65_999):
        leaf_hash = hash_leaf(log.digest, log.leaf(index))
        assert proves_inclusion(leaf_hash, index, 66_000, log.inclusion(index), root)
    assert proves_consistency(65_000, 66_000, log.root(65_000), root, log.consistency(65_000))


def test_a_log_over_sm3_proves_the_same(tmp_path):
    log = open_log(tmp_path, "sm3")
    log.append(sealed(300, algorithm="sm3"))
    assert log.root() == root_by_definition(sealed(300, algorithm="sm3"), "sm3")
    leaf_hash = hash_leaf(log.digest, log.leaf(7))
    assert proves_inclusion(leaf_hash, 7, 300, log.inclusion(7), log.root(), "sm3")


def test_indexes_and_sizes_beyond_the_log_are_refused_with_its_size(grown):
    for ask in (
        lambda: grown.leaf(1000),
        lambda: grown.leaf(-1),
        lambda: list(grown.leaves(5, 4)),
        lambda: grown.inclusion(1000),
        lambda: grown.inclusion(5, 5),
        lambda: grown.inclusion(5, 1001),
        lambda: grown.consistency(0),
        lambda: grown.consistency(7, 6),
        lambda: grown.root(1001),
        lambda: grown.root(-1),
    ):
        with pytest.raises(OutOfRange, match=r"1000|first 5|from 7 to 6"):
            ask()


def test_a_reader_needs_the_public_key_alone(tmp_path):
    open_log(tmp_path).append(leaves(5))
    reader = LogReader(tmp_path, keys=[SIGNER.public], origin=ORIGIN)
    assert (reader.size, reader.leaf(4)) == (5, b"leaf 4")
    with pytest.raises(NoteRejected):
        _ = LogReader(tmp_path, keys=[Signer(ORIGIN, make_key()).public], origin=ORIGIN).size
    with pytest.raises(WrongLedger, match="not of 'elsewhere'"):
        _ = LogReader(tmp_path, keys=[SIGNER.public], origin="elsewhere").size


def test_leaves_given_again_are_passed_over_when_they_are_the_same(tmp_path):
    log = open_log(tmp_path)
    log.append(leaves(10))
    assert log.append(leaves(12), start=0).size == 12
    assert log.append(leaves(12)[5:7], start=5).size == 12
    assert list(log.leaves()) == leaves(12)


def test_a_second_leaf_for_one_index_is_refused_and_named(tmp_path):
    log = open_log(tmp_path)
    log.append(leaves(10))
    with pytest.raises(LeafDiffers, match=r"leaf 9 is b'leaf 9' and cannot become b'other'"):
        log.append([b"other", b"more"], start=9)
    assert list(log.leaves()) == leaves(10)


@pytest.mark.parametrize("start", [-1, 11])
def test_no_index_is_left_out(tmp_path, start):
    log = open_log(tmp_path)
    log.append(leaves(10))
    with pytest.raises(LeafDiffers, match="the next is 10"):
        log.append([b"x"], start=start)


def test_a_leaf_longer_than_a_bundle_can_say_is_refused_before_anything_is_written(tmp_path):
    log = open_log(tmp_path)
    log.append([b"x" * 65_535])
    with pytest.raises(LedgerError, match="leaf 1 of these has 65536 bytes"):
        log.append([b"fine", b"x" * 65_536])
    assert log.size == 1


def test_a_folder_belongs_to_one_origin_and_one_algorithm(tmp_path):
    open_log(tmp_path).append(leaves(2))
    with pytest.raises(WrongLedger, match="sm3"):
        open_log(tmp_path, "sm3").append(leaves(2))
    other = Signer("chengdu.example/ledger", make_key())
    with pytest.raises(WrongLedger, match=r"chengdu\.example"):
        Log(tmp_path, origin=other.name, signer=other).append(leaves(2))


def test_the_signing_key_bears_the_name_of_the_log(tmp_path):
    with pytest.raises(WrongLedger, match="bears its origin"):
        Log(tmp_path, origin="chengdu.example/ledger", signer=SIGNER)


def test_a_log_goes_on_under_a_new_key_when_the_earlier_one_is_named(tmp_path):
    open_log(tmp_path).append(leaves(3))
    successor = Signer(ORIGIN, make_key())
    with pytest.raises(NoteRejected, match="no trusted key"):
        Log(tmp_path, origin=ORIGIN, signer=successor).append(leaves(1))
    log = Log(tmp_path, origin=ORIGIN, signer=successor, earlier=[SIGNER.public])
    assert log.append([b"x"]).size == 4
    assert read_checkpoint(log.checkpoint().note, [successor.public]).size == 4


def test_a_witness_adds_its_signature_to_the_newest_checkpoint(tmp_path):
    log, witness = open_log(tmp_path), Signer("witness.example", make_key())
    note = log.append(leaves(3)).note
    cosigned = log.cosign(witness.line(split_note(note)[0]), witness.public)
    assert read_checkpoint(cosigned.note, [witness.public]) == log.checkpoint()
    assert log.append(leaves(1)).size == 4


def test_a_witness_cannot_sign_what_is_not_there_or_something_else(tmp_path):
    log, witness = open_log(tmp_path), Signer("witness.example", make_key())
    with pytest.raises(NoteRejected, match="no checkpoint yet"):
        log.cosign(witness.line("anything"), witness.public)
    note = log.append(leaves(3)).note
    with pytest.raises(NoteRejected, match="does not fit"):
        log.cosign(witness.line("anything"), witness.public)
    assert log.checkpoint().note == note


@pytest.mark.parametrize("name", ["tile/0/000.p/10", "tile/entries/000.p/10"])
def test_nothing_is_added_on_top_of_a_missing_file(tmp_path, name):
    log = open_log(tmp_path)
    log.append(leaves(10))
    (tmp_path / name).unlink()
    with pytest.raises(Damaged, match="is missing"):
        log.append([b"x"])
    assert log.size == 10


def test_nothing_is_added_on_top_of_tiles_that_contradict_the_checkpoint(tmp_path):
    log = open_log(tmp_path)
    log.append(leaves(10))
    path = tmp_path / "tile/0/000.p/10"
    path.write_bytes(b"\0" + path.read_bytes()[1:])
    with pytest.raises(Damaged, match="contradict its checkpoint; nothing was added"):
        log.append([b"x"])
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(Damaged, match="cut short"):
        log.append([b"x"])
    assert log.size == 10


def test_what_kind_of_log_it_is_stands_beside_it(tmp_path):
    open_log(tmp_path, "sm3").append([])
    assert json.loads((tmp_path / "ledger.json").read_bytes()) == {"algorithm": "sm3", "origin": ORIGIN}


def append_some(folder, name):
    log = open_log(folder)
    for number in range(20):
        log.append([f"{name} {number}".encode()])


def test_two_writers_take_turns_and_no_leaf_is_lost(tmp_path):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=append_some, args=(tmp_path, name)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    log = open_log(tmp_path)
    expected = {f"{name} {number}".encode() for name in ("one", "two") for number in range(20)}
    assert log.size == 40
    assert set(log.leaves()) == expected
    assert log.root() == root_by_definition(list(log.leaves()))
