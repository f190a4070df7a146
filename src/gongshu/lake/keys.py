"""Envelope encryption: one data key per file, wrapped by the master key, which never lies in the node folder."""

import base64
import os
import secrets
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import KeyMissing, MasterKeyUnsafe

KEY_BYTES = 32  # AES-256
NONCE_BYTES = 12


class KeyStore(Protocol):
    """Where wrapped keys lie: a table of the control database."""

    def put(self, key_id: str, wrapped: bytes) -> None: ...

    def get(self, key_id: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of one file: its name may be stored anywhere, `wrapped` in the key store, `key` nowhere."""

    key_id: str
    key: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)

    @property
    def encoded(self) -> str:
        """The key in the form in which DuckDB takes it."""
        return base64.b64encode(self.key).decode("ascii")


class Keyring:
    """Makes and unwraps the keys of files with one master key."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise MasterKeyUnsafe(
                f"the master key has {len(master)} bytes instead of {KEY_BYTES}; restore it from the recovery key",
                f"主密钥为 {len(master)} 字节，应为 {KEY_BYTES} 字节；请用恢复密钥恢复",
            )
        self._aead = AESGCM(master)

    def new_file_key(self) -> FileKey:
        """Return a fresh key. The caller puts `wrapped` into the key store before the file is used."""
        key_id = secrets.token_hex(16)
        key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
        return FileKey(key_id, key, nonce + self._aead.encrypt(nonce, key, key_id.encode()))

    def unwrap(self, key_id: str, wrapped: bytes) -> FileKey:
        """Return the key of a file.

        The id is authenticated with the key, so that wrapped keys cannot be exchanged between files.
        Raises: KeyMissing if the wrapped key belongs to another file or another master key.
        """
        try:
            key = self._aead.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.encode())
        except (InvalidTag, ValueError) as error:
            raise KeyMissing(
                f"the wrapped key {key_id!r} does not open with this master key; "
                "check that the master key file belongs to this node, or restore it from the recovery key",
                f"文件密钥 {key_id} 不能用这个主密钥打开；请核对主密钥文件是否属于本节点，或者用恢复密钥恢复",
            ) from error
        return FileKey(key_id, key, wrapped)


@dataclass(frozen=True, slots=True)
class Vault:
    """A keyring together with the store of its wrapped keys."""

    keyring: Keyring
    store: KeyStore

    def new(self) -> FileKey:
        """Return a fresh key whose wrapped form is already stored."""
        key = self.keyring.new_file_key()
        self.store.put(key.key_id, key.wrapped)
        return key

    def get(self, key_id: str) -> FileKey:
        """Return the key of a file. Raises: KeyMissing if it was erased or never stored."""
        try:
            wrapped = self.store.get(key_id)
        except KeyError as error:
            raise KeyMissing(
                f"the key {key_id!r} is not in the key store: the file was erased, or the control database is older "
                "than the lake; restore both from one backup",
                f"密钥库中没有密钥 {key_id}：文件已被清除，或者控制库早于数据湖；请用同一份备份恢复两者",
            ) from error
        return self.keyring.unwrap(key_id, wrapped)


class MemoryKeys:
    """Wrapped keys of one process, for `inspect` and other work that leaves nothing behind."""

    def __init__(self) -> None:
        self._wrapped: dict[str, bytes] = {}

    def put(self, key_id: str, wrapped: bytes) -> None:
        self._wrapped[key_id] = wrapped

    def get(self, key_id: str) -> bytes:
        return self._wrapped[key_id]
