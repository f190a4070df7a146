"""The Chinese profile: fields that the text of the place demands of an entry, and the core of GB/T 21063, filled or empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from gongshu.catalogue import labels
from gongshu.catalogue.description import Description
from gongshu.catalogue.rules.required import demanded
from gongshu.law.terms import Terms

STANDARD: Final = "GB/T 21063"
# What the standard calls core: name, provider, abstract, format, items, sharing type and condition, opening, update, class.
_CORE: Final = (
    "title",
    "provider",
    "abstract",
    "format",
    "items",
    "sharing",
    "opening",
    "update_frequency",
    "domain",
    "keywords",
    "region",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field, why it should be filled, and whether it is."""

    path: str
    basis: str  # article, or the standard
    filled: bool

    @property
    def title(self) -> Any:
        return labels.FIELDS.get(self.path, self.path)

    def as_json(self) -> dict[str, Any]:
        return {"field": self.path, "basis": self.basis, "filled": self.filled}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All fields of the profile for one entry."""

    fields: tuple[Field, ...]

    @property
    def filled(self) -> int:
        return sum(each.filled for each in self.fields)

    @property
    def empty(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if not each.filled)


def profiled(description: Description, terms: Terms) -> Profile:
    """Return which fields of the profile a description fills, on the day of these terms."""
    found: dict[str, Field] = {}
    for path, basis in _wanted(description, terms):
        found.setdefault(path, Field(path=path, basis=basis, filled=bool(getattr(description, path, None))))
    return Profile(fields=tuple(found.values()))


def _wanted(description: Description, terms: Terms) -> Iterator[tuple[str, str]]:
    for term, path in demanded(description, terms):
        yield path, str(term.article or "")
    yield from ((path, STANDARD) for path in _CORE)
