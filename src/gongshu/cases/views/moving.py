"""Pages that move cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongshu.audit import clock
from gongshu.cases import pages, queries, services
from gongshu.cases.errors import CaseError
from gongshu.cases.forms import FactForm, said_in
from gongshu.cases.statement import Statement
from gongshu.cases.views import show
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen


@login_required
@require_POST
def move(request: HttpRequest, number: str, outcome: str) -> HttpResponse:
    """Take a step of a case; what was filled in is shown again where it does not suffice."""
    actor, now = actor_of(request), clock.now()
    case = queries.case(actor, number)
    seen = request.POST.get("seen", "")
    offered = next((each for each in queries.moves_for(actor, case, now) if each.outcome == outcome), None)
    fields = offered.fields if offered else ()
    # Inside a chain the words of the draft stand until somebody changes them.
    drafted = fields if offered and offered.draft else ()
    form = FactForm(
        fields, request.POST, prefix=outcome, optional=[each.key for each in drafted], items=pages.items_of_case(case)
    )
    if not form.is_valid():
        return show(request, number, status=422, failed={outcome: form})
    said = said_in(form, terms=offered.terms if offered else (), seen=int(seen) if seen.isdecimal() else None)
    return _made(request, number, outcome, said, form)


def _made(request: HttpRequest, number: str, outcome: str, said: Statement, form: FactForm) -> HttpResponse:
    try:
        services.move(number, outcome, said, actor=actor_of(request), now=clock.now())
    except CaseError as problem:
        if problem.status >= 500:
            raise
        form.add_error(None, told(problem))
        return show(request, number, status=problem.status, failed={outcome: form}, refused=told(problem))
    messages.success(request, _("已办理"))
    return redirect("cases:case", number)


def told(problem: CaseError) -> Any:
    """Return what a person is told: what is wrong, the article, and how to put it right."""
    article = f"〔{problem.article}〕" if problem.article else ""
    remedy = chosen(problem.remedy)
    return f"{chosen(problem.because)}{article}" + (f" · {remedy}" if remedy else "")


@login_required
@require_POST
def return_draft(request: HttpRequest, number: str) -> HttpResponse:
    """Send a draft back to the first step of the body's chain."""
    said = Statement(reason=request.POST.get("reason", ""))
    services.return_draft(number, said, actor=actor_of(request), now=clock.now())
    messages.success(request, _("拟办意见已退回"))
    return redirect("cases:case", number)
