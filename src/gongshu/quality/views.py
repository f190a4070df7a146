"""The page of an entry's quality, and the overview by administrative division."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.views import answer
from gongshu.lake.errors import LakeError
from gongshu.people.acting import actor_of
from gongshu.people.actor import Actor
from gongshu.quality import pages, presenting, queries, services, writing

Act = Callable[[Actor, datetime], object]


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show the newest scores of what this person may see, by administrative division."""
    return render(request, "quality/overview.html", {"divisions": queries.overview(actor_of(request))})


@require_GET
def overview_json(request: HttpRequest) -> JsonResponse:
    return answer({"divisions": [presenting.division(each) for each in queries.overview(actor_of(request))]})


@require_GET
def quality(request: HttpRequest, number: str) -> HttpResponse:
    """Show score, dimensions and history; `?propose` puts proposed rules into the form, and sets none."""
    return _page(request, number, propose="propose" in request.GET)


@require_GET
def quality_json(request: HttpRequest, number: str) -> JsonResponse:
    return answer(presenting.standing(queries.quality(actor_of(request), number)))


@login_required
@require_POST
def set_rules(request: HttpRequest, number: str) -> HttpResponse:
    text = request.POST.get("rules", "")
    return _act(
        request, number, _("规则已登记"),
        lambda actor, now: services.set_rules(number, writing.from_yaml(text), actor=actor, now=now), text,
    )  # fmt: skip


@login_required
@require_POST
def check(request: HttpRequest, number: str) -> HttpResponse:
    return _act(request, number, _("已校核"), lambda actor, now: services.check_entry(number, actor=actor, now=now))


def _act(request: HttpRequest, number: str, done: str, act: Act, text: str | None = None) -> HttpResponse:
    """Do one thing and go back to the page; what is refused is shown there, with what was written."""
    try:
        act(actor_of(request), clock.now())
    except (CatalogueError, LakeError) as refused:
        return _page(request, number, refused=refused, text=text, status=getattr(refused, "status", 422))
    messages.success(request, done)
    return redirect("quality:quality", number)


def _page(
    request: HttpRequest,
    number: str,
    *,
    propose: bool = False,
    refused: Any = None,
    text: str | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    page = pages.quality(actor, number)
    if text is None and page.found.keeps:
        rules = (
            queries.proposal(actor, number, clock.now())
            if propose
            else page.found.rules.rules
            if page.found.rules
            else []
        )
        text = writing.as_yaml(rules)
    names = {"page": page, "text": text, "refused": refused, "proposed": propose}
    return render(request, "quality/quality.html", names, status=status)
