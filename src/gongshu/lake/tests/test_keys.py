"""One key a file, wrapped by the master key; nothing opens with another."""

import pytest

from gongshu.lake.errors import KeyMissing, MasterKeyUnsafe
from gongshu.lake.keys import Keyring, MemoryKeys, Vault

pytestmark = pytest.mark.pure


def test_a_file_key_comes_back_from_its_wrapped_form() -> None:
    ring = Keyring(b"m" * 32)
    key = ring.new_file_key()
    assert ring.unwrap(key.key_id, key.wrapped) == key


def test_no_two_files_share_a_key() -> None:
    ring = Keyring(b"m" * 32)
    assert len({ring.new_file_key().key for _ in range(100)}) == 100


def test_the_wrapped_key_does_not_hold_the_key_in_clear() -> None:
    key = Keyring(b"m" * 32).new_file_key()
    assert key.key not in key.wrapped
    assert "key=" not in repr(key).replace("key_id=", "")


def test_another_master_key_opens_nothing() -> None:
    key = Keyring(b"m" * 32).new_file_key()
    with pytest.raises(KeyMissing, match="does not open with this master key"):
        Keyring(b"n" * 32).unwrap(key.key_id, key.wrapped)


def test_the_wrapped_key_of_one_file_is_not_that_of_another() -> None:
    ring = Keyring(b"m" * 32)
    one, two = ring.new_file_key(), ring.new_file_key()
    with pytest.raises(KeyMissing):
        ring.unwrap(one.key_id, two.wrapped)


@pytest.mark.parametrize("wrapped", [b"", b"short", b"x" * 60])
def test_a_damaged_wrapped_key_is_an_error_that_names_the_key(wrapped: bytes) -> None:
    with pytest.raises(KeyMissing, match="'k1'"):
        Keyring(b"m" * 32).unwrap("k1", wrapped)


def test_an_erased_key_is_missed_by_name() -> None:
    with pytest.raises(KeyMissing, match="'gone' is not in the key store"):
        Vault(Keyring(b"m" * 32), MemoryKeys()).get("gone")


def test_a_new_key_is_stored_before_it_is_used() -> None:
    store = MemoryKeys()
    key = Vault(Keyring(b"m" * 32), store).new()
    assert store.get(key.key_id) == key.wrapped


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_master_key_of_the_wrong_length_is_refused(length: int) -> None:
    with pytest.raises(MasterKeyUnsafe, match=f"{length} bytes instead of 32"):
        Keyring(b"m" * length)
