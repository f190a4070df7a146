"""The rows of a list: which version of which entry, and what the list says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, TypeAlias

from django.db.models import Q
from django.utils import translation

from gongshu.catalogue.lists.kinds import ListKind
from gongshu.catalogue.models import Entry, EntryVersion
from gongshu.catalogue.words import State
from gongshu.ledger import jcs
from gongshu.people.models import Body, Region

Pair: TypeAlias = tuple[str, int]  # number of an entry, number of its version
_BATCH = 500
PUBLISHED_IN = "zh-hans"  # the language in which a list is published, and of its files


def chosen(kind: ListKind, scope: Region | Body) -> list[Pair]:
    """Return the entries that a list would hold now, by number. A level's list leaves out the places below it."""
    whose = Q(provider=scope) if isinstance(scope, Body) else Q(provider__region=scope)
    found = Entry.objects.filter(kind.holds, whose, state=State.PUBLISHED).order_by("number")
    return [(number, version) for number, version in found.values_list("number", "current__number")]


def cells(kind: ListKind, pairs: Sequence[Pair], language: str = "") -> Iterator[list[str]]:
    """Yield what the list says of each entry, in the order given and in this language; none: the one that is active.

    A published version never changes, so an old list says today what it said when it was published.
    """
    for start in range(0, len(pairs), _BATCH):
        part = pairs[start : start + _BATCH]
        found = (
            EntryVersion.objects.filter(entry__number__in=[number for number, _ in part])
            .select_related("entry__provider", "region")
            .prefetch_related("items")
        )
        known = {(version.entry.number, version.number): version for version in found}
        with translation.override(language or translation.get_language()):
            rows = [[column.cell(known[pair]) for column in kind.columns] for pair in part]
        yield from rows


def digest_of(kind: ListKind, pairs: Sequence[Pair]) -> str:
    """Return the SHA-256 of all that the list says, in Chinese: hexadecimal, over the canonical JSON of each row and a line end."""
    return digest_over(cells(kind, pairs, PUBLISHED_IN))


def digest_over(rows: Iterable[Sequence[Any]]) -> str:
    """Return the SHA-256 of rows as a list's digest is made. Raises: NotCanonical for what no list holds."""
    total = sha256()
    for row in rows:
        total.update(jcs.canonical(list(row)) + b"\n")
    return total.hexdigest()
