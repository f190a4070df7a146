"""The rows of a list: which version of which entry, and what the list says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, TypeAlias

from django.db.models import Q
from django.utils import translation

from gongshu.catalogue.lists.kinds import ListKind, Row
from gongshu.catalogue.models import Entry, EntryVersion, ListSetting
from gongshu.catalogue.words import State
from gongshu.ledger import jcs
from gongshu.people.models import Body, Region

Pair: TypeAlias = tuple[
    str, int | str
]  # number of a row, and which version of it: of an entry, or the digest of what is kept
_BATCH = 500
PUBLISHED_IN = "zh-hans"  # the language in which a list is published, and of its files
_SHORT = 16  # characters of a row's digest: enough to see that it changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a list holds on a day."""

    pairs: Sequence[Pair]
    rows: Sequence[Row] | None = None  # where they do not follow from the pairs
    terms: Mapping[str, Any] = field(default_factory=dict)  # numbers that were set, first and last day that is counted


def chosen(kind: ListKind, scope: Region | Body, day: date) -> Content:
    """Return what a list would hold now, by number. A level's list leaves out the places below it."""
    if kind.compute is not None:
        assert isinstance(scope, Region)  # none of them is a body's
        return _computed(kind, kind.compute, scope, day)
    whose = Q(provider=scope) if isinstance(scope, Body) else Q(provider__region=scope)
    found = Entry.objects.filter(kind.holds, whose, state=State.PUBLISHED).order_by("number")
    return Content(pairs=[(number, version) for number, version in found.values_list("number", "current__number")])


def _computed(kind: ListKind, compute: Any, scope: Region, day: date) -> Content:
    """Nothing stands in a list whose numbers nobody has set yet: silence sets no threshold."""
    held = set_for(kind, scope)
    if held is None:
        return Content(pairs=[], rows=[])
    terms: dict[str, Any] = dict(held)
    if kind.period is not None:
        first, last = kind.period(held, day)
        terms |= {"from": first.isoformat(), "until": last.isoformat()}
    rows: Sequence[Row] = compute(scope, held, day)
    return Content(pairs=[(str(row["number"]), _revision(row)) for row in rows], rows=rows, terms=terms)


def _revision(row: Row) -> str:
    return sha256(jcs.canonical(dict(row))).hexdigest()[:_SHORT]


def set_for(kind: ListKind, scope: Region | Body) -> Mapping[str, int] | None:
    """Return the numbers that the authority set for a list of its level; none where it has to and has not."""
    if not kind.settings:
        return {}
    held = ListSetting.objects.filter(kind=kind.name, region__code=scope.code).first()
    return held.values if held else None


def cells(
    kind: ListKind, pairs: Sequence[Pair], language: str = "", kept: Sequence[Row] | None = None
) -> Iterator[list[str]]:
    """Yield what the list says of each row, in the order given and in this language; none: the one that is active.

    A published version never changes, so an old list says today what it said when it was published; what follows from no version is kept.
    """
    for start in range(0, len(pairs), _BATCH):
        part = pairs[start : start + _BATCH]
        said = _versions(part) if kept is None else kept[start : start + _BATCH]
        with translation.override(language or translation.get_language()):
            rows = [[column.cell(each) for column in kind.columns] for each in said]
        yield from rows


def _versions(pairs: Sequence[Pair]) -> list[EntryVersion]:
    found = (
        EntryVersion.objects.filter(entry__number__in=[number for number, _ in pairs])
        .select_related("entry__provider", "region")
        .prefetch_related("items")
    )
    known = {(version.entry.number, version.number): version for version in found}
    return [known[number, int(version)] for number, version in pairs]


def digest_of(kind: ListKind, pairs: Sequence[Pair], kept: Sequence[Row] | None = None) -> str:
    """Return the SHA-256 of all that the list says, in Chinese: hexadecimal, over the canonical JSON of each row and a line end."""
    return digest_over(cells(kind, pairs, PUBLISHED_IN, kept))


def digest_over(rows: Iterable[Sequence[Any]]) -> str:
    """Return the SHA-256 of rows as a list's digest is made. Raises: NotCanonical for what no list holds."""
    total = sha256()
    for row in rows:
        total.update(jcs.canonical(list(row)) + b"\n")
    return total.hexdigest()
