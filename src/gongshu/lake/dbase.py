"""dBASE tables (.dbf): every cell as the text that stands in the file."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import error, unpack, unpack_from
from typing import IO

from .encodings import ON_ERROR
from .errors import WorkbookDamaged
from .headers import unique

VERSIONS = (0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5)  # dBASE III and IV, FoxPro, with and without memos
HEAD, FIELD = 32, 32  # Bytes
LANGUAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5"}  # What a program says of its code page
CODE_PAGES = {"936": "gb18030", "54936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "950": "big5", "65001": "utf-8"}  # fmt: skip
SAMPLED = 2000  # Records in which the encoding is looked for
DELETED = b"*"


@dataclass(frozen=True, slots=True)
class Field:
    name: bytes
    kind: str  # C text, N and F numbers, D days, L yes or no, I whole number of four bytes
    size: int  # Bytes


class Dbase:
    """A table whose head was read. Raises: WorkbookDamaged if it is none."""

    def __init__(self, source: IO[bytes], name: str, encoding: str | None = None) -> None:
        self.source, self.name = source, name
        try:
            head = source.read(HEAD)
            self.records, self._begin, self._size = unpack_from("<LHH", head, 4)
            self.fields = list(self._fields())
        except (error, UnicodeDecodeError) as problem:
            raise self._damaged(problem) from problem
        if not self.fields or self._size != 1 + sum(field.size for field in self.fields):
            raise self._damaged("fields")
        self.encoding = encoding or LANGUAGES.get(head[29]) or self._likeliest()
        self.names = tuple(unique([self._text(field.name) for field in self.fields]))

    def _fields(self) -> Iterator[Field]:
        while (part := self.source.read(FIELD)) and part[:1] != b"\r":
            yield Field(part[:11].partition(b"\0")[0], chr(part[11]), part[16])

    def _damaged(self, why: object) -> WorkbookDamaged:
        return WorkbookDamaged(
            f"{self.name} cannot be read as a dBASE table ({why}); export it again, or deliver CSV",
            f"{self.name} 不能作为 dBASE 表读取（{why}）；请重新导出，或者改为投送 CSV",
        )

    def rows(self) -> Iterator[tuple[str | None, ...] | None]:
        """Yield the cells of every record in its place; None for one that is marked as deleted."""
        for record in self._raw():
            yield None if record[:1] == DELETED else tuple(self._cells(record))

    def _raw(self) -> Iterator[bytes]:
        self.source.seek(self._begin)
        for _ in range(self.records):
            record = self.source.read(self._size)
            if len(record) < self._size:
                return
            yield record

    def _cells(self, record: bytes) -> Iterator[str | None]:
        at = 1
        for field in self.fields:
            yield self._cell(record[at : at + field.size], field.kind)
            at += field.size

    def _cell(self, raw: bytes, kind: str) -> str | None:
        if kind == "I" and len(raw) == 4:
            return str(unpack("<i", raw)[0])
        text = self._text(raw.rstrip(b"\0 "))
        if kind in "NF":  # Stars stand for a number that is not known or has no room.
            return text.strip().strip("*") or None
        if kind == "D":
            return None if not text.strip(" 0") else f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.isdecimal() else text
        if kind == "L":
            return {"T": "true", "Y": "true", "F": "false", "N": "false"}.get(text.upper())
        return text or None

    def _text(self, raw: bytes) -> str:
        return raw.decode(self.encoding, ON_ERROR)

    def _likeliest(self) -> str:
        """Return the encoding in which more of the first cells of text can be read, UTF-8 before GB18030."""
        read = {"utf-8": 0, "gb18030": 0}
        for n, record in enumerate(self._raw()):
            if n == SAMPLED:
                break
            at = 1
            for field in self.fields:
                cell, at = record[at : at + field.size].rstrip(b"\0 "), at + field.size
                if field.kind == "C" and not cell.isascii():
                    for name in read:
                        read[name] += _can_be_read(cell, name)
        return max(read, key=lambda name: read[name])


def _can_be_read(cell: bytes, encoding: str) -> bool:
    try:
        cell.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def is_dbase(path: Path) -> bool:
    """Say whether the file begins as a dBASE table: its fields are as long together as it says that a record is."""
    with path.open("rb") as source:
        head = source.read(HEAD)
        if len(head) < HEAD or head[0] not in VERSIONS:
            return False
        begin, size = unpack_from("<HH", head, 8)
        fields = source.read(begin - HEAD) if begin > HEAD else b""
    length, at = 1, 0
    while len(fields) - at >= FIELD and fields[at : at + 1] != b"\r":
        length, at = length + fields[at + 16], at + FIELD
    return at > 0 and length == size


def encoding_named(text: str) -> str | None:
    """Return the encoding that a .cpg file names; None if it names none that is known."""
    name = text.strip().strip("\0").lower().removeprefix("cp").removeprefix("windows-")
    if name in CODE_PAGES:
        return CODE_PAGES[name]
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
