"""Pages of base and topic databases: the list, one base, its contradictions, one record."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.bases import forms, presenting, queries, services
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.views import answer
from gongshu.people.acting import actor_of
from gongshu.people.told import Told
from gongshu.ui.words import chosen


@login_required
@require_GET
def databases(request: HttpRequest) -> HttpResponse:
    """List the bases with records, contradictions and freshness."""
    found = queries.databases(
        actor_of(request), clock.now(), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    return render(request, "bases/list.html", {"found": found})


@login_required
@require_GET
def database(request: HttpRequest, number: int) -> HttpResponse:
    """Show one base: members, items with their sources, newest build."""
    return render(request, "bases/base.html", {"found": queries.database(actor_of(request), number, clock.now())})


@login_required
@require_GET
def database_json(request: HttpRequest, number: int) -> JsonResponse:
    return answer(presenting.shown_json(queries.database(actor_of(request), number, clock.now())))


@login_required
@require_GET
def conflicts(request: HttpRequest, number: int) -> HttpResponse:
    """Show what sources say differently."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = services.read_conflicts(number, actor=actor_of(request), now=clock.now(), after=after, before=before)
    return render(request, "bases/conflicts.html", {"found": found})


@login_required
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for key and purpose, and show one record; what was asked stands in no address."""
    actor, now = actor_of(request), clock.now()
    shown = queries.database(actor, number, now)
    form = forms.LookForm(request.POST or None)
    found, refused = None, None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            found = services.look(number, said["key"], said["purpose"], actor=actor, now=now)
        except CatalogueError as problem:
            refused = problem
    status = refused.status if refused else 422 if form.errors else 200
    names = {"shown": shown, "form": form, "found": found, "refused": refused}
    return render(request, "bases/record.html", names, status=status)


@login_required
@require_POST
def build(request: HttpRequest, number: int) -> HttpResponse:
    """Build a base anew."""

    def act() -> str:
        services.build(number, actor=actor_of(request), now=clock.now())
        return _("已归集，成果正在入库")

    return _done(request, act, "bases:base", number)


@login_required
@require_POST
def send_conflicts(request: HttpRequest, number: int) -> HttpResponse:
    """Send contradictions to their sources."""

    def act() -> str:
        count = len(services.send_conflicts(number, actor=actor_of(request), now=clock.now()).cases)
        return ngettext("已送出 %(count)s 件整改", "已送出 %(count)s 件整改", count) % {"count": count}

    return _done(request, act, "bases:conflicts", number)


def _done(request: HttpRequest, act: Callable[[], str], there: str, number: int) -> HttpResponse:
    try:
        said = act()
    except Told as refused:
        messages.error(request, f"{chosen(refused.because)} {chosen(refused.remedy)}".strip())
    else:
        messages.success(request, said)
    return redirect(there, number)
