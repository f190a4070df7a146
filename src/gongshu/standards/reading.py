"""Reads elements and codes as offices keep them: a workbook, CSV or JSON with the usual headings; every fault is told by its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from gongshu.catalogue.importing.records import Record, records
from gongshu.catalogue.words import ItemType
from gongshu.standards.content import Code, Element, Part
from gongshu.standards.errors import StandardUnfit

# What offices call the columns; the first that a file has counts. The first of each is what an export writes.
HEADINGS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "elements": {
        "code": ("数据元编码", "数据元标识符", "内部标识符", "标识符", "code"),
        "zh": ("中文名称", "数据元名称", "名称", "zh", "name"),
        "en": ("英文名称", "en"),
        "definition": ("定义", "说明", "definition"),
        "type": ("数据类型", "表示类型", "类型", "type"),
        "length": ("最大长度", "长度", "length"),
        "code_set": ("值域代码集", "值域", "代码集", "code_set"),
        "source": ("来源标准", "来源", "source"),
    },
    "codes": {
        "code_set": ("代码集编号", "代码集编码", "代码集", "code_set"),
        "set_zh": ("代码集名称", "set_zh"),
        "value": ("代码", "代码值", "value"),
        "zh": ("代码名称", "中文名称", "名称", "zh"),
        "en": ("英文名称", "en"),
        "since": ("生效日期", "启用日期", "since"),
        "until": ("失效日期", "停用日期", "until"),
    },
}
_NEEDED: Final = {"elements": ("code", "zh", "type"), "codes": ("code_set", "set_zh", "value", "zh")}
_LONGEST: Final = {
    "code": 120,
    "zh": 120,
    "en": 120,
    "definition": 2000,
    "code_set": 120,
    "set_zh": 120,
    "value": 60,
    "source": 200,
}
# What standards call the types: in words, and as GB/T 18391 and GB/T 19488.1 write them.
_TYPES: Final[Mapping[str, str]] = {
    **{each: each for each in ItemType.values}, "字符型": "text", "字符串": "text", "文本": "text", "c": "text", "an": "text", "a": "text",
    "数值型": "decimal", "数字型": "decimal", "小数": "decimal", "n": "decimal", "整数": "integer", "整型": "integer", "日期型": "date", "日期": "date",
    "d": "date", "日期时间型": "datetime", "日期时间": "datetime", "dt": "datetime", "布尔型": "boolean", "是否": "boolean", "b": "boolean",
}  # fmt: skip
Fault = tuple[str, str]  # zh, en


def read(content: bytes, file: str) -> tuple[str, list[Part]]:
    """Return which part of a standard a file holds, elements or codes, and what it says.

    Raises: FileUnfit for no table; StandardUnfit naming every fault by its line.
    """
    found = list(records(content))
    part = _part(found)
    said: dict[str, Part] = {}
    faults: list[Fault] = []
    for record in found:
        row = _row(part, record)
        wrong = [*_faults(part, row), *_typed(part, row)]
        made = None if wrong else _made(part, row)
        if made is not None and made.code in said:
            wrong.append((f"{made.code} 重复", f"{made.code} stands twice"))
        faults += [(f"第 {record.line} 行：{zh}", f"line {record.line}: {en}") for zh, en in wrong]
        if made is not None:
            said.setdefault(made.code, made)
    if not said and not faults:
        faults = [("没有一行内容", "it holds no line")]
    if faults:
        raise StandardUnfit(file, faults)
    return part, list(said.values())


def _part(found: list[Record]) -> str:
    """A file with a column for single codes holds codes, any other elements."""
    names = set(found[0].said) if found else set()
    return (
        "codes" if names & set(HEADINGS["codes"]["value"]) and names & set(HEADINGS["codes"]["set_zh"]) else "elements"
    )


def _row(part: str, record: Record) -> dict[str, str]:
    def cell(names: tuple[str, ...]) -> str:
        return next((_text(record.said[name]) for name in names if name in record.said), "")

    return {field: cell(names) for field, names in HEADINGS[part].items()}


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _faults(part: str, row: Mapping[str, str]) -> Iterator[Fault]:
    for field in _NEEDED[part]:
        if not row[field]:
            yield f"缺少“{HEADINGS[part][field][0]}”", f"lacks {field} ({HEADINGS[part][field][0]})"
    for field, said in row.items():
        if len(said) > _LONGEST.get(field, 60):
            yield (
                f"“{HEADINGS[part][field][0]}”超过 {_LONGEST.get(field, 60)} 个字符",
                f"{field} is longer than {_LONGEST.get(field, 60)} characters",
            )


def _typed(part: str, row: dict[str, str]) -> Iterator[Fault]:
    if part == "elements":
        kind = _TYPES.get(row["type"].lower(), "")
        if row["type"] and not kind:
            known = "、".join(ItemType.values)
            yield (
                f"不认识数据类型“{row['type']}”，可用 {known}",
                f"the type {row['type']!r} is unknown; write one of {known}",
            )
        row["type"] = kind
        if row["length"] and not (row["length"].isdecimal() and 0 < int(row["length"]) < 1_000_000):
            yield (
                f"“最大长度”须是大于 0 的整数，不是“{row['length']}”",
                f"length is a whole number above 0, not {row['length']!r}",
            )
        return
    for field in ("since", "until"):
        try:
            row[field] = date.fromisoformat(row[field][:10].replace("/", "-")).isoformat() if row[field] else ""
        except ValueError:
            yield (
                f"“{HEADINGS[part][field][0]}”须写成 2025-09-29，不是“{row[field]}”",
                f"{field} is a day like 2025-09-29, not {row[field]!r}",
            )
            row[field] = ""
    if row["since"] and row["until"] and row["until"] < row["since"]:
        yield (
            f"失效日期 {row['until']} 早于生效日期 {row['since']}",
            f"it ends on {row['until']}, before it begins on {row['since']}",
        )


def _made(part: str, row: Mapping[str, str]) -> Part:
    if part == "codes":
        return Code(**row)
    return Element(**{**row, "length": int(row["length"]) if row["length"] else None})  # type: ignore[arg-type]
