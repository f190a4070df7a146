"""The review desk, the list of all entries, catalogues of a level and synonyms."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.cases import services as cases
from gongshu.cases.errors import CaseError
from gongshu.cases.statement import Statement
from gongshu.cases.views.moving import told
from gongshu.catalogue import pages, queries, services
from gongshu.catalogue.errors import CatalogueError
from gongshu.people.acting import actor_of
from gongshu.people.permission import require
from gongshu.ui.words import chosen


@login_required
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """List every entry that this person may see."""
    asked = {name: request.GET.get(name, "") for name in ("state", "provider")}
    actor = actor_of(request)
    page = pages.own(queries.entries(actor, **asked), actor, request.GET.get("after", ""))
    return render(request, "catalogue/list.html", {"page": page, **asked})


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show the reviews that wait for this person's body."""
    actor, now = actor_of(request), clock.now()
    return render(request, "catalogue/review.html", {"page": pages.review_queue(actor, now)})


@login_required
@require_GET
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Show what one review decides on: checks, and the difference to the last version side by side."""
    actor, now = actor_of(request), clock.now()
    page = pages.reviewed(actor, number, now, request.GET.get("after", ""))
    return render(request, "catalogue/review_case.html", {"page": page})


@login_required
@require_POST
def decide(request: HttpRequest, number: str, outcome: str) -> HttpResponse:
    """Answer a review, or send single entries of it back; then open the next one that waits."""
    actor, now, seen = actor_of(request), clock.now(), request.POST.get("seen", "")
    entries = request.POST.getlist("entries")
    said = Statement(
        reason=request.POST.get("reason", ""), basis=request.POST.get("legal_basis", ""), facts={"entries": entries} if entries else {},
        seen=int(seen) if seen.isdecimal() else None,
    )  # fmt: skip
    try:
        case = cases.move(number, outcome, said, actor=actor, now=now)
    except CaseError as refused:
        if refused.status >= 500:
            raise
        messages.error(request, told(refused))
        return redirect("catalogue:review-case", number)
    messages.success(request, _("已办理 %(number)s") % {"number": number})
    follows = pages.next_waiting(actor, now, case)
    return redirect("catalogue:review-case", follows) if follows else redirect("catalogue:review")


@login_required
@require_http_methods(["GET", "POST"])
def levels(request: HttpRequest) -> HttpResponse:
    """List the catalogues of levels; POST compiles the next one of a region or sends one to the next higher authority."""
    actor, now = actor_of(request), clock.now()
    if request.method == "GET":
        return render(request, "catalogue/levels.html", {"levels": queries.levels(actor)})
    try:
        if number := request.POST.get("submit"):
            case = services.submit_level(number, actor=actor, now=now)
            messages.success(request, _("已送审，编号 %(number)s") % {"number": case.number})
        else:
            made = services.compile_level(request.POST.get("region", ""), actor=actor, now=now)
            messages.success(request, _("已编制 %(number)s") % {"number": made.number})
    except (CatalogueError, CaseError) as refused:
        messages.error(request, chosen(refused.because))
    return redirect("catalogue:levels")


@login_required
@require_GET
def level(request: HttpRequest, number: str) -> HttpResponse:
    """Show one version of a level's catalogue."""
    return render(request, "catalogue/level.html", {"level": queries.level(actor_of(request), number)})


@login_required
@require_GET
def synonyms(request: HttpRequest) -> HttpResponse:
    """Show the synonyms of the search."""
    actor = actor_of(request)
    require(actor, "catalogue.desk")
    return render(request, "catalogue/synonyms.html", {"groups": queries.synonyms(actor)})


@login_required
@require_POST
def synonym(request: HttpRequest) -> HttpResponse:
    """Put a word into a group, or take one out."""
    actor, now = actor_of(request), clock.now()
    try:
        if word := request.POST.get("drop"):
            services.drop_synonym(word, actor=actor, now=now)
        else:
            services.put_synonym(request.POST.get("group", ""), request.POST.get("word", ""), actor=actor, now=now)
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
    return redirect("catalogue:synonyms")
