"""From the items of an entry to the columns of the lake, and back to what a delivery remembers of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gongshu.catalogue.models import EntryVersion, Item
from gongshu.lake.columns import Column, ColumnType


def of_version(version: EntryVersion) -> tuple[Column, ...]:
    """Return the columns that the items of a version declare, in their order; none where it declares no items."""
    return tuple(_column(item) for item in version.items.order_by("place"))


def _column(item: Item) -> Column:
    return Column(
        name=item.name,
        code=item.code,
        type=ColumnType(item.type),
        key=item.key,
        required=item.required,
        level=item.level or None,
        length=item.length,
    )


def as_json(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [
        {
            "name": c.name,
            "code": c.code,
            "type": c.type.value,
            "key": c.key,
            "required": c.required,
            "level": c.level,
            "length": c.length,
        }
        for c in columns
    ]


def from_json(said: Sequence[Mapping[str, Any]]) -> tuple[Column, ...]:
    return tuple(Column(**{**each, "type": ColumnType(each["type"])}) for each in said)
