"""Pages of the rules: which there are, one version, a new one, and what level a harm gives."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongshu.audit import clock
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.views import answer
from gongshu.catalogue.words import Level
from gongshu.classification import presenting, queries, services
from gongshu.classification.forms import HarmForm, RulesForm
from gongshu.classification.standard import matrix
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of the place, and by the table of the standard what level the harms that were chosen give."""
    table = matrix()
    form = HarmForm(request.GET if request.GET else None, matrix=table)
    graded = table.graded(form.harmed()) if form.is_bound and form.is_valid() else None
    names = {
        "standings": queries.standings(actor_of(request), clock.now()), "matrix": table, "form": form, "graded": graded,
        "level": Level(graded.level).label if graded and graded.level else "", "table": presenting.table(table),
    }  # fmt: skip
    return render(request, "classification/rules.html", names)


@require_GET
def rules_json(request: HttpRequest) -> JsonResponse:
    found = queries.standings(actor_of(request), clock.now())
    return answer(presenting.standings_json(found, matrix()))


@require_GET
def version(request: HttpRequest, number: str) -> HttpResponse:
    """Show one version of rules and what it changed."""
    return render(
        request, "classification/version.html", {"found": queries.rules(actor_of(request), number, clock.now())}
    )


@require_GET
def version_json(request: HttpRequest, number: str) -> JsonResponse:
    return answer(presenting.rules_json(queries.rules(actor_of(request), number, clock.now())))


@login_required
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, kind: str) -> HttpResponse:
    """Issue the next version of a kind of rules."""
    actor, now = actor_of(request), clock.now()
    wanted, stated, joined = queries.draft(actor, kind, now)
    form = RulesForm(request.POST if request.method == "POST" else None, stated=stated, of_sector=bool(wanted.role))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.issue(kind, form.said(), actor=actor, now=now)
        except CatalogueError as refused:
            form.add_error(None, f"{chosen(refused.because)} {chosen(refused.remedy)}")
        else:
            messages.success(request, _("已发布第 %(number)s 版") % {"number": made.version})
            return redirect("classification:version", made.number)
    names = {"kind": wanted, "form": form, "joined": joined}
    return render(request, "classification/issue.html", names, status=422 if form.errors else 200)
