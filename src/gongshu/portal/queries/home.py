"""The first page of a city: figures, what is new, what the law promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from gongshu.cases.models import Clock
from gongshu.catalogue import queries as catalogue
from gongshu.catalogue.models import Entry, IndexedEntry, Resource, Snapshot
from gongshu.catalogue.queries.figures import Figures
from gongshu.catalogue.searching import index
from gongshu.catalogue.words import Domain, ResourceState
from gongshu.law.terms import Term
from gongshu.people import permission
from gongshu.people.actor import ANYONE, SYSTEM, Actor
from gongshu.people.law import law
from gongshu.people.models import Body
from gongshu.portal.lawbook.counting import time_terms
from gongshu.ui.words import english

# Every body sees the same published entries, so one of them stands for all.
INSIDE = Actor(account_id=None, login=SYSTEM.login, name=SYSTEM.name, body="*", via="clock", kind="system")
_LABEL = 24  # characters on the axis of a chart; the table beside it is in the same words
_NEWEST, _TOP, _MONTHS = 8, 10, 12
_CHART_DAYS = 366
_PROMISED = ("sharing.", "opening.", "correction.", "catalogue.", "verification.", "demand.", "complaints.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime:
    """Dates that bodies owed and that were met or missed, and how many were met by the last day that the law left."""

    answered: int  # met, or missed and still open
    in_time: int

    @property
    def share(self) -> int | None:
        """Per cent, rounded down: 100 means that not one was late. None before the first answer."""
        return self.in_time * 100 // self.answered if self.answered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All that the first page shows."""

    figures: Figures
    hooked: int | None  # per cent of published entries with a live resource, None without entries
    resources: int
    bodies: int
    in_time: InTime
    domains: Sequence[tuple[str, str, int]]  # key, title, entries
    charts: Mapping[str, Mapping[str, Any]]
    newest: Sequence[IndexedEntry]
    providers: Mapping[str, Body]
    promises: Sequence[Term]


@permission.query
def home(actor: Actor, now: datetime) -> Home:
    """Return the first page as this person may see it; every count starts from what is visible to them."""
    found = catalogue.search(actor, catalogue.Asked(), size=_NEWEST)
    counted = _figures(settings.GONGSHU.folder, bool(actor.body), index.revision(), timezone.localdate(now))
    providers = Body.objects.visible_to(actor).in_bulk(
        [choice.value for choice in found.facets["provider"]], field_name="code"
    )
    domains = [(choice.value, _domain(choice.value), choice.count) for choice in found.facets["domain"] if choice.count]
    rate = counted.hook_up_rate
    return Home(
        figures=counted,
        hooked=None if rate is None else round(rate * 100),
        resources=Resource.objects.visible_to(actor).filter(state=ResourceState.HOOKED).count(),
        bodies=Body.objects.visible_to(actor).filter(status="live").count(),
        in_time=in_time(actor),
        domains=domains,
        charts={
            "domains": _chart([(title, count) for _, title, count in domains[:_TOP]]),
            "bodies": _chart(
                [(_short(providers, each.value), each.count) for each in found.facets["provider"][:_TOP] if each.count]
            ),
            "months": _chart(_months(actor, now)),
        },
        newest=found.hits,
        providers=providers,
        promises=promises(timezone.localdate(now)),
    )


def _domain(key: str) -> str:
    return str(Domain(key).label) if key in Domain.values else key


def _short(providers: Mapping[str, Body], code: str) -> str:
    body = providers.get(code)
    if body is None:
        return code
    return Truncator(body.en).chars(_LABEL) if english() and body.en else body.short


def _chart(pairs: Sequence[tuple[str, int]]) -> dict[str, Any]:
    return {
        "whole": True,
        "labels": [name for name, _ in pairs],
        "series": [{"name": gettext("数量"), "values": [count for _, count in pairs]}],
    }


@lru_cache(maxsize=8)
def _figures(node: Path, internal: bool, revision: int, day: date) -> Figures:
    """Counted once for everybody inside and once for the public, until the catalogue changes or the day ends."""
    evening = timezone.make_aware(datetime.combine(day, datetime.max.time()))
    return catalogue.figures(INSIDE if internal else ANYONE, evening)


@permission.query
def in_time(actor: Actor) -> InTime:
    """Return how punctual the bodies are over all cases; that tells nothing of a single one, so everybody may know it."""
    permission.require(actor, "people.public")
    owed = Clock.objects.filter(owed_by__isnull=False).exclude(status="unverified")
    settled = owed.filter(Q(met_at__isnull=False) | Q(missed_at__isnull=False))
    return InTime(answered=settled.count(), in_time=settled.filter(missed_at__isnull=True).count())


def _months(actor: Actor, now: datetime) -> list[tuple[str, int]]:
    """Deliveries a month over the last year, of entries that this person may see."""
    first = (timezone.localtime(now) - timedelta(days=_CHART_DAYS)).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    entries = Entry.objects.visible_to(actor).values("pk")
    seen = Snapshot.objects.filter(resource__entry__in=entries, resource__state=ResourceState.HOOKED, at__gte=first)
    months = seen.annotate(month=TruncMonth("at")).values("month").annotate(count=Count("pk")).order_by("month")
    return [(f"{each['month']:%Y-%m}", each["count"]) for each in months][-_MONTHS:]


def promises(day: date) -> list[Term]:
    """Return the times that the law of the node's place sets to those who answer the public and other bodies.

    What the node promises where a text leaves the time open is among them; what no text speaks of (`since` is None) is not.
    """
    node = settings.GONGSHU
    found = time_terms(law(), node.jurisdiction, day, node.promises)
    return [term for name, term in found.items() if name.startswith(_PROMISED) and term.decides and term.since]
