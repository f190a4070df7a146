"""Pages that open cases."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongshu.audit import clock
from gongshu.cases import pages, queries, services, subjects
from gongshu.cases.errors import CaseError
from gongshu.cases.forms import FactForm
from gongshu.cases.views.moving import told
from gongshu.people.acting import actor_of

_BETWEEN = str.maketrans(",，、", "   ")  # whatever stands between several numbers


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """List what this person may apply for, each with its article and the time for an answer."""
    return render(request, "cases/start.html", {"offers": queries.procedures(actor_of(request), clock.now())})


@require_http_methods(["GET", "POST"])
@never_cache
def open_case(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show the form of a procedure; POST hands it in."""
    actor, now = actor_of(request), clock.now()
    table, fields = queries.form(actor, procedure, now)
    if not actor.is_signed_in and not table.visitors:
        return redirect_to_login(request.get_full_path())
    about = [
        each.strip() for each in request.POST.get("about", request.GET.get("about", "")).translate(_BETWEEN).split()
    ]
    parent = request.POST.get("parent", request.GET.get("parent", ""))
    named = pages.subjects(actor, table.about, about)
    known = [each.id for each in named if each.label]
    items = subjects.items_of(str(table.about), known) if table.about and known else None
    form = FactForm(fields, request.POST if request.method == "POST" else None, items=items)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_case(procedure, about, form.facts(), actor=actor, now=now, parent=parent or None)
        except CaseError as problem:
            refused = told(problem)
        else:
            if not actor.is_signed_in:
                return render(request, "cases/received.html", {"case": made, "table": table}, status=201)
            messages.success(request, _("已提交，编号 %(number)s") % {"number": made.number})
            return redirect("cases:case", made.number)
    names = {
        "table": table,
        "form": form,
        "about": about,
        "parent": parent,
        "refused": refused,
        "subjects": named,
        "frame": "ui/console.html" if actor.is_signed_in else "ui/base.html",
    }
    status = 200 if request.method == "GET" else 422
    return render(request, "cases/open.html", {**names, "clocks": queries.promised(actor, table, now)}, status=status)
