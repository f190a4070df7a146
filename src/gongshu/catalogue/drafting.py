"""What a database says of a table, as lines of the YAML file of an entry; the steward adds what no database knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_CHECK: Final = "# 待补充 / to add"


def lines_of(table: Mapping[str, Any], code_sets: Mapping[str, Sequence[str]] | None = None) -> dict[str, list[str]]:
    """Return the lines of the fields that a table tells.

    `table` is {"table", "comment", "columns": [{column, type, item_type, length, required, key, comment}], "code_tables": [{column, table, comment, codes}]};
    `code_sets` are, by column, the code sets that mean what its code table means. One becomes the standard of the item; the steward looks at it.
    """
    keyed = any(each["key"] is not None for each in table["columns"])
    comment = str(table["comment"])
    named = [f"title: {_said(comment)}"] if comment else [f'title: ""  {_CHECK}: {table["table"]}']
    return {
        "title": named,
        "format": ["format: database"],
        "data_type": ["data_type: structured"],
        "delivery_mode": [f"delivery_mode: {'upsert' if keyed else 'replace'}"],
        "items": [
            "items:",
            "  # level, personal, duty, standard: 由数据专员补充 / the steward adds them",
            *_items(table, code_sets or {}),
        ],
    }


def _items(table: Mapping[str, Any], code_sets: Mapping[str, Sequence[str]]) -> Iterator[str]:
    coded = {each["column"]: each for each in table["code_tables"]}
    for each in table["columns"]:
        if each["item_type"] is None:
            yield f"  # {each['column']} ({each['type']}) 不是数据项能够保存的类型 / holds bytes, which no item holds"
            continue
        # The code stays the column's own name, so that what is fetched finds its item without being told.
        said: dict[str, Any] = {
            "name": each["comment"] or each["column"],
            "code": each["column"],
            "type": each["item_type"],
        }
        said |= {"length": each["length"]} if each["length"] and each["item_type"] == "text" else {}
        said |= {"key": True} if each["key"] is not None else {}
        said |= {"required": True} if each["required"] or each["key"] is not None else {}
        alike = code_sets.get(each["column"], ())
        said |= {"standard": alike[0]} if len(alike) == 1 else {}
        told = ", ".join(f"{key}: {_said(value)}" for key, value in said.items())
        lacks = "" if each["comment"] else f"  {_CHECK}: 名称 / the name"
        if each["column"] in coded:
            yield f"  {_coded(coded[each['column']], alike)}"
        yield f"  - {{{told}}}{lacks}"


def _coded(held: Mapping[str, Any], alike: Sequence[str]) -> str:
    """Return the comment above an item whose values another table explains."""
    named = " ".join(f"{held['table']} {held['comment']}".split())
    if held["codes"] is None:
        return f"# {held['column']}: 引用 / refers to {named}"
    codes = ", ".join(" ".join(f"{code} {name}".split()) for code, name in held["codes"].items())
    if not alike:
        return (
            f"# {held['column']}: 代码表 / code table {named}: {codes}  {_CHECK}: 代码集 / the code set, or propose one"
        )
    # One is taken over below, of several the steward chooses.
    return f"# {held['column']}: 代码表 / code table {named}: {codes}; 核对 / look: {', '.join(alike)}"


def _said(value: Any) -> str:
    # JSON is YAML, and quotes whatever a comment of a database holds; a comment of several lines is one name.
    return json.dumps(" ".join(value.split()) if isinstance(value, str) else value, ensure_ascii=False)
