"""The signing key of a log (Ed25519): make, save, load, sign, and its public half as a C2SP verifier key."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gongshu.ledger.errors import KeyRefused
from gongshu.ledger.note import ED25519, key_id, note_text


class Signer:
    """Signs notes in the name of a log; the name is the log's origin."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        if not name or "+" in name or any(letter.isspace() for letter in name):
            raise KeyRefused(f"{name!r} cannot name a key: C2SP allows neither spaces nor + in it, nor an empty name")
        self.name = name
        self._key = key
        self._public = bytes([ED25519]) + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def public(self) -> str:
        """The verifier key, `name+id+key`, to be published and printed."""
        encoded = base64.b64encode(self._public).decode()
        return f"{self.name}+{key_id(self.name, self._public).hex()}+{encoded}"

    def line(self, text: str) -> str:
        """Return the signature line for a note's text, with which a witness also adds its own to a signed note."""
        signature = key_id(self.name, self._public) + self._key.sign(text.encode())
        return f"\u2014 {self.name} {base64.b64encode(signature).decode()}\n"

    def checkpoint(self, size: int, root: bytes) -> str:
        """Return the signed checkpoint of a log of this name."""
        text = note_text(self.name, size, root)
        return f"{text}\n{self.line(text)}"


def make_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def save_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Write the key as PEM, readable by its owner alone. Raises: KeyRefused if there is a file already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused(f"{path} exists; a signing key is never overwritten, because the log needs it") from None
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())


def load_key(path: Path) -> Ed25519PrivateKey:
    """Return the key of a file: PEM, or its 32 raw bytes. Raises: KeyRefused."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyRefused(
                f"{path} can be read by others (mode {path.stat().st_mode & 0o777:o}); run chmod 600 on it"
            )
        content = path.read_bytes()
        if len(content) == 32:
            return Ed25519PrivateKey.from_private_bytes(content)
        key = load_pem_private_key(content, password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyRefused(f"{path} holds no signing key that can be read: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} holds a {type(key).__name__}; the ledger signs with Ed25519")
    return key
