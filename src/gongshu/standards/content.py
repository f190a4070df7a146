"""What a version of a standard holds, as values; and the difference between two versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from difflib import unified_diff
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One data element as a draft or a file says it."""

    code: str
    zh: str
    en: str = ""
    definition: str = ""
    type: str = "text"
    length: int | None = None  # characters at most
    code_set: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One value of a code set as a draft or a file says it; days as 2025-09-29, empty for none."""

    code_set: str
    set_zh: str
    value: str
    zh: str
    en: str = ""
    since: str = ""
    until: str = ""

    @property
    def code(self) -> str:
        """What tells it from the others: set and value."""
        return f"{self.code_set} {self.value}"


PARTS: Final[Mapping[str, type[Element] | type[Code]]] = {"elements": Element, "codes": Code}
Part = Element | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: what was added, removed or changed, and in which fields from what to what."""

    part: str  # elements | codes
    how: str  # added | removed | changed
    code: str
    zh: str
    fields: Mapping[str, tuple[str, str]]  # field → before, after


def read(part: str, kept: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Return the elements or codes that a version keeps."""
    return [PARTS[part](**each) for each in kept]


def kept(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return elements or codes as a version keeps them, in the order of their codes."""
    return [asdict(each) for each in sorted(parts, key=lambda each: each.code)]


def changes(
    before: Mapping[str, Sequence[Mapping[str, Any]]], after: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[Change]:
    """Return the differences between two versions, elements first, each by code."""
    return [change for part in PARTS for change in _changes(part, before.get(part, ()), after.get(part, ()))]


def _changes(part: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    old, new = ({each.code: each for each in read(part, rows)} for rows in (before, after))
    for code in sorted({*old, *new}):
        was, now = old.get(code), new.get(code)
        if was is None or now is None:
            held = now or was
            assert held is not None
            yield Change(part=part, how="removed" if now is None else "added", code=code, zh=held.zh, fields={})
        elif was != now:
            yield Change(part=part, how="changed", code=code, zh=now.zh, fields=_fields(was, now))


def _fields(was: Part, now: Part) -> dict[str, tuple[str, str]]:
    pairs = {each.name: (getattr(was, each.name), getattr(now, each.name)) for each in fields(now)}
    return {name: (_said(old), _said(new)) for name, (old, new) in pairs.items() if old != new}


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def lines_changed(before: str, after: str) -> list[str]:
    """Return the lines of the text that went (-) and came (+), without their surroundings."""
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]
