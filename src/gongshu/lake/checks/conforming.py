"""Whether delivered data is what the elements say that its items name (落标): rules that run in the scan of the quality check."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..columns import ColumnType, quoted
from .checking import Outcome
from .kinds import KINDS
from .rules import Rule

_LENGTH, _VALUES = "@length", "@values"  # rules that people write have no such names


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The element or the code set that an item names; what it leaves open is empty."""

    code: str
    zh: str
    type: str
    length: int | None = None  # characters at most
    values: tuple[str, ...] | None = None  # the codes that are valid; None: any value
    code_set: str = ""  # which set has those codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How one column stands to what its item names, counted in filled cells."""

    column: str
    named: Named
    rows: int
    name_fits: bool
    type_fits: bool
    too_long: int
    outside: int

    @property
    def conforms(self) -> bool:
        return self.name_fits and self.type_fits and not self.too_long and not self.outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A column of a snapshot: the name that people know it by, and its type."""

    name: str
    type: str


_TEXTS: Final = frozenset({ColumnType.TEXT.value})


def rules(named: Mapping[str, Named], delivered: Mapping[str, Delivered]) -> list[Rule]:
    """Return the rules that count what does not conform; `named` and `delivered` go by the codes of the columns."""
    found = []
    for column, each in named.items():
        if column not in delivered:
            continue
        if each.length is not None and delivered[column].type in _TEXTS:
            found.append(_rule(_LENGTH, column, "sql", {"violates": f"length({quoted(column)}) > {each.length}"}))
        if each.values:
            found.append(_rule(_VALUES, column, "codes", {"values": each.values}))
    return found


def _rule(what: str, column: str, kind: str, settings: Mapping[str, object]) -> Rule:
    of = KINDS[kind]
    return Rule(name=f"{what} {column}", kind=of, columns=(column,), settings=settings, dimension=of.dimension)


def parted(
    outcomes: Sequence[Outcome], named: Mapping[str, Named], delivered: Mapping[str, Delivered]
) -> tuple[list[Outcome], list[Measured]]:
    """Return the outcomes of the rules that people wrote, and how each column stands to what its item names."""
    own = {each.rule.name: each for each in outcomes if each.rule.name.startswith(("@",))}
    measured = [
        _measured(column, each, delivered[column], own) for column, each in named.items() if column in delivered
    ]
    return [each for each in outcomes if each.rule.name not in own], measured


def _measured(column: str, named: Named, delivered: Delivered, own: Mapping[str, Outcome]) -> Measured:
    length, values = own.get(f"{_LENGTH} {column}"), own.get(f"{_VALUES} {column}")
    return Measured(
        column=column, named=named, rows=max((each.checked for each in (length, values) if each), default=0),
        name_fits=not named.zh or _plain(named.zh) == _plain(delivered.name), type_fits=not named.type or named.type == delivered.type,
        too_long=length.violations if length else 0, outside=values.violations if values else 0,
    )  # fmt: skip


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
