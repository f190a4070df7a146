"""Hits of a search by their place, for programs that count instead of following cursors."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.queries.answering import Asked, kept, known, stamp_of
from gongshu.catalogue.queries.order import Place, following, order_of
from gongshu.catalogue.queries.search import matching
from gongshu.people.actor import Actor
from gongshu.people.permission import query

_PLACES = 2_000  # of one search that are remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some hits of a search."""

    numbers: Sequence[str]
    total: int
    counts: Mapping[str, Mapping[str, int]]  # by facet and value; empty where nothing is found


class Places:
    """Where the pieces that were asked for ended: whoever reads a catalogue piece by piece goes on from there, and nothing is counted off."""

    def __init__(self) -> None:
        self._ends: list[int] = []
        self._places: dict[int, Place] = {}

    def before(self, start: int) -> tuple[int, Place | None]:
        """Return the last known place that is not beyond a start, and how many rows lie before it."""
        at = bisect_right(self._ends, start)
        return (self._ends[at - 1], self._places[self._ends[at - 1]]) if at else (0, None)

    def add(self, end: int, place: Place) -> None:
        if end not in self._places and len(self._ends) < _PLACES:
            self._places[end] = place  # First: another thread finds a place for every end.
            insort(self._ends, end)


@query
def piece(actor: Actor, asked: Asked, *, start: int, size: int, order: str = "") -> Piece:
    """Return the hits from a place on; `order` is a column of the index with its sign, empty: as `search` orders them."""
    visible = IndexedEntry.objects.visible_to(actor)
    answer = known(actor, asked)
    if answer.order is not None and not order:
        page = list(answer.order[start : start + size])
        found = dict(IndexedEntry.objects.among(actor, page).values_list("pk", "number"))
        numbers = [found[key] for key in page if key in found]
    else:
        ends = kept.get((*stamp_of(actor), "places", asked.key, order), Places)
        numbers = _numbers(matching(actor, visible, asked), order, start, size, ends) if size else []
    counts = {facet: _chosen(held, asked.facets.get(facet, ())) for facet, held in answer.counts.items()}
    total = answer.total if answer.order is None else len(answer.order)  # No piece leads to what is not listed.
    return Piece(numbers=numbers, total=total, counts=counts)


def _numbers(rows: Indexed, order: str, start: int, size: int, ends: Places) -> list[str]:
    before, place = ends.before(start)
    page = following(rows, order_of(order), place, start - before, size)
    if page:
        value, key, _number = page[-1]
        ends.add(start + len(page), (value, key))
    return [number for _value, _key, number in page]


def _chosen(counts: Mapping[str, int], values: Sequence[str]) -> Mapping[str, int]:
    """What is found has only the values that were chosen; the others are offered to people, not counted for programs."""
    return {value: count for value, count in counts.items() if value in values} if values else counts
