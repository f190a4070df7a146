"""The members of a list that JSON holds somewhere, one at a time: portals hand out hundreds of megabytes as one document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TextIO

from gongshu.catalogue.errors import FileUnfit

_PIECE: Final = 1 << 18  # characters that are read at once
_LONGEST: Final = 64 << 20  # characters of one member
_NAMES: Final = 20  # that are told where no list is found
_BLANK: Final = " \t\r\n\ufeff"
_DECODER = json.JSONDecoder(strict=False)
Path = tuple[str, ...]


@dataclass(slots=True)
class List:
    """A list within a document, or a mapping whose values are its members."""

    path: Path
    mapped: bool = False
    count: int = 0
    all_mappings: bool = True
    first_mapping: bool = False

    def take(self, member: Any) -> None:
        mapping = isinstance(member, dict)
        self.first_mapping |= mapping and not self.count
        self.all_mappings &= mapping
        self.count += 1


class MoreFollows(Exception):
    """After the first value comes another: lines of JSON."""


class Document:
    """A reader over one JSON text that keeps no more of it than the value in hand."""

    def __init__(self, source: TextIO, within: Sequence[str]) -> None:
        self._source, self._text, self._at, self._before = source, "", 0, 0
        self._lines, self._ended = 1, False
        self.names: list[str] = []  # at the top
        self._ways = {tuple(path.split(".")[:end]) for path in within for end in range(1, path.count(".") + 2)}

    def members(self) -> Iterator[tuple[List, Any]]:
        """Yield each member of every list at the top or on the paths, with the list that it is in. Raises: FileUnfit."""
        yield from self._value((), self._next())
        if self._next():
            raise MoreFollows

    def _value(self, path: Path, first: str) -> Iterator[tuple[List, Any]]:
        if first == "[" and (len(path) < 2 or path in self._ways):
            yield from self._list(List(path))
        elif first == "{" and (not path or path in self._ways):
            yield from self._mapping(path)
        else:
            self._whole()

    def _list(self, found: List) -> Iterator[tuple[List, Any]]:
        self._at += 1
        more = self._next() != "]"
        while more:
            member = self._whole()
            found.take(member)
            yield found, member
            more = self._goes_on("]")
        if not found.count:
            yield found, None
            self._at += 1

    def _mapping(self, path: Path) -> Iterator[tuple[List, Any]]:
        """Go down where a path leads; what else a mapping on a path holds may be members by their names."""
        mapped = List(path, mapped=True)
        self._at += 1
        more = self._next() != "}"
        if not more:
            self._at += 1
        while more:
            name = self._whole()
            if not isinstance(name, str) or self._next() != ":":
                raise self._unfit("Expecting a name and ':'")
            self._at += 1
            below, first = (*path, name), self._next()
            if not path and len(self.names) < _NAMES:
                self.names.append(name)
            if (first == "[" and len(below) < 2) or below in self._ways:
                mapped.all_mappings &= first == "{"
                yield from self._value(below, first)
            else:
                member = self._whole()
                mapped.take(member)
                if path:
                    yield mapped, member
            more = self._goes_on("}")

    def _goes_on(self, end: str) -> bool:
        mark = self._next()
        if mark not in (",", end):
            raise self._unfit(f"Expecting ',' or '{end}'")
        self._at += 1
        if mark == end:
            return False
        self._next()
        return True

    def _next(self) -> str:
        """Return the next character that is no blank, empty at the end of the text."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _whole(self) -> Any:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
                if end < len(self._text) or not self._more():  # A number may go on in what is not read yet.
                    self._at = end
                    return value
            except json.JSONDecodeError as problem:
                if len(self._text) - self._at > _LONGEST or not self._more():
                    raise self._unfit(problem.msg, problem.pos) from problem
            except RecursionError as problem:
                raise FileUnfit(
                    "JSON 嵌套过深", "JSON is nested too deeply", "拆分文件", "divide the file"
                ) from problem

    def _more(self) -> bool:
        """Read on; what was taken is forgotten, and as much is read as is held, so that a long member is tried seldom."""
        if self._ended:
            return False
        left = self._text[self._at :]
        piece = self._source.read(max(_PIECE, len(left)))
        self._ended = not piece
        if piece:
            self._lines += self._text.count("\n", 0, self._at)
            self._text, self._at = left + piece, 0
        return bool(piece)

    def _unfit(self, message: str, at: int | None = None) -> FileUnfit:
        at = self._at if at is None else at
        line = self._lines + self._text.count("\n", 0, at)
        column = at - self._text.rfind("\n", 0, at)
        return FileUnfit(
            f"JSON 第 {line} 行第 {column} 列有误：{message}", f"JSON is broken at line {line} column {column}: {message}",
            "改正后再导入", "mend it and import again",
        )  # fmt: skip


def chosen(found: Sequence[List], within: Sequence[str], names: Sequence[str]) -> List:
    """Return the list that holds the records: at the top, on the first path that leads to one, or the only one there is.

    Raises: FileUnfit, which tells the names that the document has.
    """
    by_path = {(each.path, each.mapped): each for each in found}
    if (top := by_path.get(((), False))) is not None:
        return top
    for path in (tuple(each.split(".")) for each in within):
        listed, mapped = by_path.get((path, False)), by_path.get((path, True))
        if listed is not None:
            return listed
        if mapped is not None and mapped.count and mapped.all_mappings:
            return mapped
    only = [each for each in found if len(each.path) == 1 and not each.mapped and each.first_mapping]
    if len(only) == 1:
        return only[0]
    raise FileUnfit(
        f"JSON 中没有目录列表，有的键：{', '.join(names)[:200]}", f"JSON holds no list of data sets; its keys are {', '.join(names)[:200]}",
        "选用与文件相符的映射", "choose the mapping that fits the file",
    )  # fmt: skip
