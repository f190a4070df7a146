"""What else there is beside an entry: what it is taken from, what is taken from it, what holds the same data, what is about the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from gongshu.catalogue.models import Entry, IndexedEntry, Item
from gongshu.catalogue.queries.answering import Asked
from gongshu.catalogue.queries.entries import entry
from gongshu.catalogue.queries.search import search
from gongshu.catalogue.words import State
from gongshu.people.actor import Actor
from gongshu.people.permission import query

MOST = 12  # entries that are named; the rest is a search away
_OF_A_KIND = 5


class Bond(StrEnum):
    """Why two entries belong together, the closest first."""

    SOURCE = "source"  # items of this one are taken from it by sharing
    TAKEN = "taken"  # it takes items from this one
    SAME = "same"  # it holds the same data under the same provider
    WORD = "word"  # it answers to a keyword of this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    row: IndexedEntry
    bond: Bond
    said: str  # the item or the keyword that they have in common


@query
def related(actor: Actor, number: str) -> list[Related]:
    """Return the published entries beside one that this person may find, each once, the closest first. Raises: NoSuchEntry."""
    held = entry(actor, number)
    if held.state != State.PUBLISHED:
        return []
    found: dict[str, tuple[Bond, str]] = {}
    for other, bond, said in _bonds(actor, held):
        if other != number:
            found.setdefault(other, (bond, said))
    rows = {row.number: row for row in IndexedEntry.objects.visible_to(actor).filter(number__in=list(found))}
    named = [Related(row=rows[other], bond=bond, said=said) for other, (bond, said) in found.items() if other in rows]
    return named[:MOST]


def _bonds(actor: Actor, held: Entry) -> Iterator[tuple[str, Bond, str]]:
    items = list(held.shown.items.all())
    yield from ((item.taken_from, Bond.SOURCE, item.name) for item in items if item.taken_from)
    published = Item.objects.filter(version__published_of__state=State.PUBLISHED)
    yield from _named(published.filter(taken_from=held.number), Bond.TAKEN)
    claims = [item.claim for item in items if item.claim]
    same = published.filter(claim__in=claims).exclude(version__entry=held).order_by("version_id", "place")
    yield from _named(same, Bond.SAME)
    for keyword in held.shown.keywords[:3]:
        hits = search(actor, Asked(text=keyword), size=_OF_A_KIND + 1).hits
        yield from ((hit.number, Bond.WORD, keyword) for hit in hits)


def _named(items: QuerySet[Item], bond: Bond) -> Iterator[tuple[str, Bond, str]]:
    found = items.values_list("version__entry__number", "name")[: _OF_A_KIND * 4]
    yield from ((number, bond, name) for number, name in found)
