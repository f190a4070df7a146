"""The law and the figures of the first page, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from gongshu.audit import clock
from gongshu.people.acting import actor_of
from gongshu.people.law import law
from gongshu.portal import queries
from gongshu.portal.lawbook import articles, counting, places, plain

router = Router(tags=["law"])


def _today() -> date:
    return timezone.localdate(clock.now())


@router.get("/law", summary="Places with their texts")
def read_places(request: HttpRequest) -> list[dict[str, Any]]:
    return [plain.of_place(place) for place in places.places(law(), _today(), settings.GONGSHU.jurisdiction)]


@router.get("/law/due", summary="When a term ends, counted day by day")
def read_due(request: HttpRequest, parameter: str, received: date, jurisdiction: str = "") -> dict[str, Any]:
    node = settings.GONGSHU
    path = law().jurisdiction(jurisdiction or node.jurisdiction).path
    promises = node.promises if path == node.jurisdiction else {}
    return plain.of_count(counting.count(law(), path, parameter, received, promises))


@router.get("/law/article", summary="An article with its values, duties and cases")
def read_article(request: HttpRequest, jurisdiction: str, number: int, measure: str = "") -> dict[str, Any]:
    place = law().jurisdiction(jurisdiction)
    short = measure or (place.main.short if place.main else "")
    return plain.of_article(articles.read(law(), place.path, short, number, _today()))


@router.get("/figures", summary="The figures of the first page")
def read_figures(request: HttpRequest) -> dict[str, Any]:
    home = queries.home(actor_of(request), clock.now())
    return {
        "entries": home.figures.published,
        "live": home.figures.live,
        "rows": home.figures.rows,
        "resources": home.resources,
        "bodies": home.bodies,
        "hook_up_rate": home.figures.hook_up_rate,
        "dates": home.in_time.answered,
        "dates_met": home.in_time.in_time,
    }


@router.get("/statistics", summary="The figures of the portal by month, domain and body")
def read_statistics(request: HttpRequest) -> dict[str, Any]:
    return queries.statistics(actor_of(request), clock.now()).as_json()


@router.get("/flows", summary="Which body gives what to whom by the grants that run")
def read_flows(request: HttpRequest, body: str = "") -> dict[str, Any]:
    return queries.flows(actor_of(request), about=body).as_json()


@router.get("/assessment", summary="The checklist of an open data portal, computed from the state of this node")
def read_assessment(request: HttpRequest) -> dict[str, Any]:
    return queries.assessment(actor_of(request), clock.now()).as_json()
