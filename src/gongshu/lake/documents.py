"""JSON documents: the array of records in one, read as a stream however large it is."""

import codecs
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import ijson

from .encodings import ON_ERROR
from .errors import FormatUnknown
from .headers import find_header
from .prescan import BLOCK, Progress
from .records import Record

DEEP = 4  # Levels of objects within which the array of records is looked for
SAMPLED = 300  # Rows of an array of arrays among which its header is looked for
MEMBERS = 3  # Members of an object from which on it is a table of its own, keyed by their names
KEY, VALUE = "键", "值"  # What columns without a name of their own are called

Row = list[str | None] | dict[str, str | None]


class _Utf8:
    """A text file as a stream of UTF-8 bytes."""

    def __init__(self, path: Path, encoding: str, progress: Progress | None = None) -> None:
        self._source, self._size = path.open("rb"), path.stat().st_size
        self._decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)(errors=ON_ERROR)
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        if size == 0:  # Asked for to learn whether this is a stream of bytes or of text
            return b""
        while block := self._source.read(BLOCK):
            if self._progress:
                self._progress(self._source.tell(), self._size)
            if text := self._decoder.decode(block):
                return text.encode("utf-8", "replace")
        return b""

    def close(self) -> None:
        self._source.close()


@dataclass(frozen=True, slots=True)
class Document:
    """Where the records of a document are, and what their columns are called."""

    path: Path
    encoding: str
    at: str  # Address of the array or object in ijson's notation
    keyed: bool  # An object whose members are the records
    names: tuple[str, ...]
    header: tuple[str, ...] = ()  # Of an array of arrays, to recognise it among the data
    skipped: int = 0  # Rows of an array of arrays up to its header

    @classmethod
    def of(cls, path: Path, encoding: str, wanted: Sequence[str] = ()) -> "Document":
        """Read the whole document once or twice and return where its records are.

        Raises: FormatUnknown if it is not JSON or holds no record.
        """
        try:
            at, keyed = _place(path, encoding)
            names: dict[str, None] = {}
            head: list[list[str]] = []
            for row in _rows(path, encoding, at, keyed):
                if isinstance(row, dict):
                    names.update(dict.fromkeys(row))
                elif len(head) < SAMPLED:
                    head.append([cell or "" for cell in row])
        except ijson.JSONError as problem:
            raise _broken(path, problem) from problem
        if names:
            return cls(path, encoding, at, keyed, tuple(names))
        if not head:
            raise FormatUnknown(
                f"{path.name} is JSON without records; deliver an array of objects",
                f"{path.name} 是没有记录的 JSON；请投送由对象组成的数组",
            )
        found = find_header(head, wanted)
        return cls(path, encoding, at, keyed, found.names, found.raw, found.skipped)

    def records(self, progress: Progress | None = None) -> Iterator[Record]:
        """Yield every record with its members as cells; nested values are JSON."""
        rows = _rows(self.path, self.encoding, self.at, self.keyed, progress)
        for n, row in enumerate(islice(rows, self.skipped, None), 1):
            raw = json.dumps(row, ensure_ascii=False)
            if isinstance(row, dict):
                cells = tuple(row.get(name) for name in self.names)
            elif len(row) == len(self.names):
                cells = tuple(row)
            else:
                yield Record(n, raw, None, "ragged-row" if len(row) < len(self.names) else "too-many-cells")
                continue
            damaged = "�" in raw
            yield Record(n, raw, None if damaged else cells, "encoding-error" if damaged else None)


def _broken(path: Path, problem: Exception) -> FormatUnknown:
    why = " ".join(str(problem).split())[:120]
    return FormatUnknown(
        f"{path.name} is not valid JSON ({why}); write it again, or deliver one object a line",
        f"{path.name} 不是合法的 JSON（{why}）；请重新导出，或者每行写一个对象",
    )


def _place(path: Path, encoding: str) -> tuple[str, bool]:
    """Return the address of the records and whether they are the members of an object.

    They are the elements of the document, or of the uppermost array of objects in it, the longest of several; or the
    members of the document itself, if there are several of one kind; else the document is one record.
    """
    source = _Utf8(path, encoding)
    arrays: dict[str, int] = {}
    members: list[str] = []
    try:
        for prefix, event, _ in ijson.parse(source):
            if not prefix and event == "start_array":
                return "item", False
            if (
                event == "start_map"
                and prefix.endswith(".item")
                and prefix.count(".") <= DEEP
                and ".item." not in prefix
            ):
                arrays[prefix] = arrays.get(prefix, 0) + 1
            if prefix and "." not in prefix and event not in ("end_map", "end_array", "map_key"):
                members.append(event)
    finally:
        source.close()
    kinds = set(members)
    if len(members) >= MEMBERS and len(kinds) == 1 and kinds <= {"start_map", "start_array"}:
        return "", True
    if not arrays:
        return "", False
    return max(arrays, key=lambda prefix: (-prefix.count("."), arrays[prefix])), False


def _rows(path: Path, encoding: str, at: str, keyed: bool, progress: Progress | None = None) -> Iterator[Row]:
    source = _Utf8(path, encoding, progress)
    try:
        if keyed:
            for name, value in ijson.kvitems(source, at):
                yield {KEY: name, **_members(value)} if isinstance(value, dict) else {KEY: name, VALUE: _cell(value)}
            return
        for value in ijson.items(source, at):
            yield [_cell(one) for one in value] if isinstance(value, list) else _members(value)
    finally:
        source.close()


def _members(value: Any) -> dict[str, str | None]:
    """Return the members of a record; of a feature (GeoJSON, RFC 7946) its properties, and its geometry as JSON."""
    if not isinstance(value, dict):
        return {VALUE: _cell(value)}
    if value.get("type") == "Feature" and "geometry" in value:
        own = value.get("properties") or {}
        number = {"id": value["id"]} if "id" in value and "id" not in own else {}
        value = {**number, **own, "geometry": value["geometry"]}
    return {name: _cell(one) for name, one in value.items()}


def _cell(value: Any) -> str | None:
    """Return a value as the text of a cell: numbers with the digits that were written, nested values as JSON."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return f"{value}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=float)
