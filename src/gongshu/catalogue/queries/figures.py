"""Figures about the catalogue: hook-up rate, empty entries, late data, by body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Aggregate, Count, Q, Sum

from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.standing import latest
from gongshu.catalogue.words import DAYS_BETWEEN
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over the published entries of a body, or of all; what this person may see."""

    name: str  # of the body, empty: all
    code: str
    published: int
    live: int  # with a hooked resource
    late: int  # whose data is older than their update frequency allows
    rows: int
    score: float | None = None  # mean points of the descriptions, 0 to 405; None without entries

    @property
    def empty(self) -> int:
        """空目录: published, but nothing hooked."""
        return self.published - self.live

    @property
    def hook_up_rate(self) -> float | None:
        """挂接率: entries with a live resource / published entries; None without entries."""
        return self.live / self.published if self.published else None


@query
def figures(actor: Actor, now: datetime, provider: str = "") -> Figures:
    """Return the figures over all entries that this person may see, or those of one body."""
    visible = IndexedEntry.objects.visible_to(actor)
    name = Body.objects.filter(code=provider).values_list("zh", flat=True).first() or "" if provider else ""
    counted = (visible.filter(provider=provider) if provider else visible).aggregate(**_sums(now))
    return _figures(name, provider, counted)


@query
def by_body(actor: Actor, now: datetime, *, by_score: bool = False) -> list[Figures]:
    """Return the figures of each body that has published entries, the lowest hook-up rate first, or the lowest score of descriptions."""
    visible = IndexedEntry.objects.visible_to(actor)
    counted = {row["provider"]: row for row in visible.order_by().values("provider").annotate(**_sums(now))}
    names = dict(Body.objects.filter(code__in=list(counted)).values_list("code", "zh"))
    found = [_figures(names.get(code, code), code, row) for code, row in counted.items()]
    return sorted(
        found, key=lambda each: ((each.score if by_score else each.hook_up_rate) or 0, -each.published, each.code)
    )


def _sums(now: datetime) -> dict[str, Aggregate]:
    live = Q(live=True)
    return {
        "entries": Count("pk"), "hooked": Count("pk", filter=live), "overdue": Count("pk", filter=live & _late(now)),
        "held": Sum("rows", filter=live), "points": Sum("score"),
    }  # fmt: skip


def _late(now: datetime) -> Q:
    """As standing.is_late, asked of all rows at once."""
    late = [
        Q(frequency=frequency, delivered_at__lt=latest(days, now)) for frequency, days in DAYS_BETWEEN.items() if days
    ]
    return reduce(or_, late)


def _figures(name: str, code: str, counted: Mapping[str, Any]) -> Figures:
    published = counted["entries"]
    return Figures(
        name=name, code=code, published=published, live=counted["hooked"], late=counted["overdue"], rows=counted["held"] or 0,
        score=counted["points"] / published if published else None,
    )  # fmt: skip
