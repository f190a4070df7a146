"""Rows in an order of the index from a place on: the index is entered at the place, however deep it lies."""

from __future__ import annotations

from typing import Any, Final

from gongshu.catalogue.models.indexed import Indexed

Order = tuple[str, bool, bool]  # a column, whether from the end, and whether what is alike in it goes from the end
Place = tuple[Any, int]  # what a row has in the column, and its key
BY_DAY: Final[Order] = ("published_at", True, True)
BACK: Final[Order] = ("published_at", False, False)


def order_of(said: str) -> Order:
    """Return the order that a column with its sign means; empty: the newest first."""
    return (said.removeprefix("-"), said.startswith("-"), False) if said else BY_DAY


def following(rows: Indexed, order: Order, place: Place | None, skip: int, size: int) -> list[tuple[Any, int, str]]:
    """Return rows after a place but the next `skip`: what each has in the column, its key and its number.

    What is alike in the column, as whole imports are published at one moment, is asked for by itself: one condition for both
    would read all that is alike.
    """
    column, down, keys_down = order
    sorted_rows = rows.order_by("-" * down + column, "-" * keys_down + "pk").values_list(column, "pk", "number")
    end = skip + size
    if place is None:
        return list(sorted_rows[skip:end])
    value, key = place
    same = sorted_rows.filter(**{column: value, f"pk__{'lt' if keys_down else 'gt'}": key})
    found = list(same[:end])
    if len(found) < end:
        found += sorted_rows.filter(**{f"{column}__{'lt' if down else 'gt'}": value})[: end - len(found)]
    return found[skip:]
