"""The versions of a list, and how two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.lists.kinds import ListKind
from gongshu.catalogue.lists.rows import Pair
from gongshu.catalogue.models import PublishedList
from gongshu.people.models import Body, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """What differs between two versions of a list: numbers of entries."""

    added: Sequence[str]
    removed: Sequence[str]
    revised: Sequence[str]  # listed before and after, in another version

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.revised)


def scope_of(kind: ListKind, code: str) -> Region | Body:
    """Return the body of a body's list, or the region of a level's. Raises: NoSuchEntry."""
    found: Region | Body | None
    if kind.is_of_body:
        found = Body.objects.select_related("region").filter(code=code).first()
        what = ("单位", "body")
    else:
        found, what = Region.objects.filter(code=code).first(), ("行政区划", "region")
    if found is None:
        raise NoSuchEntry(code, *what)
    return found


def versions_of(kind: ListKind, scope: Region | Body) -> QuerySet[PublishedList]:
    whose = {"body": scope} if isinstance(scope, Body) else {"region": scope, "body": None}
    return PublishedList.objects.filter(kind=kind.name, **whose)


def compared(before: Sequence[Pair], after: Sequence[Pair]) -> ListChange:
    """Return how a list changed, by the numbers of its entries."""
    old, new = dict(before), dict(after)
    return ListChange(
        added=[number for number in new if number not in old],
        removed=[number for number in old if number not in new],
        revised=[number for number in new if number in old and old[number] != new[number]],
    )


def pairs_of(held: PublishedList | None) -> list[Pair]:
    """Return the rows of a version with which version of each; none where there is no version."""
    return [(number, version) for number, version in held.entries] if held else []
