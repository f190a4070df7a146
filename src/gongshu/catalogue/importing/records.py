"""A catalogue's file as records: workbooks, CSV, JSON of portals, CKAN and data.json, JSON lines; packed with gzip or not."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongshu.catalogue.errors import FileUnfit
from gongshu.catalogue.importing import members, workbook
from gongshu.catalogue.importing.content import HEAD, Content, head, text

_DELIMITERS = ",\t;|"
csv.field_size_limit(16 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Record:
    """One data set as its source describes it."""

    line: int  # of a table the line, of JSON the place in the list, as people count
    said: Mapping[str, Any]


def records(content: Content, within: Sequence[str] = ()) -> Iterator[Record]:
    """Yield the records of a file; `within` are the paths at which JSON may hold their list, the first that does counts.

    Raises: FileUnfit for a file that is none of the forms, or holds no list of records.
    """
    if head(content).startswith(b"PK\x03\x04"):
        yield from _table(workbook.rows(content))
        return
    first = _first(content)
    if first == "":
        raise FileUnfit("文件是空的", "the file is empty", "换一个文件", "choose another file")
    yield from _json(content, within, first) if first in "{[" else _csv(content)


def _first(content: Content) -> str:
    with text(content) as source:
        while piece := source.read(HEAD):
            if said := piece.lstrip("\ufeff \t\r\n"):
                return said[0]
    return ""


def _json(content: Content, within: Sequence[str], first: str) -> Iterator[Record]:
    if first == "[":
        wanted = members.List(())
    else:
        try:
            wanted = _wanted(content, within)
        except members.MoreFollows:
            yield from _lines(content)
            return
    with text(content) as source:
        try:
            for found, member in members.Document(source, within).members():
                if found.count and (found.path, found.mapped) == (wanted.path, wanted.mapped):
                    # package_list gives names alone; each is a record that says nothing else.
                    yield Record(found.count, member if isinstance(member, dict) else {"name": member})
        except members.MoreFollows as problem:
            raise FileUnfit(
                "JSON 的列表之后还有内容", "something follows the list of the JSON", "改正后再导入", "mend it and import again"
            ) from problem  # fmt: skip


def _wanted(content: Content, within: Sequence[str]) -> members.List:
    """Read all of a document for where its list is; which path counts is known only when all of it was seen."""
    with text(content) as source:
        document = members.Document(source, within)
        found = {(each.path, each.mapped): each for each, _member in document.members()}
    return members.chosen(list(found.values()), within, document.names)


def _lines(content: Content) -> Iterator[Record]:
    with text(content, newline=None) as source:
        for place, line in enumerate(source, 1):
            if line.strip("\ufeff \t\r\n"):
                try:
                    said = json.loads(line.lstrip("\ufeff"), strict=False)
                except json.JSONDecodeError as problem:
                    raise FileUnfit(
                        f"第 {place} 行不是 JSON：{problem.msg}", f"line {place} is no JSON: {problem.msg}",
                        "改正后再导入", "mend it and import again",
                    ) from problem  # fmt: skip
                yield Record(place, said if isinstance(said, dict) else {})


def _csv(content: Content) -> Iterator[Record]:
    with text(content) as source:
        delimiter = max(_DELIMITERS, key=source.read(HEAD).split("\n", 1)[0].count)
    with text(content) as source:
        yield from _table(_numbered(csv.reader(_without_null(source), delimiter=delimiter)))


def _without_null(source: Iterator[str]) -> Iterator[str]:
    """Programs that fill up fields of fixed length leave zeros behind, which no reader of CSV takes."""
    for line in source:
        yield line.replace("\0", "")


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    before = 0
    try:
        for row in reader:
            yield before + 1, row
            before = reader.line_num
    except csv.Error as problem:
        raise FileUnfit(
            f"CSV 第 {reader.line_num} 行有误：{problem}", f"CSV is broken at line {reader.line_num}: {problem}",
            "改正引号后再导入", "mend its quotes and import again",
        ) from problem  # fmt: skip


def _table(rows: Iterator[tuple[int, list[str]]]) -> Iterator[Record]:
    header: list[str] = []
    for line, row in rows:
        cells = [cell.strip() for cell in row]
        filled = sum(bool(cell) for cell in cells)
        if not header:
            # Forms begin with a title line: the header is the first line with more than one cell.
            header = [" ".join(cell.split()) for cell in cells] if filled > 1 else []
        elif filled:
            yield Record(line, _named(header, cells))


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Of columns with one name the first that says something counts."""
    said: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if name and not said.get(name):
            said[name] = cell
    return said
