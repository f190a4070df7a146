"""The figures of the portal, counted over what the visitor may see: by month, by domain, by body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from gongshu.audit import Event
from gongshu.cases.models import Case, Clock
from gongshu.catalogue import queries as catalogue
from gongshu.catalogue.files import of_snapshot
from gongshu.catalogue.models import IndexedEntry, Resource
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.queries.figures import Figures
from gongshu.catalogue.searching import index
from gongshu.catalogue.words import Attribute, Domain, ResourceKind, ResourceState
from gongshu.grants.uses import reading
from gongshu.lake.export import MEDIA
from gongshu.people import permission
from gongshu.people.actor import ANYONE, Actor
from gongshu.people.models import Body
from gongshu.portal.queries.home import INSIDE, InTime, in_time
from gongshu.ui.words import english

MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The published entries of one domain or one body."""

    key: str
    name: str
    entries: int
    opened: int  # unconditionally
    live: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What happened in one month."""

    month: str  # 2025-09
    published: int  # entries that were published or changed last in it
    cases: int  # received
    kept: int  # terms that were met in time, by the month in which they ended
    missed: int
    downloads: int
    queries: int  # other requests for data


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    figures: Figures
    opened: int
    cases: int
    in_time: InTime
    formats: Sequence[tuple[str, int]]  # and how many entries can be had in it
    domains: Sequence[Part]
    bodies: Sequence[Part]
    months: Sequence[Month]  # the oldest first

    @property
    def downloads(self) -> int:
        return sum(month.downloads for month in self.months)

    def as_json(self) -> dict[str, Any]:
        return {
            "entries": self.figures.published, "opened": self.opened, "live": self.figures.live, "late": self.figures.late, "rows": self.figures.rows,
            "formats": dict(self.formats), "cases": self.cases, "terms": self.in_time.answered, "terms_kept": self.in_time.in_time,
            "domains": [asdict(each) for each in self.domains], "bodies": [asdict(each) for each in self.bodies],
            "months": [asdict(each) for each in self.months],
        }  # fmt: skip


@permission.query
def statistics(actor: Actor, now: datetime) -> Statistics:
    """Return the figures of the last twelve months and of the catalogue as it is; counted anew when the catalogue or the hour changes."""
    permission.require(actor, "people.public")
    hour = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    return _counted(settings.GONGSHU.folder, bool(actor.body), index.revision(), hour, english())


@lru_cache(maxsize=16)
def _counted(node: Path, internal: bool, revision: str, hour: datetime, in_english: bool) -> Statistics:
    actor, now = (INSIDE if internal else ANYONE), hour + timedelta(hours=1)
    visible = IndexedEntry.objects.visible_to(actor)
    bodies = {body.code: (body.en if in_english and body.en else body.zh) for body in Body.objects.all()}
    domains = {value: str(label) for value, label in Domain.choices}
    return Statistics(
        figures=catalogue.figures(actor, now),
        opened=visible.filter(opening=Attribute.UNCONDITIONAL).count(),
        cases=Case.objects.count(),
        in_time=in_time(actor),
        formats=_formats(actor),
        domains=_parts(visible, "domain", domains),
        bodies=_parts(visible, "provider", bodies),
        months=_months(visible, now),
    )


def _parts(visible: Indexed, field: str, names: dict[str, str]) -> list[Part]:
    counted = visible.exclude(**{field: ""}).order_by().values(field)
    free = Q(opening=Attribute.UNCONDITIONAL)
    found = counted.annotate(
        entries=Count("pk"),
        opened=Count("pk", filter=free),
        with_data=Count("pk", filter=Q(live=True)),
        total=Sum("rows"),
    )
    parts = [
        Part(
            key=each[field], name=names.get(each[field], each[field]), entries=each["entries"], opened=each["opened"], live=each["with_data"],
            rows=each["total"] or 0,
        )
        for each in found
    ]  # fmt: skip
    return sorted(parts, key=lambda part: (-part.entries, part.name))


def _formats(actor: Actor) -> list[tuple[str, int]]:
    hooked = Resource.objects.visible_to(actor).filter(state=ResourceState.HOOKED).select_related("snapshot")
    tables = hooked.filter(kind=ResourceKind.TABLE).values("entry_id").distinct().count()
    found: Counter[str] = Counter({name.upper(): tables for name in MEDIA if tables})
    for each in hooked.filter(kind=ResourceKind.FILE).iterator():
        found.update({held.format for held in of_snapshot(each.snapshot)} - {""})
    return found.most_common()


def _months(visible: Indexed, now: datetime) -> list[Month]:
    names = _names(now)
    first = timezone.make_aware(datetime.fromisoformat(f"{names[0]}-01"))
    owed = Clock.objects.filter(owed_by__isnull=False).exclude(status="unverified")
    published = _by_month(visible.filter(published_at__gte=first).order_by(), "published_at")
    cases = _by_month(Case.objects.filter(received_at__gte=first).order_by(), "received_at")
    kept = _by_month(owed.filter(met_at__gte=first, missed_at__isnull=True).order_by(), "met_at")
    missed = _by_month(owed.filter(missed_at__gte=first).order_by(), "missed_at")
    downloads, queries = _uses(first)
    return [
        Month(
            month=name, published=published.get(name, 0), cases=cases.get(name, 0), kept=kept.get(name, 0), missed=missed.get(name, 0),
            downloads=downloads.get(name, 0), queries=queries.get(name, 0),
        )
        for name in names
    ]  # fmt: skip


def _names(now: datetime) -> list[str]:
    local = timezone.localtime(now)
    last = local.year * 12 + local.month - 1
    return [f"{each // 12}-{each % 12 + 1:02d}" for each in range(last - MONTHS + 1, last + 1)]


def _by_month(rows: QuerySet[Any], field: str) -> dict[str, int]:
    found: Iterable[Any] = rows.annotate(month=TruncMonth(field)).values("month").annotate(number=Count("pk"))
    return {f"{each['month']:%Y-%m}": each["number"] for each in found}


def _uses(first: datetime) -> tuple[Counter[str], Counter[str]]:
    downloads: Counter[str] = Counter()
    queries: Counter[str] = Counter()
    for month, event, count in reading.months(settings.GONGSHU.uses, first):
        if event != Event.USE_REFUSED:
            (downloads if event == Event.USE_DOWNLOAD else queries)[month] += count
    return downloads, queries
