"""Search with facets. Everything starts from what the person may see; counts and pages are kept until the catalogue changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.queries.answering import Asked, answered, kept, known, stamp_of, suggestions, values
from gongshu.catalogue.queries.order import BACK, BY_DAY, following
from gongshu.catalogue.searching.index import FACETS
from gongshu.people.actor import Actor
from gongshu.people.permission import query

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a search."""

    hits: Sequence[IndexedEntry]
    total: int
    capped: bool  # there are more than `total`
    listed: int  # of them, to which pages lead
    facets: Mapping[str, Sequence[Choice]]
    before: str  # cursors: the number of the first entry of the page before, of the last of this one
    after: str
    suggestions: Sequence[str] = ()  # words that were likely meant, where nothing is found


@query
def search(actor: Actor, asked: Asked, *, after: str = "", before: str = "", size: int = PAGE) -> Found:
    """Return one page of what this person may find, with facets whose values never disappear.

    With words: those with all of them in the title first. Without: newest first. Two-character words are always found; synonyms are
    looked up. Of a search with words pages lead to 2,000 hits; without an index of its own `total` counts no more of them either.
    """
    visible = IndexedEntry.objects.visible_to(actor)
    answer = known(actor, asked)
    keys = (
        _by_day(visible, asked, after, before, size)
        if answer.order is None
        else _by_rank(answer.order, after, before, size)
    )
    rows = {row.pk: row for row in IndexedEntry.objects.among(actor, keys.page)}
    hits = [rows[key] for key in keys.page if key in rows]
    return Found(
        hits=hits, total=answer.total, capped=answer.capped, listed=answer.total if answer.order is None else len(answer.order),
        facets=_facets(values(actor), answer.counts, asked),
        before=hits[0].number if hits and keys.has_before else "", after=hits[-1].number if hits and keys.has_after else "",
        suggestions=() if answer.total else suggestions(actor, asked),
    )  # fmt: skip


def matching(actor: Actor, visible: Indexed, asked: Asked) -> Indexed:
    """Return those of the visible entries that a search finds; with words, at most MOST of them."""
    answer = known(actor, asked)
    if answer.order is not None:
        return IndexedEntry.objects.among(actor, answer.order)
    return _narrowed(visible, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    page: list[int]
    has_before: bool
    has_after: bool


def _narrowed(visible: Indexed, asked: Asked) -> Indexed:
    for name, chosen in asked.chosen.items():
        visible = visible.filter(**{f"{name}__in": chosen})
    return visible.filter(live=True) if asked.live_only else visible


def _facets(
    every: Mapping[str, Mapping[str, int]], counts: Mapping[str, Mapping[str, int]], asked: Asked
) -> dict[str, list[Choice]]:
    found = {}
    for facet in FACETS:
        chosen = asked.facets.get(facet, ())
        there = [value for value in dict.fromkeys([*every.get(facet, {}), *chosen]) if value]
        choices = [
            Choice(value=value, count=counts.get(facet, {}).get(value, 0), chosen=value in chosen) for value in there
        ]
        found[facet] = sorted(choices, key=lambda choice: (not choice.chosen, -choice.count, choice.value))
    return found


def _by_rank(order: Sequence[int], after: str, before: str, size: int) -> _Page:
    """A page after or before an entry, told by its number: a page stays where it is when entries come and go."""
    cursor = after or before
    key = IndexedEntry.objects.filter(number=cursor).values_list("pk", flat=True).first() if cursor else None
    at = order.index(key) if key in order else -1
    start = max(0, at - size) if before and at >= 0 else at + 1
    end = at if before and at >= 0 else start + size
    return _Page(page=list(order[start:end]), has_before=start > 0, has_after=end < len(order))


def _by_day(visible: Indexed, asked: Asked, after: str, before: str, size: int) -> _Page:
    rows = _narrowed(visible, asked)
    cursor = (
        IndexedEntry.objects.filter(number=after or before).values_list("published_at", "pk").first()
        if after or before
        else None
    )
    back = bool(cursor and before)
    page = [key for _at, key, _number in following(rows, BACK if back else BY_DAY, cursor, 0, size + 1)]
    if back:
        return _Page(page=page[:size][::-1], has_before=len(page) > size, has_after=True)
    return _Page(page=page[:size], has_before=bool(cursor), has_after=len(page) > size)


@query
def keywords(actor: Actor) -> Mapping[str, int]:
    """Return the keywords of all that this person may find, each with the number of its entries, by the word."""
    visible = IndexedEntry.objects.visible_to(actor)
    return kept.get((*stamp_of(actor), "keywords"), lambda: _keywords(visible))


def _keywords(visible: Indexed) -> dict[str, int]:
    said = visible.order_by().values_list("entry__current__keywords", flat=True)
    return dict(sorted(Counter(word for words in said.iterator() for word in set(words or ())).items()))


@query
def finds(actor: Actor, asked: Asked, number: str) -> bool:
    """Return whether this person's search finds an entry among its first 2,000 hits."""
    visible = IndexedEntry.objects.visible_to(actor)
    key = visible.filter(number=number).values_list("pk", flat=True).first()
    answer = answered(actor, asked, stamp_of(actor))
    if answer.order is None:
        return _narrowed(visible, asked).filter(pk=key).exists()
    return key in answer.order
