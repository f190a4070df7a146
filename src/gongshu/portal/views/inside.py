"""Pages of those who work here: desk, standing of a body, background jobs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.people.acting import actor_of
from gongshu.people.permission import allowed
from gongshu.portal import queries, services


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/desk.html", {"desk": queries.desk(actor_of(request), clock.now())})


@login_required
@require_GET
def own_body(request: HttpRequest) -> HttpResponse:
    """One's own body; whoever works in none is led to the list of all."""
    code = actor_of(request).body
    return redirect("portal:standing", code) if code else redirect("people:bodies")


@require_GET
def standing(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "portal/standing.html", {"standing": queries.standing(actor_of(request), code, clock.now())})


@login_required
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    names = {
        "jobs": queries.jobs(actor, request.GET.get("state", "")),
        "may_revive": allowed(actor, "jobs.revive").allowed,
    }
    return render(request, "portal/jobs.html", names)


@login_required
@require_POST
def revive(request: HttpRequest, number: int) -> HttpResponse:
    services.revive(number, actor=actor_of(request), now=clock.now())
    messages.success(request, gettext("任务已重新排队。"))
    return redirect("portal:jobs")
