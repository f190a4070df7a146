"""What a program asks of an action: parameters as CKAN reads them, and its filters as our facets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from gongshu.catalogue.ckan.errors import ActionError
from gongshu.catalogue.queries import Asked

MOST: Final = 1_000  # rows of an answer
FACETS: Final = {
    "organization": "provider", "owner_org": "provider", "groups": "domain", "opening": "opening", "sharing": "sharing", "update_frequency": "frequency",
    "region": "region", "format": "format",
}  # fmt: skip
ORDERS: Final = {
    "score": "", "relevance": "", "metadata_modified": "published_at", "name": "number", "id": "number", "title": "title", "title_string": "title",
}  # fmt: skip
_FILTER = re.compile(
    r"""\s*[+]?(?:(?P<field>\w+):(?:"(?P<quoted>[^"]*)"|\((?P<several>[^)]*)\)|(?P<plain>[^\s()"]+))|(?P<joint>AND\b))\s*"""
)
_EVERYTHING: Final = ("", "*", "*:*")
Given = Mapping[str, Any]


def number(given: Given, name: str, default: int, most: int = MOST) -> int:
    """Return a count; more than `most` is `most`, as CKAN does it. Raises: ActionError."""
    said = given.get(name)
    if said in (None, ""):
        return default
    try:
        found = int(str(said))
    except ValueError:
        found = -1
    if found < 0:
        raise ActionError(f"Must be a natural number / 须为不小于 0 的整数，收到 {said!r}", name)
    return min(found, most)


def words(given: Given, name: str) -> list[str]:
    """Return a list, which comes as a list, as JSON or with commas. Raises: ActionError."""
    said = given.get(name)
    if isinstance(said, str) and said.lstrip().startswith("["):
        try:
            said = json.loads(said)
        except ValueError:
            raise ActionError(f"Must be a list / 须为列表，收到 {said!r}", name) from None
    if isinstance(said, str):
        said = [part.strip() for part in said.split(",") if part.strip()]
    if said is None or (isinstance(said, list) and all(isinstance(each, str) for each in said)):
        return said or []
    raise ActionError(f"Must be a list of texts / 须为文字的列表，收到 {said!r}", name)


def required(given: Given, *names: str) -> str:
    """Return the first parameter that is given. Raises: ActionError."""
    for name in names:
        if given.get(name) not in (None, ""):
            return str(given[name])
    raise ActionError("Missing value / 缺少该参数", names[0])


def is_true(given: Given, name: str) -> bool:
    return str(given.get(name, "")).lower() in ("true", "1", "yes")


def asked(given: Given) -> Asked:
    """Return the search that `q` and `fq` ask for. Raises: ActionError for a field that no facet answers."""
    text = str(given.get("q") or "").strip()
    facets: dict[str, tuple[str, ...]] = {}
    for filters in (
        *words_of_filters(given),
        *([text] if ":" in text and text not in _EVERYTHING and _is_filter(text) else []),
    ):
        for name, values in _filters(filters).items():
            facets[name] = tuple(dict.fromkeys((*facets.get(name, ()), *values)))
    plain = "" if text in _EVERYTHING or _is_filter(text) else text
    return Asked(text=plain, facets=facets)


def words_of_filters(given: Given) -> list[str]:
    several = given.get("fq_list")
    listed = words({"fq_list": several}, "fq_list") if isinstance(several, list) else []
    return [each for each in (str(given.get("fq") or ""), *listed) if each.strip() not in _EVERYTHING]


def _is_filter(text: str) -> bool:
    found = _FILTER.match(text)
    return bool(found and found["field"])


def _filters(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    place = 0
    while place < len(text.rstrip()):
        part = _FILTER.match(text, place)
        if part is None:
            raise ActionError(
                f"Cannot be read from here / 从此处起无法识别：{text[place : place + 40]!r}; write field:value AND field:value",
                "fq",
            )
        place = part.end()
        if part["joint"]:
            continue
        if part["field"] not in FACETS:
            raise ActionError(f"Undefined field / 没有字段 {part['field']}; known / 可用：{', '.join(FACETS)}", "fq")
        values = (
            [part["quoted"] or part["plain"]]
            if part["several"] is None
            else re.split(r"\s+OR\s+", part["several"].strip())
        )
        found[FACETS[part["field"]]] = tuple(value.strip('" ') for value in values if value)
    return found


def order(given: Given) -> str:
    """Return the order of a search as a column with its sign; empty: by relevance. Raises: ActionError."""
    said = str(given.get("sort") or "").split(",")[0].split()
    if not said:
        return ""
    column = ORDERS.get(said[0])
    if column is None:
        raise ActionError(f"Cannot sort by / 不能按 {said[0]} 排序; known / 可用：{', '.join(ORDERS)}", "sort")
    down = len(said) > 1 and said[1].lower() == "desc"
    return f"{'-' if down else ''}{column}" if column else ""
