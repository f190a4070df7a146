"""A file that comes in pieces: each is written into its place in the spool, encrypted, and the whole is the same as if it had come at once.

A block's number is the nonce of its encryption. So no place is ever sealed with two texts: what an attempt left that did not
count (the process died before the row said so) has to be the beginning of what is written there now.
"""

from __future__ import annotations

import fcntl
import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, BinaryIO, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongshu.collection import spool
from gongshu.collection.errors import PieceUnfit
from gongshu.collection.models import Upload
from gongshu.collection.refusals import full
from gongshu.collection.spool import BLOCK
from gongshu.collection.vault import vault
from gongshu.lake.duck import lacks_space

PIECE: Final = 8 * BLOCK  # bytes of a piece; the last one has what is left
_KNOWN: Final = 64  # uploads whose running digest a process keeps


class Contradicted(Exception):
    """Other bytes lie in this place already: the sender's file is not the one that was begun."""


# A digest goes on where the piece before ended; what another process took is read from the spool.
_digests: OrderedDict[str, tuple[int, Any]] = OrderedDict()


def require_fit(upload: Upload, piece: bytes, digest: str) -> None:
    """Raise PieceUnfit unless the next piece is whole: as long as agreed, and with the digest that was said."""
    wanted = min(PIECE, upload.size - upload.received)
    if len(piece) != wanted:
        raise PieceUnfit(
            f"从第 {upload.received} 字节起的一段应为 {wanted} 字节，收到 {len(piece)} 字节", f"the piece at {upload.received} should have {wanted} bytes and has {len(piece)}",
            where=upload.number, shown=len(piece), remedy_zh="按约定的长度重新发送这一段", remedy_en="send this piece again, as long as agreed",
        )  # fmt: skip
    if sha256(piece).hexdigest() != digest.lower():
        raise PieceUnfit(
            f"从第 {upload.received} 字节起的一段在传输中损坏，没有保存", f"the piece at {upload.received} came damaged and was not kept",
            where=upload.number, shown=digest, remedy_zh="重新发送这一段", remedy_en="send this piece again",
        )  # fmt: skip


@contextmanager
def held(number: str) -> Iterator[BinaryIO]:
    """Yield the spool file while no other request writes to it."""
    path = spool.path_of(number)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def write(file: BinaryIO, upload: Upload, piece: bytes) -> None:
    """Write the next piece into its place and force it to disk. Raises: Contradicted; StorageGone where the disk is full."""
    aead = AESGCM(vault().get(upload.spool_key).key)
    first, end = upload.received // BLOCK, upload.received + len(piece)
    place = file.seek(first * (BLOCK + spool.TAG))
    text = memoryview(piece)
    for number, at in enumerate(range(0, len(piece), BLOCK), first):
        block = bytes(text[at : at + BLOCK])
        last = end == upload.size and at + BLOCK >= len(piece)
        sealed = spool.sealed(aead, number, block, last=last)
        file.seek(place)
        left = file.read(len(sealed)) or b""
        if not sealed.startswith(left):
            raise Contradicted
        try:
            file.seek(place)
            spool.put(file, sealed)
        except OSError as problem:
            if not lacks_space(problem):
                raise
            raise full(upload.file_name, problem) from problem
        place += len(sealed)
    os.fsync(file.fileno())


def note(upload: Upload, piece: bytes) -> None:
    """Let the running digest go on over a piece that counts."""
    at, running = _digests.pop(upload.number, (0, sha256()))
    if at == upload.received:
        running.update(piece)
        _digests[upload.number] = at + len(piece), running
        while len(_digests) > _KNOWN:
            _digests.popitem(last=False)


def digest_of(upload: Upload) -> str:
    """Return the SHA-256 of the whole file; read from the spool where this process did not take every piece. Raises: StorageGone."""
    at, running = _digests.get(upload.number, (0, sha256()))
    if at != upload.size:
        running = sha256()
        for block in spool.plain(upload.number, upload.spool_key):
            running.update(block)
    return str(running.hexdigest())


def forget(number: str) -> None:
    _digests.pop(number, None)
