"""The steward's desk: one's own entries, the form of an entry, sending it for review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.cases.errors import CaseError
from gongshu.catalogue import labels, pages, queries, services, storing
from gongshu.catalogue.errors import CatalogueError, EntryUnfit
from gongshu.catalogue.forms import EntryForm, items_kept, items_said, items_table
from gongshu.catalogue.template import template
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen

_LARGEST_FILE = 2 * 1024 * 1024  # bytes of YAML; a description with a thousand items has a tenth of that


@login_required
@require_GET
def steward(request: HttpRequest) -> HttpResponse:
    """Show the entries of one's own body, what they lack and what waits."""
    actor, now = actor_of(request), clock.now()
    own = queries.entries(actor, provider=actor.body, state=request.GET.get("state", ""))
    names = {
        "page": pages.own(own, actor, request.GET.get("after", "")),
        "state": request.GET.get("state", ""),
        "figures": queries.figures(actor, now, actor.body),
    }
    return render(request, "catalogue/steward.html", names)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new entry; POST keeps it as a draft."""
    actor = actor_of(request)
    return _form(
        request, {}, lambda said: services.add({**said, "provider": actor.body}, actor=actor, now=clock.now()).number
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form of an entry's draft; POST keeps it. A published entry gets a draft of its next version."""
    actor = actor_of(request)
    held = queries.editable(actor, number)
    before = storing.plain(storing.description_of(held.draft or held.shown))
    return _form(request, before, lambda said: services.edit(number, said, actor=actor, now=clock.now()).number, held)


def _form(request: HttpRequest, before: Mapping[str, Any], keep: Any, held: Any = None) -> HttpResponse:
    posted, day = request.POST if request.method == "POST" else None, timezone.localdate(clock.now())
    form, table = EntryForm(day, posted, initial=before), items_table(posted, rows=before.get("items", ()))
    if posted is not None and form.is_valid() and table.is_valid() and "more" not in request.POST:
        try:
            number = keep({**form.said(), "items": items_said(table)})
        except EntryUnfit as unfit:
            form.tell(unfit.problems)
        else:
            messages.success(request, _("已保存 %(number)s") % {"number": number})
            return redirect("catalogue:check", number)
    if posted is not None and "more" in request.POST and table.is_valid():
        table = items_table(rows=items_said(table))
    status = 422 if posted is not None and "more" not in request.POST else 200
    names = {"form": form, "table": table, "entry": held, "item_names": list(labels.ITEM_FIELDS.values())}
    return render(request, "catalogue/edit.html", names, status=status)


@login_required
@require_POST
def try_items(request: HttpRequest, number: str) -> JsonResponse:
    """Tell what is wrong with the items as they stand in the form, by control, and keep nothing."""
    actor, now = actor_of(request), clock.now()
    queries.editable(actor, number)
    table = items_table(request.POST)
    table.is_valid()
    kept = items_kept(table)
    found = queries.tried(actor, {number: {"items": [form.said() for form in kept]}}, now)[number]
    return JsonResponse({"cells": pages.item_cells(table, kept, found.problems), "rows": {}})


@login_required
@require_GET
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the law finds in a draft, and the buttons that send it on."""
    actor, now = actor_of(request), clock.now()
    return render(request, "catalogue/check.html", {"page": pages.checked(queries.entry(actor, number), actor, now)})


@login_required
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    """Send the ticked drafts for review as one case."""
    return _opened(
        request,
        lambda actor, now: services.submit(
            request.POST.getlist("entry"), request.POST.get("reason", ""), actor=actor, now=now
        ),
    )


@login_required
@require_POST
def hook(request: HttpRequest, number: str) -> HttpResponse:
    """Send a resource for hooking."""
    return _opened(
        request,
        lambda actor, now: services.submit_resource(number, request.POST.get("reason", ""), actor=actor, now=now),
    )


@login_required
@require_POST
def unhook(request: HttpRequest, number: str) -> HttpResponse:
    """Take a resource off its entry."""
    return _done(
        request,
        lambda actor, now: services.unhook(number, request.POST.get("reason", ""), actor=actor, now=now),
        _("已脱挂"),
    )


@login_required
@require_POST
def drop(request: HttpRequest, number: str) -> HttpResponse:
    """Give up the draft of a next version."""
    return _done(request, lambda actor, now: services.drop_draft(number, actor=actor, now=now), _("已放弃修改"))


@login_required
@require_POST
def add_resource(request: HttpRequest, number: str) -> HttpResponse:
    """Register a further resource of an entry."""
    said = request.POST.get("kind", ""), request.POST.get("title", "")
    return _done(request, lambda actor, now: services.add_resource(number, *said, actor=actor, now=now), _("已登记"))


def _opened(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        case = act(actor_of(request), clock.now())
    except (CatalogueError, CaseError) as refused:
        messages.error(request, chosen(refused.because))
        return redirect(_back(request))
    messages.success(request, _("已送审，编号 %(number)s") % {"number": case.number})
    return redirect("cases:case", case.number)


def _done(request: HttpRequest, act: Any, words: str) -> HttpResponse:
    try:
        act(actor_of(request), clock.now())
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
    else:
        messages.success(request, words)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page of the form; an address elsewhere is never followed."""
    said = request.POST.get("next", "")
    return said if said.startswith("/catalogue/") and "//" not in said and "\\" not in said else "/catalogue/steward"


@login_required
@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """Return the YAML file to fill in."""
    answer = HttpResponse(template(clock.now()), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="entry.yaml"'
    return answer


@login_required
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a filled-in YAML file as a draft."""
    handed = request.FILES.get("file")
    try:
        text = handed.read(_LARGEST_FILE).decode("utf-8") if handed else ""
        said = yaml.safe_load(text)
    except (UnicodeDecodeError, yaml.YAMLError) as problem:
        messages.error(request, _("文件不是 UTF-8 编码的 YAML:%(problem)s") % {"problem": problem})
        return redirect("catalogue:steward")
    if not isinstance(said, dict):
        messages.error(request, _("文件须是一个目录的键值表"))
        return redirect("catalogue:steward")
    try:
        entry = services.add(said, actor=actor_of(request), now=clock.now())
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
        return redirect("catalogue:steward")
    messages.success(request, _("已保存 %(number)s") % {"number": entry.number})
    return redirect("catalogue:check", entry.number)
