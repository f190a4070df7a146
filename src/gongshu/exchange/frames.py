"""A batch on the line: what it is, its new and changed rows, the keys of those that are gone, and a mark that all has been said.

Each piece has a letter and its length before it. Without the mark at the end a batch was broken off, however well it looks.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from gongshu.exchange.errors import PlatformAway

_HEAD, _ROWS, _GONE, _END = b"h", b"r", b"g", b"e"
_LENGTH: Final = struct.Struct(">cI")
_LARGEST: Final = 256 * 1024 * 1024  # of one piece: what is longer was not written by a platform


def written(said: Mapping[str, Any], rows: Iterable[bytes], gone: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a batch as it goes over the line."""
    yield _piece(_HEAD, json.dumps(said, ensure_ascii=False).encode())
    for block in rows:
        yield _piece(_ROWS, block)
    for block in gone:
        yield _piece(_GONE, block)
    yield _piece(_END, b"")


def _piece(kind: bytes, content: bytes) -> bytes:
    return _LENGTH.pack(kind, len(content)) + content


class Reading:
    """Reads a batch as it comes: first `said`, then `rows()`, then `gone()`, each once and in this order."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks, self._held = iter(blocks), bytearray()
        kind, content = self._next()
        if kind != _HEAD:
            raise _broken()
        self.said: dict[str, Any] = json.loads(content)
        self._waiting: tuple[bytes, bytes] | None = None

    def rows(self) -> Iterator[bytes]:
        """Yield the new and changed rows. Raises: PlatformAway where the line breaks off."""
        return self._while(_ROWS)

    def gone(self) -> Iterator[bytes]:
        """Yield the keys of the rows that are gone, to the end of the batch. Raises: PlatformAway."""
        yield from self._while(_GONE)
        self.finish()

    def finish(self) -> None:
        """Raise PlatformAway unless the batch has come to its end."""
        kind, _ = self._waiting or self._next()
        if kind != _END:
            raise _broken()
        self._waiting = (kind, b"")

    def _while(self, kind: bytes) -> Iterator[bytes]:
        while True:
            found = self._waiting or self._next()
            if found[0] != kind:
                self._waiting = found
                return
            self._waiting = None
            yield found[1]

    def _next(self) -> tuple[bytes, bytes]:
        kind, length = _LENGTH.unpack(self._take(_LENGTH.size))
        if length > _LARGEST:
            raise _broken()
        return kind, self._take(length)

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            block = next(self._blocks, None)
            if block is None:
                raise _broken()
            self._held += block
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken


def _broken() -> PlatformAway:
    return PlatformAway("与平台的连接中断，本批未收全", "the line to the platform broke off before the batch was whole")
