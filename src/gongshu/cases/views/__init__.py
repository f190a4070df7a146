"""Pages that show cases: each reads the request, calls one query, and picks a template; its `.json` is the same query."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from gongshu.audit import clock
from gongshu.cases import pages, presenting, queries, replaying, services
from gongshu.people.acting import actor_of


def answer(document: dict[str, Any]) -> JsonResponse:
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, by days left."""
    now = clock.now()
    waiting = queries.inbox(actor_of(request), now)
    return render(request, "cases/inbox.html", {"inbox": pages.inbox(waiting), "today": timezone.localdate(now)})


@require_GET
def inbox_json(request: HttpRequest) -> JsonResponse:
    waiting = queries.inbox(actor_of(request), clock.now())
    return answer({"cases": [{**presenting.summary(each.case), "days_left": each.days_left} for each in waiting]})


@login_required
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Show what this person's body was told; POST marks all of it as read."""
    actor = actor_of(request)
    if request.method == "POST":
        services.read_notices(actor=actor, now=clock.now())
        return redirect("cases:notices")
    return render(request, "cases/notices.html", {"notices": pages.notices(queries.notices(actor)[:100])})


def _asked(request: HttpRequest) -> dict[str, Any]:
    words = {key: request.GET.get(key, "") for key in ("procedure", "state", "about")}
    return {**words, "open_only": request.GET.get("open") == "1", "mine": request.GET.get("mine") == "1"}


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases that this person may see, newest first."""
    asked, now = _asked(request), clock.now()
    page = pages.listing(queries.cases(actor_of(request), **asked), before=request.GET.get("before", ""))
    return render(request, "cases/list.html", {"page": page, "asked": asked, "today": timezone.localdate(now)})


@require_GET
def cases_json(request: HttpRequest) -> JsonResponse:
    found = queries.cases(actor_of(request), **_asked(request)).prefetch_related("clocks", "subjects")
    return answer({"cases": [presenting.summary(each) for each in found[:200]]})


@login_required
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case with everything that this person may do in it."""
    return show(request, number)


def show(request: HttpRequest, number: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """Return the case page; `failed` holds the form of a move that was not made."""
    actor, now = actor_of(request), clock.now()
    page = pages.case_page(actor, queries.case(actor, number), now, failed=more.pop("failed", None))
    return render(request, "cases/case.html", {"page": page, "today": timezone.localdate(now), **more}, status=status)


@require_GET
def case_json(request: HttpRequest, number: str) -> JsonResponse:
    actor = actor_of(request)
    return answer(presenting.to_json(queries.case(actor, number), actor=actor, now=clock.now()))


@login_required
@require_GET
def replay(request: HttpRequest, number: str) -> HttpResponse:
    """Show that the stored law bears out every move and date of a case."""
    actor = actor_of(request)
    found = queries.case(actor, number)
    return render(request, "cases/replay.html", {"case": found, "replayed": replaying.replay(actor, found)})
