"""Records: the leaf stands for the body, and betrays nothing of it."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.ledger.errors import LedgerError, NotCanonical
from gongshu.ledger.leaves import stands_for
from gongshu.ledger.records import Leaf, matches, new_salt, seal

pytestmark = pytest.mark.pure

SALT = bytes(range(16))
BODY = {"event": "case:move", "by": "officer-chen", "outcome": "grant", "case": "511700-0042"}


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_leaf_is_the_salted_digest_of_the_canonical_body_and_names_its_algorithm(algorithm):
    text = '{"by":"officer-chen","case":"511700-0042","event":"case:move","outcome":"grant"}'
    digest = hashlib.new(algorithm, SALT + text.encode()).hexdigest()
    assert json.loads(seal(BODY, SALT, algorithm).bytes) == {"algorithm": algorithm, "digest": digest}


def test_a_leaf_is_itself_canonical_json():
    leaf = seal(BODY, SALT)
    assert leaf.bytes == json.dumps(json.loads(leaf.bytes), sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_leaf_matches_its_own_body_and_salt_only(algorithm):
    leaf = seal(BODY, SALT, algorithm)
    assert matches(leaf, dict(reversed(BODY.items())), SALT)
    assert not matches(leaf, BODY | {"outcome": "refuse"}, SALT)
    assert not matches(leaf, BODY, SALT[::-1])


def test_a_leaf_of_one_algorithm_does_not_pass_under_the_name_of_the_other():
    leaf = seal(BODY, SALT, "sm3")
    renamed = leaf.bytes.replace(b"sm3", b"sha256")
    assert not matches(Leaf("sha256", renamed), BODY, SALT)


@given(body=st.dictionaries(st.text(), st.text() | st.integers(0, 99)), other=st.dictionaries(st.text(), st.text()))
def test_two_different_bodies_never_share_a_leaf(body, other):
    assert matches(seal(body, SALT), other, SALT) is (body == other)


def test_the_same_body_under_two_salts_gives_two_leaves_so_that_equal_acts_cannot_be_linked():
    assert seal(BODY, new_salt()).bytes != seal(BODY, new_salt()).bytes


def test_anything_else_than_a_leaf_stands_for_nothing():
    assert not stands_for(b"", b"{}", SALT)
    assert not stands_for(b'{"algorithm":"md5","digest":"00"}', b"{}", SALT)


@pytest.mark.parametrize("salt", [b"", b"short", bytes(17)])
def test_a_salt_of_another_length_is_refused(salt):
    with pytest.raises(LedgerError, match=f"the salt has {len(salt)} bytes"):
        seal(BODY, salt)


def test_a_body_without_canonical_form_is_refused():
    with pytest.raises(NotCanonical):
        seal({"share": float("nan")}, SALT)
