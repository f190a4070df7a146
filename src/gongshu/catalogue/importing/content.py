"""A file to import, opened as often as is wanted and unpacked on the way; never whole in memory."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, cast

from gongshu.catalogue.errors import FileUnfit

Content = bytes | Path
_ENCODINGS: Final = ("utf-8-sig", "gb18030", "big5")
_LARGEST: Final = 4 << 30  # bytes of an unpacked file; a packed one may say less than it holds
_PIECE: Final = 1 << 20
HEAD: Final = 65_536


def digest(content: Content) -> str:
    """Return the SHA-256 of a file as it was handed over."""
    found = sha256()
    with _raw(content) as source:
        while piece := source.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


@contextmanager
def opened(content: Content) -> Iterator[BinaryIO]:
    """Open a file as it was before gzip. Raises: FileUnfit while it is read, for one that is damaged or too large."""
    with _raw(content) as source:
        packed = source.read(2) == b"\x1f\x8b"
        source.seek(0)
        yield cast(BinaryIO, io.BufferedReader(_Unpacked(source), HEAD)) if packed else source


def head(content: Content) -> bytes:
    with opened(content) as source:
        return source.read(HEAD)


def whole(content: Content) -> bytes:
    """Return the unpacked file at once, for the forms that can be read in no other way. Raises: FileUnfit."""
    with opened(content) as source:
        return source.read()


def encoding(content: Content) -> str:
    """Return the encoding that all of a text can be read in. Raises: FileUnfit."""
    if head(content)[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for name in _ENCODINGS:
        if _decodes(content, name):
            return name
    raise FileUnfit(
        "文件既不是 UTF-8 也不是 GB18030", "the file is neither UTF-8 nor GB18030",
        "另存为 UTF-8 或者 XLSX", "save it as UTF-8 or XLSX",
    )  # fmt: skip


def _decodes(content: Content, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    with opened(content) as source:
        try:
            while piece := source.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


@contextmanager
def text(content: Content, newline: str | None = "") -> Iterator[io.TextIOWrapper]:
    """Open a file as text. Raises: FileUnfit."""
    name = encoding(content)
    with opened(content) as source:
        yield io.TextIOWrapper(source, name, errors="replace" if name == "utf-16" else "strict", newline=newline)


@contextmanager
def _raw(content: Content) -> Iterator[BinaryIO]:
    source = cast(BinaryIO, io.BytesIO(content)) if isinstance(content, bytes) else content.open("rb")
    with source:
        yield source


class _Unpacked(io.RawIOBase):
    """What gzip holds, with its damage told as what it is."""

    def __init__(self, source: BinaryIO) -> None:
        self._packed, self._read = gzip.GzipFile(fileobj=source), 0

    def readable(self) -> bool:
        return True

    def readinto(self, place: bytearray) -> int:  # type: ignore[override]  # any buffer would do; this is the one given
        try:
            piece = self._packed.read(len(place))
        except (OSError, EOFError, zlib.error) as problem:
            raise FileUnfit(
                f"压缩文件损坏：{problem}", f"the packed file is damaged: {problem}", "重新下载", "fetch it again"
            ) from problem
        self._read += len(piece)
        if self._read > _LARGEST:
            raise FileUnfit(
                f"解压后超过 {_LARGEST >> 20} MiB", f"it unpacks to more than {_LARGEST >> 20} MiB",
                "分成几个文件导入", "import it in several files",
            )  # fmt: skip
        place[: len(piece)] = piece
        return len(piece)
