"""Pages of the census: the rounds, how far one is, and the sheet of one's own body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.cases.errors import CaseError
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.lists.files import lines
from gongshu.catalogue.views import answer
from gongshu.census import forms, presenting, queries, services
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen

PAGE = 50  # lines of a sheet
_MOST_FINDINGS = 100  # on the page; the file holds all


@login_required
@require_http_methods(["GET", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """List the censuses; whoever conducts them opens one here."""
    actor, now = actor_of(request), clock.now()
    way = queries.way(actor, now)
    form = forms.RoundForm(request.POST or None, enterprises=way.enterprises is not None) if way.region else None
    if request.method == "POST" and form is not None and form.is_valid() and way.region is not None:
        said = form.cleaned_data
        companies = said.get("enterprises", "").splitlines()
        try:
            made = services.open_round(way.region.code, said["title"], said["days"], companies, actor=actor, now=now)
        except CatalogueError as refused:
            form.add_error(None, f"{chosen(refused.because)} {chosen(refused.remedy)}")
        else:
            messages.success(request, _("普查已经开展，各单位将收到填报通知"))
            return redirect("census:round", made.pk)
    cursors: dict[str, Any] = {name: request.GET.get(name, "") for name in ("after", "before")}
    names = {"page": queries.rounds(actor, **cursors), "way": way, "form": form}
    return render(request, "census/rounds.html", names, status=422 if form is not None and form.errors else 200)


@login_required
@require_GET
def round_(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a census is; to whoever conducts it, also what was found."""
    actor, now = actor_of(request), clock.now()
    found = queries.coverage(actor, number, now)
    told = list(queries.findings(actor, number, now))[:_MOST_FINDINGS] if found.finds else []
    names = {
        "found": found,
        "findings": told,
        "way": queries.way(actor, now),
        "conductor": queries.conductor(actor, found.round, now),
    }
    return render(request, "census/round.html", names)


@login_required
@require_GET
def round_json(request: HttpRequest, number: int) -> JsonResponse:
    return answer(presenting.coverage_json(queries.coverage(actor_of(request), number, clock.now())))


@login_required
@require_GET
def findings_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Return all that was corrected, denied or added as one file."""
    found = queries.findings(actor_of(request), number, clock.now())
    return StreamingHttpResponse(
        lines(presenting.titles(), (presenting.cells(each) for each in found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="census-{number}.csv"'},
    )


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show a page of what one's own body is asked, and keep what it answers."""
    actor = actor_of(request)
    found = queries.sheet(actor, number)
    start = _start(request)
    part = found.lines[start : start + PAGE]
    refused = None
    if request.method == "POST":
        try:
            services.answer(number, list(forms.answers(request.POST, part)), actor=actor, now=clock.now())
        except CatalogueError as error:
            refused = error
        else:
            messages.success(request, _("已保存"))
            return redirect(f"{request.path}?start={start}")
    names = {
        "found": found, "part": part, "refused": refused, "start": start, "before": max(0, start - PAGE) if start else None,
        "after": start + PAGE if start + PAGE < len(found.lines) else None, "said": request.POST,
    }  # fmt: skip
    return render(request, "census/sheet.html", names, status=refused.status if refused else 200)


def _start(request: HttpRequest) -> int:
    said = request.GET.get("start", "")
    return int(said) if said.isdecimal() and len(said) < 7 else 0


@login_required
@require_POST
def confirm_rest(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm everything that was not answered yet."""
    act = lambda: services.confirm_rest(number, actor=actor_of(request), now=clock.now())  # noqa: E731
    return _done(request, act, _("其余各项已确认属实"), "census:sheet", number)


@login_required
@require_POST
def submit(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the answers in."""
    act = lambda: services.submit(number, actor=actor_of(request), now=clock.now())  # noqa: E731
    return _done(request, act, _("已报送"), "census:sheet", number)


@login_required
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a census; its result is a version of the resource list."""
    act = lambda: services.close_round(number, actor=actor_of(request), now=clock.now())  # noqa: E731
    return _done(request, act, _("普查已经结束，结果见资源清单"), "census:round", number)


def _done(request: HttpRequest, act: Callable[[], object], said: str, there: str, number: int) -> HttpResponse:
    try:
        act()
    except (CatalogueError, CaseError) as refused:
        messages.error(request, f"{chosen(refused.because)} {chosen(refused.remedy)}")
    else:
        messages.success(request, said)
    return redirect(there, number)
