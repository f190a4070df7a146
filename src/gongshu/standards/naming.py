"""What an item names: the element, else the code set, of this code, as it holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongshu.lake.checks.conforming import Named
from gongshu.standards.models import Code, CodeSet, Element


def named(codes: Iterable[str], day: date) -> dict[str, Named]:
    """Return the element or code set of each code that there is, in three queries."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    elements = list(Element.objects.filter(live=True, code__in=wanted))
    sets = wanted | {each.code_set for each in elements if each.code_set}
    held = {each.code: each for each in CodeSet.objects.filter(live=True, code__in=sets)}
    values: dict[str, list[str]] = {code: [] for code in held}
    rows = Code.objects.filter(Code.valid(day), held__in=held.values()).order_by("held_id", "value")
    for code, value in rows.values_list("held__code", "value"):
        values[code].append(value)
    found = {
        code: Named(code=code, zh="", type="", values=tuple(values[code]), code_set=code)
        for code in held
        if code in wanted
    }
    for each in elements:
        allowed = tuple(values[each.code_set]) if each.code_set in values else None
        found[each.code] = Named(
            code=each.code, zh=each.zh, type=each.type, length=each.length, values=allowed, code_set=each.code_set if allowed else ""
        )  # fmt: skip
    return found
