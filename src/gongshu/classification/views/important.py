"""Pages of the catalogues of important and core data; nobody from the public sees them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.views import answer
from gongshu.classification import presenting, queries, services
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen


@login_required
@require_GET
def important(request: HttpRequest) -> HttpResponse:
    """Show what is listed, as far as this person may see it, and the versions that were fixed."""
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    found = queries.important(actor_of(request), clock.now(), **cursors)
    return render(request, "classification/important.html", {"found": found})


@login_required
@require_GET
def important_json(request: HttpRequest) -> JsonResponse:
    return answer(presenting.important_json(queries.important(actor_of(request), clock.now())))


@login_required
@require_GET
def catalogue(request: HttpRequest, number: str) -> HttpResponse:
    """Show one version."""
    found = queries.important_catalogue(actor_of(request), number, clock.now())
    return render(request, "classification/catalogue.html", {"found": found})


@login_required
@require_GET
def catalogue_json(request: HttpRequest, number: str) -> JsonResponse:
    return answer(presenting.catalogue_json(queries.important_catalogue(actor_of(request), number, clock.now())))


@login_required
@require_POST
def fix(request: HttpRequest, grade: str) -> HttpResponse:
    """Fix the next version."""
    act = lambda: services.fix(grade, actor=actor_of(request), now=clock.now())  # noqa: E731
    return _done(request, act, _("已编制新版本"), "classification:important")


@login_required
@require_POST
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Record that a version was reported upward."""
    to, letter = request.POST.get("to", ""), request.POST.get("letter", "")
    act = lambda: services.report(number, to, letter, actor=actor_of(request), now=clock.now())  # noqa: E731
    return _done(request, act, _("已登记报送"), "classification:catalogue", number)


def _done(request: HttpRequest, act: Callable[[], object], said: str, there: str, *where: str) -> HttpResponse:
    try:
        act()
    except CatalogueError as refused:
        messages.error(request, f"{chosen(refused.because)} {chosen(refused.remedy)}")
    else:
        messages.success(request, said)
    return redirect(there, *where)
