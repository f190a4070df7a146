"""Items of published entries that collect the same element, for whoever decides which of them is the one source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from gongshu.catalogue.models import Item
from gongshu.standards.models import Element, SourceDecision

MOST = 50  # bodies of one element that a page shows; of each the first item is enough to decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """One element that several bodies collect in a place, one item of each body, and what was decided."""

    element: Element
    region: str
    items: tuple[Item, ...]
    decision: SourceDecision | None


def naming(codes: Iterable[str]) -> QuerySet[Item]:
    """Return the items of published entries that name these elements and are collected: no keys, nothing taken from elsewhere."""
    return Item.objects.filter(standard__in=list(codes), version__published_of__isnull=False, key=False, taken_from="")


def of(element: Element, found: QuerySet[Item]) -> list[Rivals]:
    """Return the places in which several bodies collect an element; `found` are items that may be seen."""
    sides = found.filter(standard=element.code).order_by().values("version__region_id", "version__entry__provider_id")
    firsts = sides.annotate(first=Min("pk")).order_by("first").values_list("first", flat=True)[:MOST]
    mine = Item.objects.filter(pk__in=list(firsts)).select_related("version__entry__provider").order_by("pk")
    first = {(item.version.region_id, item.version.entry.provider_id): item for item in mine}
    decided = {
        each.region_id: each for each in SourceDecision.objects.filter(code=element.code).select_related("source")
    }
    made = []
    for region in sorted({region for region, _body in first}):
        items = tuple(item for (where, _body), item in first.items() if where == region)
        if len(items) > 1:
            made.append(Rivals(element=element, region=region, items=items, decision=decided.get(region)))
    return made
