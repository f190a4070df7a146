"""Tree and proofs: against the definitions of RFC 6962 written down a second time, and against published vectors."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared import shared

from gongshu.ledger.hashes import hash_leaf, hasher
from gongshu.ledger.proofs import proves_consistency, proves_inclusion
from gongshu.ledger.tree import Edge, consistency_path, fold, inclusion_path, peaks, perfect_spans

pytestmark = pytest.mark.pure

SHA256 = hasher("sha256")


def leaves(count: int) -> list[bytes]:
    return [b"leaf %d" % index for index in range(count)]


def root_by_definition(entries: list[bytes], name: str = "sha256") -> bytes:
    """MTH of RFC 6962 2.1, word for word."""
    if not entries:
        return hashlib.new(name).digest()
    if len(entries) == 1:
        return hashlib.new(name, b"\0" + entries[0]).digest()
    middle = 1
    while middle * 2 < len(entries):
        middle *= 2
    left, right = root_by_definition(entries[:middle], name), root_by_definition(entries[middle:], name)
    return hashlib.new(name, b"\1" + left + right).digest()


def path_by_definition(index: int, entries: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 2.1.1."""
    if len(entries) == 1:
        return []
    middle = 1
    while middle * 2 < len(entries):
        middle *= 2
    if index < middle:
        return [*path_by_definition(index, entries[:middle]), root_by_definition(entries[middle:])]
    return [*path_by_definition(index - middle, entries[middle:]), root_by_definition(entries[:middle])]


def subproof_by_definition(old: int, entries: list[bytes], is_whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 2.1.2."""
    if old == len(entries):
        return [] if is_whole else [root_by_definition(entries)]
    middle = 1
    while middle * 2 < len(entries):
        middle *= 2
    if old <= middle:
        return [*subproof_by_definition(old, entries[:middle], is_whole), root_by_definition(entries[middle:])]
    return [*subproof_by_definition(old - middle, entries[middle:], False), root_by_definition(entries[:middle])]


def span(entries: list[bytes], low: int, high: int) -> bytes:
    return root_by_definition(entries[low:high])


def flipped(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value, "big") ^ (1 << bit % (8 * len(value)))).to_bytes(len(value), "big")


SIZES = st.integers(1, 300)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 255, 256, 257, 600])
def test_the_root_is_the_one_the_rfc_defines(count):
    hashes = [hash_leaf(SHA256, leaf) for leaf in leaves(count)]
    assert fold(SHA256, peaks(SHA256, hashes)) == root_by_definition(leaves(count))


def test_the_root_of_seven_known_leaves_is_the_published_one():
    entries = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", bytes(range(0x50, 0x58))]
    root = fold(SHA256, peaks(SHA256, [hash_leaf(SHA256, entry) for entry in entries]))
    assert root.hex() == "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"


def test_the_root_of_no_leaves_is_the_hash_of_nothing():
    assert fold(SHA256, []).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_growing_edge_has_the_right_root_at_every_size_and_hands_over_full_tiles():
    full = []
    edge = Edge(SHA256, lambda level, number, hashes: full.append((level, number, len(hashes))))
    for size, leaf in enumerate(leaves(800), 1):
        edge.add(hash_leaf(SHA256, leaf))
        if size % 97 == 0 or size in (255, 256, 257, 512):
            assert edge.root() == root_by_definition(leaves(size))
    assert full == [(0, 0, 256), (0, 1, 256), (0, 2, 256)]


def test_a_tile_of_the_second_level_is_full_after_65536_leaves():
    full = []
    edge = Edge(SHA256, lambda level, number, hashes: full.append((level, number)))
    for _ in range(65536):
        edge.add(b"\0" * 32)
    assert full[-2:] == [(0, 255), (1, 0)]
    assert [len(level) for level in edge.levels] == [0, 0, 1]


@given(low=st.integers(0, 10_000), length=st.integers(0, 10_000))
def test_perfect_subtrees_cover_a_range_without_gap_or_overlap(low, length):
    low <<= 14  # A range as RFC 6962 has them: it begins where a subtree larger than itself does.
    covered = [(number << height, (number + 1) << height) for height, number in perfect_spans(low, low + length)]
    edges = [low, *(end for _, end in covered)]
    assert [start for start, _ in covered] == edges[:-1]
    assert edges[-1] == low + length


@given(data=st.data(), size=SIZES)
def test_every_inclusion_proof_is_the_defined_one_and_holds(data, size):
    index = data.draw(st.integers(0, size - 1))
    entries = leaves(size)
    proof = inclusion_path(index, size, partial(span, entries))
    assert proof == path_by_definition(index, entries)
    assert proves_inclusion(hash_leaf(SHA256, entries[index]), index, size, proof, root_by_definition(entries))


@given(data=st.data(), size=SIZES, bit=st.integers(0, 10_000))
def test_no_inclusion_proof_holds_with_one_bit_flipped(data, size, bit):
    index = data.draw(st.integers(0, size - 1))
    entries, root = leaves(size), root_by_definition(leaves(size))
    leaf_hash = hash_leaf(SHA256, entries[index])
    proof = inclusion_path(index, size, partial(span, entries))
    assert not proves_inclusion(flipped(leaf_hash, bit), index, size, proof, root)
    assert not proves_inclusion(leaf_hash, index, size, proof, flipped(root, bit))
    for at, part in enumerate(proof):
        assert not proves_inclusion(leaf_hash, index, size, [*proof[:at], flipped(part, bit), *proof[at + 1 :]], root)


@given(data=st.data(), size=st.integers(2, 300))
def test_no_inclusion_proof_holds_for_another_index_or_cut_or_longer(data, size):
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    entries, root = leaves(size), root_by_definition(leaves(size))
    leaf_hash = hash_leaf(SHA256, entries[index])
    proof = inclusion_path(index, size, partial(span, entries))
    assert not proves_inclusion(leaf_hash, other, size, proof, root)
    assert not proves_inclusion(leaf_hash, index, size, proof[:-1], root)
    assert not proves_inclusion(leaf_hash, index, size, [*proof, root], root)
    assert not proves_inclusion(leaf_hash, index, size, [*proof[:-1], proof[-1] + b"\0"], root)
    assert not proves_inclusion(leaf_hash, size, size, proof, root)
    assert not proves_inclusion(leaf_hash, -1, size, proof, root)


@given(data=st.data(), new=SIZES)
def test_every_consistency_proof_is_the_defined_one_and_holds(data, new):
    old = data.draw(st.integers(1, new))
    entries = leaves(new)
    proof = consistency_path(old, new, partial(span, entries))
    assert proof == subproof_by_definition(old, entries, True)
    assert proves_consistency(old, new, root_by_definition(entries[:old]), root_by_definition(entries), proof)


@given(data=st.data(), new=st.integers(2, 300), bit=st.integers(0, 10_000))
def test_no_consistency_proof_holds_with_one_bit_flipped(data, new, bit):
    old = data.draw(st.integers(1, new - 1))
    entries = leaves(new)
    before, after = root_by_definition(entries[:old]), root_by_definition(entries)
    proof = consistency_path(old, new, partial(span, entries))
    assert not proves_consistency(old, new, flipped(before, bit), after, proof)
    assert not proves_consistency(old, new, before, flipped(after, bit), proof)
    for at, part in enumerate(proof):
        altered = [*proof[:at], flipped(part, bit), *proof[at + 1 :]]
        assert not proves_consistency(old, new, before, after, altered)


@given(data=st.data(), new=st.integers(2, 200))
def test_no_consistency_proof_holds_for_a_history_that_was_changed(data, new):
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    entries = leaves(new)
    before = root_by_definition(entries[:old])
    entries[changed] = b"something else"
    proof = consistency_path(old, new, partial(span, entries))
    assert not proves_consistency(old, new, before, root_by_definition(entries), proof)


def test_equal_sizes_are_consistent_only_with_equal_roots_and_an_empty_proof():
    root, other = root_by_definition(leaves(5)), root_by_definition(leaves(6))
    assert proves_consistency(5, 5, root, root, [])
    assert not proves_consistency(5, 5, root, other, [])
    assert not proves_consistency(5, 5, root, root, [root])


def test_an_empty_log_proves_nothing_about_a_later_one():
    root = root_by_definition(leaves(5))
    assert not proves_consistency(0, 5, SHA256(b""), root, [])
    assert not proves_consistency(0, 0, SHA256(b""), SHA256(b""), [])


def test_a_consistency_proof_that_is_missing_or_too_long_is_refused():
    before, after = root_by_definition(leaves(3)), root_by_definition(leaves(7))
    proof = consistency_path(3, 7, partial(span, leaves(7)))
    assert not proves_consistency(3, 7, before, after, [])
    assert not proves_consistency(3, 7, before, after, [*proof, after])
    assert not proves_consistency(3, 7, before, after, [*proof[:-1], proof[-1][:-1]])
    assert not proves_consistency(7, 3, after, before, proof)


def cases(name: str) -> list[dict]:
    return json.loads(shared(f"conformance/merkle/{name}.json").read_bytes())


def decoded(case: dict, *keys: str) -> list[bytes]:
    return [base64.b64decode(case[key] or "") for key in keys]


def test_the_published_inclusion_vectors_are_judged_as_published():
    for case in cases("inclusion"):
        leaf_hash, root = decoded(case, "leafHash", "root")
        proof = [base64.b64decode(part) for part in case["proof"] or []]
        verdict = proves_inclusion(leaf_hash, case["leafIdx"], case["treeSize"], proof, root)
        assert verdict is not case["wantErr"], case["case"]


def test_the_published_consistency_vectors_are_judged_as_published():
    for case in cases("consistency"):
        before, after = decoded(case, "root1", "root2")
        proof = [base64.b64decode(part) for part in case["proof"] or []]
        verdict = proves_consistency(case["size1"], case["size2"], before, after, proof)
        assert verdict is not case["wantErr"], case["case"]
