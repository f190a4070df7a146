"""A catalogue's file as records: workbooks, CSV, JSON of portals, CKAN and data.json, JSON lines; packed with gzip or not."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from gongshu.catalogue.errors import FileUnfit

_ENCODINGS = ("utf-8-sig", "gb18030", "big5")
_LARGEST = 512 * 1024 * 1024  # bytes of an unpacked file; a packed one may say less than it holds
_DELIMITERS = ",\t;|"
csv.field_size_limit(16 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Record:
    """One data set as its source describes it."""

    line: int  # of a table the line, of JSON the place in the list, as people count
    said: Mapping[str, Any]


def records(content: bytes, within: Sequence[str] = ()) -> Iterator[Record]:
    """Yield the records of a file; `within` are the paths at which JSON may hold their list, the first that does counts.

    Raises: FileUnfit for a file that is none of the forms, or holds no list of records.
    """
    content = unpacked(content)
    if content.startswith(b"PK\x03\x04"):
        return _sheet(content)
    text = _text(content)
    head = text.lstrip()[:1]
    if head in ("{", "["):
        return _json(text, within)
    if head == "":
        raise FileUnfit("文件是空的", "the file is empty", "换一个文件", "choose another file")
    return _csv(text)


def unpacked(content: bytes) -> bytes:
    """Return a file as it was before gzip. Raises: FileUnfit for one that is damaged, or larger than can be held."""
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            held = packed.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise FileUnfit(
            f"压缩文件损坏：{problem}", f"the packed file is damaged: {problem}", "重新下载", "fetch it again"
        ) from problem
    if len(held) > _LARGEST:
        raise FileUnfit(
            f"解压后超过 {_LARGEST >> 20} MiB", f"it unpacks to more than {_LARGEST >> 20} MiB",
            "分成几个文件导入", "import it in several files",
        )  # fmt: skip
    return held


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnfit(
        "文件既不是 UTF-8 也不是 GB18030", "the file is neither UTF-8 nor GB18030",
        "另存为 UTF-8 或者 XLSX", "save it as UTF-8 or XLSX",
    )  # fmt: skip


def _json(text: str, within: Sequence[str]) -> Iterator[Record]:
    try:
        document = json.loads(text, strict=False)
    except json.JSONDecodeError as problem:
        if problem.msg == "Extra data":
            return _lines(text)
        raise FileUnfit(
            f"JSON 第 {problem.lineno} 行第 {problem.colno} 列有误：{problem.msg}",
            f"JSON is broken at line {problem.lineno} column {problem.colno}: {problem.msg}",
            "改正后再导入", "mend it and import again",
        ) from problem  # fmt: skip
    except RecursionError as problem:
        raise FileUnfit("JSON 嵌套过深", "JSON is nested too deeply", "拆分文件", "divide the file") from problem
    return _members(_listed(document, within))


def _lines(text: str) -> Iterator[Record]:
    for place, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                said = json.loads(line, strict=False)
            except json.JSONDecodeError as problem:
                raise FileUnfit(
                    f"第 {place} 行不是 JSON：{problem.msg}", f"line {place} is no JSON: {problem.msg}",
                    "改正后再导入", "mend it and import again",
                ) from problem  # fmt: skip
            yield Record(place, said if isinstance(said, dict) else {})


def _listed(document: Any, within: Sequence[str]) -> list[Any]:
    if isinstance(document, list):
        return document
    for path in within:
        held: Any = document
        for part in path.split("."):
            held = held.get(part) if isinstance(held, dict) else None
        if isinstance(held, list):
            return held
        if isinstance(held, dict) and held and all(isinstance(each, dict) for each in held.values()):
            return list(held.values())
    lists = [held for held in document.values() if isinstance(held, list) and held and isinstance(held[0], dict)]
    if len(lists) == 1:
        return list(lists[0])
    raise FileUnfit(
        f"JSON 中没有目录列表，有的键：{', '.join(map(str, document))[:200]}",
        f"JSON holds no list of data sets; its keys are {', '.join(map(str, document))[:200]}",
        "选用与文件相符的映射", "choose the mapping that fits the file",
    )  # fmt: skip


def _members(found: Sequence[Any]) -> Iterator[Record]:
    for place, each in enumerate(found, 1):
        # package_list gives names alone; each is a record that says nothing else.
        yield Record(place, each if isinstance(each, dict) else {"name": each})


def _csv(text: str) -> Iterator[Record]:
    head = text[:65536].split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: list[str] = []
    before = 0
    for row in reader:
        line, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in row):
            continue
        if not header:
            header = [cell.strip() for cell in row]
            continue
        yield Record(line, dict(zip(header, row, strict=False)))


def _sheet(content: bytes) -> Iterator[Record]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile) as problem:
        raise FileUnfit(
            f"工作簿打不开：{problem}", f"the workbook cannot be opened: {problem}",
            "去掉密码，或者重新保存为 XLSX", "remove its password or save it again as XLSX",
        ) from problem  # fmt: skip
    header: list[str] = []
    for place, row in enumerate(rows, 1):
        cells = [_cell(cell) for cell in row]
        filled = sum(bool(cell) for cell in cells)
        if not header:
            # Forms begin with a title line: the header is the first line with more than one cell.
            header = cells if filled > 1 else []
        elif filled:
            yield Record(place, dict(zip(header, cells, strict=False)))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
