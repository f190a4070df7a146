"""The list of demands, for everybody as far as they may read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongshu.audit import clock
from gongshu.catalogue.lists.files import lines
from gongshu.demand import presenting, queries
from gongshu.demand.forms import DemandsForm
from gongshu.demand.models import Demand, State
from gongshu.people.acting import actor_of
from gongshu.ui.paging import Page


def _asked(request: HttpRequest) -> queries.Wanted:
    said = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "state", "use", "body")}
    return queries.Wanted(text=said["q"], state=said["state"], use=said["use"], body=said["body"])


def _page(request: HttpRequest) -> Page[Demand]:
    cursors: dict[str, Any] = {name: request.GET.get(name, "") for name in ("after", "before")}
    return queries.demands(actor_of(request), _asked(request), timezone.localdate(clock.now()), **cursors)


@require_GET
def demands(request: HttpRequest) -> HttpResponse:
    """List demands with their states, newest first."""
    actor, wanted, today = actor_of(request), _asked(request), timezone.localdate(clock.now())
    counts = queries.counts(actor, wanted, today)
    page = _page(request)
    names = {
        "page": page,
        "rows": [(row, row.state_on(today)) for row in page.rows],
        "form": DemandsForm(request.GET or None),
        "counts": [(state, counts[state.value]) for state in State],
        "query": request.GET.urlencode(),
        "way": queries.way(actor, today),
        "today": today,
    }
    return render(request, "demand/demands.html", names)


@require_GET
def demands_json(request: HttpRequest) -> JsonResponse:
    said = presenting.page_json(_page(request), timezone.localdate(clock.now()))
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


@require_GET
def demands_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Return all that the address asks for as one file."""
    today = timezone.localdate(clock.now())
    rows = (presenting.cells(row, today) for row in queries.whole(actor_of(request), _asked(request), today))
    return StreamingHttpResponse(
        lines(presenting.titles(), rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="demands.csv"'},
    )


@require_GET
def demand(request: HttpRequest, number: int) -> HttpResponse:
    """Show one demand from the day it was asked to the day it was met."""
    actor, today = actor_of(request), timezone.localdate(clock.now())
    held = queries.demand(actor, number)
    names = {
        "row": held,
        "state": held.state_on(today),
        "case": queries.case_of(actor, held),
        "sees_entry": queries.sees_entry(actor, held),
        "today": today,
    }
    return render(request, "demand/demand.html", names)
