"""Counts of facets, kept in step with the index in the transaction that changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connection
from django.db.models import F, Sum

from gongshu.catalogue.models import FacetCount, IndexedEntry
from gongshu.catalogue.models.indexed import Counted

FACETS: Final = ("domain", "provider", "region", "sharing", "opening", "frequency", "format")
_SAME: Final = (*FACETS, "live")  # what entries that are counted together have in common
Same = tuple[str | bool, ...]


def same(keys: Iterable[int]) -> Counter[Same]:
    """Return what the indexed ones of these entries say in all facets, counted."""
    return Counter(IndexedEntry.objects.filter(pk__in=list(keys)).values_list(*_SAME))


def change(before: Counter[Same], after: Counter[Same]) -> None:
    """Bring the counts from what the index held to what it holds now, under the lock of the revision."""
    for said in before.keys() | after.keys():
        difference = after[said] - before[said]
        if not difference:
            continue
        row = FacetCount.objects.filter(**dict(zip(_SAME, said, strict=True)))
        if difference < 0:
            row.filter(count__lte=-difference).delete()
        if not row.update(count=F("count") + difference) and difference > 0:
            FacetCount.objects.create(**dict(zip(_SAME, said, strict=True)), count=difference)


def recount() -> None:
    """Count all of the index anew, in the caller's transaction."""
    columns = ", ".join(_SAME)
    counted, indexed = FacetCount._meta.db_table, IndexedEntry._meta.db_table
    FacetCount.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {counted} ({columns}, count) SELECT {columns}, COUNT(*) FROM {indexed} GROUP BY {columns}"
        )  # names of our own tables


def narrowed(rows: Counted, facets: Mapping[str, tuple[str, ...]], live_only: bool, *, but: str = "") -> Counted:
    """Return the counts under a choice in the facets, but one: its own choice does not hide the other values of a facet."""
    for name, values in facets.items():
        if name in FACETS and values and name != but:
            rows = rows.filter(**{f"{name}__in": values})
    return rows.filter(live=True) if live_only else rows


def counts(rows: Counted, facets: Mapping[str, tuple[str, ...]], live_only: bool) -> dict[str, dict[str, int]]:
    """Return, by facet and value, how many entries a choice of that value would show beside what is chosen in the other facets."""
    return {facet: _values(narrowed(rows, facets, live_only, but=facet), facet) for facet in FACETS}


def total(rows: Counted, facets: Mapping[str, tuple[str, ...]], live_only: bool) -> int:
    return narrowed(rows, facets, live_only).aggregate(all=Sum("count"))["all"] or 0


def _values(rows: Counted, facet: str) -> dict[str, int]:
    return {value: count for value, count in rows.order_by().values_list(facet).annotate(Sum("count")) if value}
