"""The two hash functions."""

from __future__ import annotations

import re

import pytest
from tests.shared import shared

from gongshu.ledger.errors import HashMissing
from gongshu.ledger.hashes import hash_leaf, hash_node, hasher
from gongshu.ledger.tests.test_tree import leaves, root_by_definition
from gongshu.ledger.tree import fold, peaks

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [
        ("sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("sm3", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    ],
)
def test_each_algorithm_gives_its_standards_example(algorithm, digest):
    assert hasher(algorithm)(b"abc").hex() == digest


def test_the_published_sm3_vectors_come_out():
    vectors = re.findall(r"Len = (\d+)\nMsg = (\w+)\nMD = (\w+)", shared("conformance/sm/oscca.txt").read_text())
    assert len(vectors) > 2
    for bits, message, digest in vectors:
        assert hasher("sm3")(bytes.fromhex(message)[: int(bits) // 8]).hex() == digest


def test_a_tree_over_sm3_has_the_root_the_definition_gives():
    digest = hasher("sm3")
    hashes = [hash_leaf(digest, leaf) for leaf in leaves(300)]
    assert fold(digest, peaks(digest, hashes)) == root_by_definition(leaves(300), "sm3")


def test_a_leaf_is_never_mistaken_for_a_node():
    digest = hasher("sha256")
    left, right = digest(b"left"), digest(b"right")
    assert hash_leaf(digest, left + right) != hash_node(digest, left, right)


@pytest.mark.parametrize("name", ["md5", "SHA256", "", "sha1"])
def test_an_unknown_algorithm_is_refused_by_name(name):
    with pytest.raises(HashMissing, match=f"'{name}' is unknown; use one of sha256, sm3"):
        hasher(name)
