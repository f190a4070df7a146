"""Files in the spool, encrypted in pieces, so that they are written and read as streams and never lie in clear."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 64 * 1024  # bytes of clear text
_TAG = 16
_LAST = 1 << 63  # set in the number of the last piece, so that a cut file is noticed


class FileDamaged(Exception):
    """A spooled file was changed or cut, or its key belongs to another file."""


def wrap(key: bytes, master: bytes, name: str) -> bytes:
    """Return the key of a file, wrapped for the control database; the file's name is authenticated with it."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(master).encrypt(nonce, key, name.encode())


def unwrap(wrapped: bytes, master: bytes, name: str) -> bytes:
    """Return the key of a file. Raises: FileDamaged."""
    try:
        return AESGCM(master).decrypt(wrapped[:12], wrapped[12:], name.encode())
    except InvalidTag as problem:
        raise FileDamaged(f"the key of {name} does not open with this node's master key") from problem


def write(path: Path, blocks: Iterable[bytes], key: bytes) -> int:
    """Write the blocks encrypted, force them to disk and return the bytes of clear text.

    The file appears under its name only when it is whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part, aead, size = path.with_suffix(".part"), AESGCM(key), 0
    try:
        with part.open("wb") as out:
            number, pieces = 0, _pieces(blocks)
            current = next(pieces, b"")
            for following in pieces:
                out.write(aead.encrypt(_nonce(number), current, None))
                size, number, current = size + len(current), number + 1, following
            out.write(aead.encrypt(_nonce(number | _LAST), current, None))
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return size + len(current)


def read(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield the clear text piece by piece. Raises: FileDamaged, before the damaged piece leaves."""
    aead, number = AESGCM(key), 0
    with path.open("rb") as source:
        current = source.read(PIECE + _TAG)
        while current:
            following = source.read(PIECE + _TAG)
            try:
                yield aead.decrypt(_nonce(number if following else number | _LAST), current, None)
            except InvalidTag as problem:
                raise FileDamaged(f"{path.name} is damaged in piece {number}; make the hand-out again") from problem
            current, number = following, number + 1


def _nonce(number: int) -> bytes:
    # Every file has its own key, so the number of the piece is nonce enough.
    return number.to_bytes(12, "big")


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for block in blocks:
        held += block
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)
