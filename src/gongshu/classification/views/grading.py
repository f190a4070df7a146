"""The desk where a steward grades columns and looks at attributes that are due."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.views import answer
from gongshu.classification import forms, presenting, queries, services
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List the tables of one's own body with how far they are graded, and the reviews that are due."""
    actor, now = actor_of(request), clock.now()
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    names = {"page": queries.tables(actor, **cursors), "round": queries.own_round(actor, now)}
    return render(request, "classification/desk.html", names)


@login_required
@require_GET
def desk_json(request: HttpRequest) -> JsonResponse:
    return answer(presenting.round_json(queries.own_round(actor_of(request), clock.now())))


@login_required
@require_http_methods(["GET", "POST"])
def grade(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is proposed for each column of an entry, and keep what the steward says of it."""
    actor, now = actor_of(request), clock.now()
    found = queries.grading(actor, number)
    refused = None
    if request.method == "POST":
        try:
            made = services.grade(number, list(forms.grades(request.POST, found)), actor=actor, now=now)
        except CatalogueError as error:
            refused = error
        else:
            said = (
                _("已保存；级别有变化的已送目录审核（%(case)s）") % {"case": made.case.number}
                if made.case
                else _("已保存")
            )
            messages.success(request, said)
            return redirect("classification:grade", number)
    names = {
        "found": found,
        "rows": forms.rows(request.POST if refused else None, found),
        "refused": refused,
        "choices": forms.choices(),
    }
    return render(request, "classification/grade.html", names, status=refused.status if refused else 200)


@login_required
@require_GET
def grade_json(request: HttpRequest, number: str) -> JsonResponse:
    return answer(presenting.grading_json(queries.grading(actor_of(request), number)))


@login_required
@require_POST
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what the steward says of the attributes of one entry."""
    said = request.POST
    try:
        made = services.review(
            number, said.get("outcome", ""), said.get("reason", ""), actor=actor_of(request), now=clock.now()
        )
    except CatalogueError as refused:
        messages.error(request, f"{chosen(refused.because)} {chosen(refused.remedy)}")
        return redirect("classification:desk")
    messages.success(request, _("已记录"))
    return redirect("catalogue:edit", number) if made.outcome == "changes" else redirect("classification:desk")
