"""Pages of opening plans."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.views import answer
from gongshu.catalogue.words import Attribute
from gongshu.opening import presenting, queries, services
from gongshu.people.acting import actor_of
from gongshu.people.law import jurisdiction
from gongshu.people.models import Body
from gongshu.ui.words import chosen


@require_GET
def newest(request: HttpRequest) -> HttpResponse:
    """Go to the plan of this year: of the person's level, else of the node's."""
    actor = actor_of(request)
    own = Body.objects.filter(code=actor.body).values_list("region_id", flat=True).first() if actor.body else None
    return redirect("opening:plan", own or jurisdiction().code, timezone.localdate(clock.now()).year)


@require_GET
def plan(request: HttpRequest, region: str, year: int) -> HttpResponse:
    """Show a plan, to its keeper with the form that changes it."""
    return _shown(request, queries.plan(actor_of(request), region, year, clock.now()))


@require_GET
def plan_json(request: HttpRequest, region: str, year: int) -> JsonResponse:
    return answer(presenting.plan(queries.plan(actor_of(request), region, year, clock.now())))


@require_GET
def version(request: HttpRequest, region: str, year: int, version: int) -> HttpResponse:
    """Show one published version."""
    return _shown(request, queries.plan_version(actor_of(request), region, year, version, clock.now()))


def _shown(request: HttpRequest, standing: queries.PlanStanding) -> HttpResponse:
    types = [each for each in Attribute.choices if each[0] != Attribute.WITHHELD]
    return render(request, "opening/plan.html", {"page": standing, "types": types})


@login_required
@require_POST
def publish(request: HttpRequest, region: str, year: int) -> HttpResponse:
    """Publish the next version of a plan."""
    try:
        made = services.publish_plan(region, year, actor=actor_of(request), now=clock.now())
        messages.success(request, _("已发布第 %(number)s 版") % {"number": made.version})
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
    return redirect("opening:plan", region, year)


@login_required
@require_POST
def line(request: HttpRequest, region: str, year: int) -> HttpResponse:
    """Plan an entry, or take it out of the plan."""
    actor, now, entry = actor_of(request), clock.now(), request.POST.get("entry", "").strip()
    try:
        if "remove" in request.POST:
            services.unplan(entry, year, actor=actor, now=now)
        else:
            planned_on, opening = _day(request.POST.get("planned_on", ""), year), request.POST.get("opening", "")
            services.plan(entry, planned_on=planned_on, opening=opening, actor=actor, now=now)
        messages.success(request, _("已保存"))
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
    return redirect("opening:plan", region, year)


def _day(text: str, year: int) -> date:
    """Return the day that was written, else the last of the year."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date(year, 12, 31)
