"""Uploaded files on their way into the lake: encrypted as they arrive, and read without ever being a file in clear.

A spool file is a row of blocks; each is AES-256-GCM with its number and whether it is the last as associated data, so
that blocks cannot be exchanged, dropped or cut off.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from gongshu.collection.errors import StorageGone
from gongshu.collection.refusals import full
from gongshu.collection.vault import vault
from gongshu.lake.duck import lacks_space
from gongshu.lake.nameless import linked, nameless

BLOCK = 1 << 20  # bytes in clear
TAG = 16


def path_of(number: str) -> Path:
    return Path(settings.GONGSHU.spool) / f"{number}.delivery"


class Writer:
    """Takes an upload piece by piece and writes it encrypted; its digest and size are those of the text in clear."""

    def __init__(self, number: str) -> None:
        self.number = number
        path_of(number).parent.mkdir(parents=True, exist_ok=True)
        self.key = vault(number).new()
        self.size, self._digest, self._held, self._blocks = 0, sha256(), bytearray(), 0
        self._aead, self._out = AESGCM(self.key.key), path_of(number).open("xb", buffering=0)

    def take(self, piece: bytes) -> None:
        self.size += len(piece)
        self._digest.update(piece)
        self._held += piece
        while len(self._held) > BLOCK:
            self._write(bytes(self._held[:BLOCK]), last=False)
            del self._held[:BLOCK]

    def close(self) -> None:
        """Write what is held as the last block and force all to disk."""
        self._write(bytes(self._held), last=True)
        os.fsync(self._out.fileno())
        self._out.close()

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def _write(self, block: bytes, *, last: bool) -> None:
        try:
            put(self._out, sealed(self._aead, self._blocks, block, last=last))
        except OSError as problem:
            self._out.close()
            remove(self.number)
            if not lacks_space(problem):
                raise
            raise full(self.number, problem) from problem
        self._blocks += 1


def sealed(aead: AESGCM, number: int, block: bytes, *, last: bool) -> bytes:
    """Return a block as it lies in the spool."""
    return aead.encrypt(*_place(number, last=last, block=block))


def put(out: IO[bytes], text: bytes) -> None:
    """Write all of it: without a buffer a write may take a part only, and closing has nothing left to write."""
    rest = memoryview(text)
    while rest:
        rest = rest[out.write(rest) :]


def plain(number: str, key_id: str) -> Iterator[bytes]:
    """Yield the blocks of an upload in clear. Raises: StorageGone if the spool file is missing or was changed."""
    _size(path_of(number))
    yield from _plain(AESGCM(vault().get(key_id).key), path_of(number))


def remove(number: str) -> None:
    path_of(number).unlink(missing_ok=True)


@contextmanager
def opened(number: str, key_id: str, name: str) -> Iterator[Path]:
    """Yield a path at which this process reads the upload in clear; no other file holds it and nothing is left behind.

    Raises: StorageGone if the spool file is missing or was changed.
    """
    with nameless(_size(path_of(number))) as handle:
        with os.fdopen(os.dup(handle), "wb") as out:
            for block in plain(number, key_id):
                out.write(block)
        with linked(handle, name) as path:
            yield path


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except FileNotFoundError as problem:
        raise _gone(source) from problem


def _place(number: int, *, last: bool, block: bytes) -> tuple[bytes, bytes, bytes]:
    """Nonce, block, associated data. The key is used for this file alone, so the number is nonce enough."""
    return struct.pack(">IQ", 0, number), block, struct.pack(">Q?", number, last)


def _plain(aead: AESGCM, path: Path) -> Iterator[bytes]:
    size, number = path.stat().st_size, 0
    with path.open("rb") as source:
        while block := source.read(BLOCK + TAG):
            try:
                yield aead.decrypt(*_place(number, last=source.tell() == size, block=block))
            except InvalidTag as problem:
                raise _gone(path) from problem
            number += 1


def _gone(path: Path) -> StorageGone:
    return StorageGone(
        "暂存的上传文件缺失或者已损坏", f"the spooled upload {path.name} is missing or damaged",
        remedy_zh="请重新上传", remedy_en="upload the file again", where=str(path.name),
    )  # fmt: skip
