"""Reads a tree of classes: a workbook or CSV, one class on a line, its code and its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gongshu.catalogue.errors import ClassesUnfit
from gongshu.catalogue.importing.records import Record, records
from gongshu.catalogue.models.codes import DEEPEST

EXAMPLE: Final = Path(__file__).with_name("example.csv")
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("分类代码", "代码", "类目代码", "code"),
    "zh": ("分类名称", "名称", "类目名称", "name"),
    "en": ("英文名称", "english"),
}
_LONGEST: Final = {"code": 20, "zh": 120, "en": 120}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One class as the file says it; `parent` is the longest code of the file that its own begins with."""

    code: str
    zh: str
    en: str = ""
    parent: str = ""
    level: int = 1


def read(content: bytes, file: str) -> list[Line]:
    """Return the classes of a file, those above first. Raises: FileUnfit for no table; ClassesUnfit naming every fault by its line."""
    said: dict[str, tuple[int, dict[str, str]]] = {}
    faults: list[tuple[str, str]] = []
    for record in records(content):
        row = _said(record)
        found = list(_faults(row, said))
        faults += [_at(record.line, *each) for each in found]
        if not found:
            said[row["code"]] = (record.line, row)
    made: dict[str, Line] = {}
    for code in sorted(said):
        line, row = said[code]
        above = next((code[:end] for end in range(len(code) - 1, 0, -1) if code[:end] in made), "")
        level = made[above].level + 1 if above else 1
        if level > DEEPEST:
            faults.append(
                _at(
                    line,
                    f"{code} 在第 {level} 级，分类最多 {DEEPEST} 级",
                    f"{code} is on level {level}; there are {DEEPEST} at most",
                )
            )
        made[code] = Line(**row, parent=above, level=level)
    if not made and not faults:
        faults = [("没有一行分类", "it holds no class")]
    if faults:
        raise ClassesUnfit(file, faults)
    return list(made.values())


def _said(record: Record) -> dict[str, str]:
    def cell(names: tuple[str, ...]) -> str:
        return next((str(record.said[name] or "").strip() for name in names if name in record.said), "")

    return {field: cell(names) for field, names in HEADINGS.items()}


def _faults(row: Mapping[str, str], said: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if not row["code"].isdecimal() or not row["code"].isascii():
        yield f"代码“{row['code']}”不是数字", f"the code {row['code']!r} is no number"
    if not row["zh"]:
        yield "缺少名称", "lacks a name"
    for field, longest in _LONGEST.items():
        if len(row[field]) > longest:
            yield f"“{HEADINGS[field][0]}”超过 {longest} 个字符", f"{field} is longer than {longest} characters"
    if row["code"] in said:
        yield f"代码 {row['code']} 重复", f"the code {row['code']} stands twice"


def _at(line: int, zh: str, en: str) -> tuple[str, str]:
    return f"第 {line} 行：{zh}", f"line {line}: {en}"
