"""From a source's row to what may leave: the items that were described and granted, in their types, cut and masked."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from gongshu.interfaces.wire.json_rows import changed
from gongshu.lake.columns import Column, ColumnType, quoted
from gongshu.lake.conditions import compile_condition
from gongshu.lake.export import shortest
from gongshu.lake.mask import Mask, masked

_ABSENT = object()
_TRUTHS = {"true": True, "false": False, "1": True, "0": False}


class Shape:
    """Makes the rows of one call. `items` are the types of the entry's items, `granted` those that may leave."""

    def __init__(
        self,
        fields: Mapping[str, str],
        items: Mapping[str, str],
        keys: Sequence[str],
        granted: Sequence[str],
        where: Mapping[str, Any],
        masks: Mapping[str, Mask],
    ) -> None:
        self._fields = {item: name for item, name in fields.items() if item in items}
        self._types, self._keys = {item: ColumnType(items[item]) for item in self._fields}, keys
        self._granted, self._masks = [item for item in granted if item in self._fields], masks
        self._test = _Test(where, self._types) if where else None
        self._seen: set[str] = set()
        self.rows_in = 0

    def take(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what may leave of a row; None for one outside the rows that were granted. Raises: CallFailed (schema)."""
        self.rows_in += 1
        found = {item: _at(row, name) for item, name in self._fields.items()}
        present = {item for item, value in found.items() if value is not _ABSENT}
        lost = [self._fields[item] for item in self._keys if item in self._fields and item not in present]
        if lost or not present:
            raise changed(", ".join(lost) or ", ".join(self._fields.values()))
        self._seen |= present
        values = {
            item: None if value is _ABSENT else cast(value, self._types[item], self._fields[item])
            for item, value in found.items()
        }
        if self._test is not None and not self._test.holds(values):
            return None
        return {item: masked(self._masks.get(item, Mask.NONE), values[item]) for item in self._granted}

    @property
    def missing(self) -> list[str]:
        """Described fields that no row had: the source may be changing its answer."""
        return [name for item, name in self._fields.items() if item not in self._seen] if self.rows_in else []

    def close(self) -> None:
        if self._test is not None:
            self._test.close()


class _Test:
    """The rows of a grant, asked of a row by the same compiled condition that the serving copy is read with."""

    def __init__(self, where: Mapping[str, Any], types: Mapping[str, ColumnType]) -> None:
        kinds = {item: Column(item, item, type_).sql_type for item, type_ in types.items()}
        sql, self._values = compile_condition(where, kinds, sqlite=True)
        self._items = list(types)
        columns = ", ".join(f"? AS {quoted(item)}" for item in self._items)
        self._statement = f"SELECT 1 FROM (SELECT {columns}) WHERE {sql}"
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)

    def holds(self, values: Mapping[str, Any]) -> bool:
        said = [int(value) if isinstance(value, bool) else value for value in (values[item] for item in self._items)]
        with closing(self._connection.execute(self._statement, [*said, *self._values])) as found:
            return found.fetchone() is not None

    def close(self) -> None:
        self._connection.close()


def _at(row: Mapping[str, Any], name: str) -> Any:
    if name in row:
        return row[name]
    found: Any = row
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return _ABSENT
        found = found[part]
    return found


def cast(value: Any, type_: ColumnType, field: str) -> Any:
    """Return a value in the type of its item, as the gateway writes it: decimals and days as text. Raises: CallFailed (schema)."""
    if value is None or (value == "" and type_ is not ColumnType.TEXT):
        return None
    if isinstance(value, Mapping | list):
        raise changed(field)
    try:
        return _cast(value, type_)
    except (ValueError, InvalidOperation, OverflowError) as problem:
        raise changed(f"{field} ({type_})") from problem


def _cast(value: Any, type_: ColumnType) -> Any:
    text = str(value).strip()
    match type_:
        case ColumnType.INTEGER:
            return _whole(text)
        case ColumnType.DECIMAL:
            return shortest(_number(text, whole=False))
        case ColumnType.BOOLEAN:
            if text.lower() not in _TRUTHS:
                raise ValueError(text)
            return _TRUTHS[text.lower()]
        case ColumnType.DATE:
            return date.fromisoformat(text[:10] if "-" in text[:10] else text[:8]).isoformat()
        case ColumnType.DATETIME:
            return datetime.fromisoformat(text).isoformat(sep=" ")
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _whole(text: str) -> int:
    found = int(_number(text))
    if not -(2**63) <= found < 2**63:
        raise ValueError(text)
    return found


def _number(text: str, *, whole: bool = True) -> Decimal:
    found = Decimal(text)
    if not found.is_finite() or abs(found.adjusted()) > 40 or (whole and found != found.to_integral_value()):
        raise ValueError(text)
    return found
