"""Which rows of a table somebody may use: a condition on items, as data. Nothing that a person writes becomes SQL text.

{"county": ["通川区", "达川区"], "year": {"from": 2020, "to": 2024}}: every item must hold; a list means one of its values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Value = str | int | float | bool
LONGEST = 1_000  # values in one list: a longer one is a table and belongs into a verification by batch


class RowsUnfit(ValueError):
    """The condition cannot be read; the message shows the item and the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What one item may be: one of some values, or between two, both included. None: no bound on that side."""

    item: str
    among: tuple[Value, ...] | None = None
    lowest: Value | None = None
    highest: Value | None = None

    def within(self, outer: Limit) -> bool:
        """Whether everything that this limit lets through, the outer one lets through as well."""
        if self.among is not None:
            return all(outer.holds(value) for value in self.among)
        if outer.among is not None:
            return False  # A range can hold values that no list names.
        return _not_below(self.lowest, outer.lowest) and _not_above(self.highest, outer.highest)

    def holds(self, value: Value) -> bool:
        if self.among is not None:
            return value in self.among
        return _not_below(value, self.lowest) and _not_above(value, self.highest)

    def as_json(self) -> Any:
        if self.among is not None:
            return list(self.among)
        bounds = {"from": self.lowest, "to": self.highest}
        return {key: value for key, value in bounds.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Rows:
    """A condition; without limits it lets every row through."""

    limits: tuple[Limit, ...] = ()

    def within(self, outer: Rows) -> bool:
        """Whether it lets no row through that the outer condition stops."""
        own = {limit.item: limit for limit in self.limits}
        return all(limit.item in own and own[limit.item].within(limit) for limit in outer.limits)

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(limit.item for limit in self.limits)

    def as_json(self) -> dict[str, Any]:
        return {limit.item: limit.as_json() for limit in self.limits}

    def sql(self, quote: Any) -> tuple[str, list[Value]]:
        """Return a WHERE text with placeholders and its values; `quote` makes an item's code an SQL name."""
        parts: list[str] = []
        values: list[Value] = []
        for limit in self.limits:
            for text, given in _clauses(limit, quote(limit.item)):
                parts.append(text)
                values.extend(given)
        return " AND ".join(parts) or "1 = 1", values


def read(said: Any, items: Sequence[str] | None = None) -> Rows:
    """Return the condition that JSON says. Raises: RowsUnfit for an item that the table lacks or a value of no such form."""
    if said in (None, "", [], {}):
        return Rows()
    if not isinstance(said, Mapping):
        raise RowsUnfit(f"{said!r} is no condition; write {{item: [values]}} or {{item: {{from: …, to: …}}}}")
    unknown = [item for item in said if items is not None and item not in items]
    if unknown:
        raise RowsUnfit(f"the table has no item {', '.join(map(str, unknown))}; it has {', '.join(items or ())}")
    return Rows(tuple(_limit(str(item), value) for item, value in said.items()))


def _limit(item: str, said: Any) -> Limit:
    if isinstance(said, Mapping):
        return _between(item, said)
    values = list(said) if isinstance(said, list | tuple) else [said]
    unfit = [value for value in values if not isinstance(value, str | int | float)]
    if unfit or not values or len(values) > LONGEST:
        raise RowsUnfit(f"{item}: {said!r} is no list of 1 to {LONGEST} values")
    return Limit(item=item, among=tuple(values))


def _between(item: str, said: Mapping[str, Any]) -> Limit:
    lowest, highest = said.get("from"), said.get("to")
    given = [value for value in (lowest, highest) if value is not None]
    if set(said) - {"from", "to"} or not given or not all(isinstance(value, str | int | float) for value in given):
        raise RowsUnfit(f"{item}: {dict(said)!r} has to name `from`, `to` or both")
    if len(given) == 2 and not _not_below(highest, lowest):
        raise RowsUnfit(f"{item}: {highest!r} lies before {lowest!r}, so no row could match")
    return Limit(item=item, lowest=lowest, highest=highest)


def _clauses(limit: Limit, name: str) -> list[tuple[str, list[Value]]]:
    if limit.among is not None:
        return [(f"{name} IN ({', '.join('?' for _ in limit.among)})", list(limit.among))]
    bounds = ((">=", limit.lowest), ("<=", limit.highest))
    return [(f"{name} {sign} ?", [value]) for sign, value in bounds if value is not None]


def _not_below(value: Value | None, bound: Value | None) -> bool:
    return bound is None or (value is not None and _comparable(value, bound) and value >= bound)  # type: ignore[operator]


def _not_above(value: Value | None, bound: Value | None) -> bool:
    return bound is None or (value is not None and _comparable(value, bound) and value <= bound)  # type: ignore[operator]


def _comparable(one: Value, other: Value) -> bool:
    return isinstance(one, str) == isinstance(other, str)
