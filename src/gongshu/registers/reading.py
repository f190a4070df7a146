"""Reads a duty list as offices keep it: a workbook or CSV with the usual headings, one duty on a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from gongshu.catalogue.importing.records import Record, records
from gongshu.registers.errors import RegisterUnfit

# What offices call the columns; the first that a file has counts.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("职责编号", "职权编码", "权力编码", "事项编码", "编号", "序号", "code"),
    "name": ("职责名称", "职权名称", "权力名称", "事项名称", "职责", "名称", "name"),
    "law": ("依据名称", "法律法规名称", "设定依据", "依据", "law"),
    "article": ("依据条款", "条款", "条款号", "article"),
    "office": ("承办机构", "内设机构", "责任处室", "责任科室", "office"),
}
_NEEDED = ("code", "name", "law", "article")
_LONGEST: Final = {"code": 40, "name": 200, "law": 120, "article": 60, "office": 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One duty as the file says it."""

    code: str
    name: str
    law: str
    article: str
    office: str = ""


def read(content: bytes, file: str) -> dict[str, Row]:
    """Return the duties of a file by their codes. Raises: FileUnfit for no table; RegisterUnfit naming every fault by its line."""
    rows: dict[str, Row] = {}
    faults: list[tuple[str, str]] = []
    for record in records(content):
        said = _said(record)
        found = list(_faults(said, rows))
        faults += [(f"第 {record.line} 行：{zh}", f"line {record.line}: {en}") for zh, en in found]
        if not found:
            rows[said["code"]] = Row(**said)
    if not rows and not faults:
        faults = [("没有一行职责", "it holds no duty")]
    if faults:
        raise RegisterUnfit(file, faults)
    return rows


def _said(record: Record) -> dict[str, str]:
    def cell(names: tuple[str, ...]) -> str:
        return next((str(record.said[name] or "").strip() for name in names if name in record.said), "")

    return {field: cell(names) for field, names in HEADINGS.items()}


def _faults(said: Mapping[str, str], rows: Mapping[str, Row]) -> Iterator[tuple[str, str]]:
    for field in _NEEDED:
        if not said[field]:
            yield f"缺少“{HEADINGS[field][0]}”", f"lacks {field} ({HEADINGS[field][0]})"
    for field, longest in _LONGEST.items():
        if len(said[field]) > longest:
            yield f"“{HEADINGS[field][0]}”超过 {longest} 个字符", f"{field} is longer than {longest} characters"
    if said["code"] and said["code"] in rows:
        yield f"编号 {said['code']} 重复", f"the code {said['code']} stands twice"
