"""Snapshots of an entry: listing, comparing, going back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.collection import pages, presenting, queries, services
from gongshu.collection.views import answer
from gongshu.people.acting import actor_of


@login_required
@require_GET
def snapshots(request: HttpRequest, number: str) -> HttpResponse:
    """List the snapshots that this person may see."""
    return render(request, "collection/snapshots.html", {"page": pages.snapshots(actor_of(request), number)})


@require_GET
def snapshots_json(request: HttpRequest, number: str) -> JsonResponse:
    actor = actor_of(request)
    found = queries.snapshots(actor, number)
    return answer({"entry": number, "snapshots": [presenting.snapshot(each, actor) for each in found]})


@login_required
@require_GET
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Show how two snapshots differ."""
    actor = actor_of(request)
    compared = queries.diff(actor, number, request.GET.get("old", ""), request.GET.get("new", ""))
    return render(request, "collection/snapshots.html", {"page": pages.snapshots(actor, number, compared)})


@login_required
@require_POST
def restore(request: HttpRequest, number: str) -> HttpResponse:
    """Make an earlier snapshot the published one."""
    restored = services.restore(number, request.POST.get("snapshot", ""), actor=actor_of(request), now=clock.now())
    messages.success(request, _("已恢复快照 %(number)s") % {"number": restored.number})
    return redirect("collection:snapshots", number)
