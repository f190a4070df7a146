"""Figures about the catalogue: hook-up rate, empty entries, late data, by body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.standing import is_late
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
    return _counted(visible.filter(provider=provider) if provider else visible, name, provider, now)


@query
def by_body(actor: Actor, now: datetime) -> list[Figures]:
    """Return the figures of each body that has published entries, the lowest hook-up rate first."""
    visible = IndexedEntry.objects.visible_to(actor)
    codes = visible.order_by("provider").values_list("provider", flat=True).distinct()
    names = dict(Body.objects.filter(code__in=codes).values_list("code", "zh"))
    found = [_counted(visible.filter(provider=code), names.get(code, code), code, now) for code in codes]
    return sorted(found, key=lambda each: (each.hook_up_rate or 0, -each.published))


def _counted(rows: Indexed, name: str, code: str, now: datetime) -> Figures:
    published = live = late = total = points = 0
    for is_live, frequency, delivered, count, score in rows.values_list(
        "live", "frequency", "delivered_at", "rows", "score"
    ).iterator():
        points += score
        published += 1
        live += is_live
        late += is_live and is_late(frequency, delivered, now)
        total += count or 0 if is_live else 0
    return Figures(
        name=name,
        code=code,
        published=published,
        live=live,
        late=late,
        rows=total,
        score=points / published if published else None,
    )
