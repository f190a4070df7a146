"""The tools: what each is for, what it takes, and which public address answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

_NUMBER: Final = {
    "type": "string",
    "pattern": "^[0-9A-Za-z]+-[0-9]+$",
    "maxLength": 30,
    "description": "Number of a data set (目录编号), such as 511700-0042, as `search` gives it.",
}
_VALUE: Final = {"type": ["string", "number", "boolean"]}
# What stands behind a data set's number and is no key: files and interfaces are not read through here.
_TAKEN: Final = ("download", "files", "interfaces", "call", "verify")
_FACETS: Final[Mapping[str, str]] = {
    "provider": "Code of the body that provides it (提供方).",
    "domain": "Domain (领域), such as transport or health.",
    "region": "Division code (行政区划), such as 511700.",
    "opening": "unconditional: anybody takes it; conditional: it takes an application (开放属性).",
    "frequency": "How often it is updated (更新频率): daily, weekly, monthly, yearly …",
    "format": "Format of its data (格式).",
}
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of this node: a path and the parameters of its address."""

    path: str
    parameters: Sequence[tuple[str, str]] = ()


class Unanswerable(Exception):
    """The arguments fit their schema, and still no address answers them; the message says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool as assistants know it."""

    name: str
    title: str
    description: str
    properties: Mapping[str, Any]
    required: Sequence[str] = ()
    question: Callable[[Given], Question]

    @property
    def schema(self) -> dict[str, Any]:
        return {
            "type": "object", "properties": dict(self.properties), "required": list(self.required), "additionalProperties": False,
        }  # fmt: skip


def _search(given: Given) -> Question:
    said = [("q", str(given.get("text", "")))]
    said += [(name, str(given[name])) for name in _FACETS if name in given]
    said += [(name, str(given[name])) for name in ("after", "size") if name in given]
    return Question("/api/v1/catalogue", [*said, *([("live", "1")] if given.get("live") else [])])


def _describe(given: Given) -> Question:
    return Question(f"/api/v1/catalogue/{given['entry']}")


def _cite(given: Given) -> Question:
    return Question(f"/api/v1/catalogue/{given['entry']}/citation")


def _query(given: Given) -> Question:
    address = f"/data/{given['entry']}"
    if key := [_text(part) for part in given.get("key", ())]:
        if key[0].partition("/")[0] in _TAKEN or given.get("where") or "" in key:
            raise Unanswerable(
                "name the row by `where` and not by `key`, for this value is also part of an address, or is empty, or `where` was given too"
            )
        return Question("/".join([address, *(quote(part, safe="") for part in key)]))
    said = [(name, str(given[name])) for name in ("limit", "after") if name in given]
    where = given.get("where", {})
    if {"limit", "after"} & where.keys():
        raise Unanswerable("rows cannot be chosen by items that are called limit or after")
    return Question(address, [*said, *((item, _text(value)) for item, value in where.items())])


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


TOOLS: Final[Mapping[str, Tool]] = {
    tool.name: tool
    for tool in (
        Tool(
            name="search", title="搜索数据目录", question=_search,
            description="Search the public data catalogue of this place by words (Chinese finds most) and by facets. Returns hits with their numbers, counts by facet, "
            "and `after`, with which the next page is asked for. Data sets that are withheld from the public are not in it.",
            properties={
                "text": {"type": "string", "maxLength": 200, "description": "Words; two characters are enough, synonyms are looked up too."},
                **{name: {"type": "string", "maxLength": 60, "description": said} for name, said in _FACETS.items()},
                "live": {"type": "boolean", "description": "Only data sets that have data."},
                "size": {"type": "integer", "minimum": 1, "maximum": 50, "description": "Hits of a page; 20 where nothing is said."},
                "after": {"type": "string", "maxLength": 30, "description": "`after` of the page before."},
            },
        ),
        Tool(
            name="describe", title="查看数据集说明", question=_describe, required=("entry",), properties={"entry": _NUMBER},
            description="Everything the catalogue says of one data set: provider, items with their codes, types and keys, resources, rows, when it was updated, "
            "sharing and opening attributes, licence.",
        ),
        Tool(
            name="query", title="查询数据行", question=_query, required=("entry",),
            description="Rows of a data set that is opened unconditionally: by its key, or page by page in a steady order, optionally those whose items equal values. "
            "Personal items leave masked. `next` of the answer is `after` of the next page. For all rows, give the user the download that `cite` names.",
            properties={
                "entry": _NUMBER,
                "key": {"type": "array", "items": _VALUE, "minItems": 1, "maxItems": 8, "description": "Values of the key items, in the order of `describe`."},
                "where": {"type": "object", "additionalProperties": _VALUE, "maxProperties": 8, "description": "Item code → value that the row has."},
                "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "Rows of a page; 100 where nothing is said."},
                "after": {"type": "integer", "minimum": 0, "description": "`next` of the page before."},
            },
        ),
        Tool(
            name="cite", title="引用数据集", question=_cite, required=("entry",), properties={"entry": _NUMBER},
            description="How to cite a data set in an answer or a paper: the sentence, version and snapshot, licence, each file with its SHA-256, and the address of the "
            "receipt that proves the digest to be in this place's transparency log. Cite whatever you answer from.",
        ),
    )
}  # fmt: skip
