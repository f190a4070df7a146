"""Signing keys on disk."""

from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gongshu.ledger.errors import KeyRefused
from gongshu.ledger.keys import Signer, load_key, make_key, save_key

pytestmark = pytest.mark.pure


def test_a_saved_key_loads_as_the_same_key(tmp_path):
    key = make_key()
    save_key(tmp_path / "key", key)
    assert Signer("a", load_key(tmp_path / "key")).public == Signer("a", key).public


def test_a_saved_key_is_readable_by_its_owner_alone_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        save_key(tmp_path / "key", make_key())
    finally:
        os.umask(before)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(tmp_path):
    save_key(tmp_path / "key", make_key())
    content = (tmp_path / "key").read_bytes()
    with pytest.raises(KeyRefused, match="never overwritten"):
        save_key(tmp_path / "key", make_key())
    assert (tmp_path / "key").read_bytes() == content


def test_raw_bytes_are_a_key_too(tmp_path):
    key = make_key()
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    (tmp_path / "key").write_bytes(raw)
    (tmp_path / "key").chmod(0o600)
    assert Signer("a", load_key(tmp_path / "key")).public == Signer("a", key).public


def test_a_key_that_others_can_read_is_refused_with_the_remedy(tmp_path):
    save_key(tmp_path / "key", make_key())
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(KeyRefused, match=r"mode 644.*chmod 600"):
        load_key(tmp_path / "key")


@pytest.mark.parametrize(
    "content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_holds_no_key_is_refused_by_its_path(tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(KeyRefused, match=r"key holds no signing key"):
        load_key(tmp_path / "key")


def test_a_missing_key_is_refused_by_its_path(tmp_path):
    with pytest.raises(KeyRefused, match="absent"):
        load_key(tmp_path / "absent")


def test_a_key_of_another_kind_is_refused(tmp_path):
    pem = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key").write_bytes(pem)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(KeyRefused, match="signs with Ed25519"):
        load_key(tmp_path / "key")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u3000b"])
def test_a_name_that_a_note_cannot_carry_is_refused(name):
    with pytest.raises(KeyRefused, match="cannot name a key"):
        Signer(name, make_key())
