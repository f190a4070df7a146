"""Pages of one form: which there are, defining one, filling one for a person or firm."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.cases.errors import CaseError
from gongshu.oneform import queries, services
from gongshu.oneform.errors import FormError
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen


@login_required
@require_GET
def forms(request: HttpRequest) -> HttpResponse:
    """List the forms in use, and what one's own body has not sent yet."""
    actor = actor_of(request)
    names = {
        "forms": queries.forms(actor),
        "waiting": queries.open_fillings(actor),
        "defines": queries.offered(actor, clock.now())[0],
    }
    return render(request, "oneform/forms.html", names)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Define a form: tick what is filled by sharing, write what has to be asked."""
    actor, now, refused = actor_of(request), clock.now(), None
    body, offered = queries.offered(actor, now)
    said = {name: request.POST.get(name, "") for name in ("title", "key", "asked")}
    ticked = request.POST.getlist("shared")
    if request.method == "POST":
        try:
            made = services.define(
                said["title"],
                said["key"],
                _wanted(ticked, said["asked"]),
                queries.own_body(actor),
                actor=actor,
                now=now,
            )
        except FormError as error:
            refused = error
        else:
            messages.success(request, _("已保存"))
            return redirect("oneform:form", made.number)
    names = {"offered": offered, "body": body, "said": said, "ticked": ticked, "refused": refused}
    return render(request, "oneform/new.html", names, status=refused.status if refused else 200)


def _wanted(ticked: list[str], asked: str) -> list[services.Wanted]:
    """Return the fields: the ticked items, then a line each of what is asked, with the code of its element behind a stroke."""
    shared = [
        services.Wanted(grant=grant, item=item) for grant, _mark, item in (each.partition(" ") for each in ticked)
    ]
    lines = [line.partition("|") for line in asked.splitlines() if line.strip()]
    return [
        *shared,
        *(services.Wanted(name=name.strip(), standard=standard.strip()) for name, _mark, standard in lines),
    ]


@login_required
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, number: str) -> HttpResponse:
    """Show a form; begin to fill it for a key."""
    actor, now, refused = actor_of(request), clock.now(), None
    if request.method == "POST":
        try:
            made = services.begin(number, request.POST.get("key", ""), actor=actor, now=now)
            return redirect("oneform:filling", made.number)
        except (FormError, CaseError) as error:
            refused = error
    names = {"found": queries.form(actor, number), "refused": refused}
    return render(request, "oneform/form.html", names, status=refused.status if refused else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def filling(request: HttpRequest, number: str) -> HttpResponse:
    """Show what sharing gave with its sources, ask for the rest, and send it."""
    actor, now, refused = actor_of(request), clock.now(), None
    if request.method == "POST":
        answers = {
            name.removeprefix("field-"): str(value) for name, value in request.POST.items() if name.startswith("field-")
        }
        try:
            services.send(number, answers, actor=actor, now=now)
            messages.success(request, _("已提交"))
            return redirect("oneform:filling", number)
        except FormError as error:
            refused = error
    held, key, fields = queries.filling(actor, number, now)
    names = {"filling": held, "key": key, "fields": fields, "refused": refused, "is_open": held.sent_at is None}
    return render(request, "oneform/filling.html", names, status=refused.status if refused else 200)


@login_required
@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    """Take a form out of use."""
    try:
        services.end_form(number, actor=actor_of(request), now=clock.now())
        messages.success(request, _("已停用"))
    except FormError as refused:
        messages.error(request, f"{chosen(refused.because)} {chosen(refused.remedy)}")
    return redirect("oneform:form", number)
