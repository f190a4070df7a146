"""Sources: the list of them, the page of one with its fetches, and the form that registers it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.collection import services
from gongshu.collection.datasources import presenting, queries
from gongshu.collection.datasources.description import Kind
from gongshu.collection.datasources.forms import FORMS, KINDS, SourceForm, filled
from gongshu.collection.errors import NoSuchDelivery, SourceUnfit
from gongshu.collection.models import DataSource
from gongshu.collection.views import answer
from gongshu.jobs.rhythm import RHYTHMS, Rhythm
from gongshu.people.acting import actor_of
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed
from gongshu.ui.words import english


@login_required
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """List the sources that this person may see, those that failed first."""
    found = [
        (each, KINDS[Kind(each.kind)], RHYTHMS[Rhythm(each.rhythm)]) for each in queries.sources(actor_of(request))
    ]
    return render(request, "collection/sources.html", {"found": found})


@require_GET
def sources_json(request: HttpRequest) -> JsonResponse:
    return answer({"sources": [presenting.listed(each) for each in queries.sources(actor_of(request))]})


@login_required
@require_GET
def source(request: HttpRequest, number: str) -> HttpResponse:
    """Show where the data of a resource comes from, when, and what the last fetches brought."""
    actor = actor_of(request)
    held = queries.source(actor, number)
    names = {
        "source": held, "said": held.description, "resource": held.resource, "fetches": queries.fetches(actor, number),
        "kind": KINDS[Kind(held.kind)], "rhythm": RHYTHMS[Rhythm(held.rhythm)], "has_time": held.rhythm in ("daily", "weekly", "monthly"),
        "may": allowed(actor, "collection.source", held.resource.entry).allowed,
    }  # fmt: skip
    return render(request, "collection/source.html", names)


@require_GET
def source_json(request: HttpRequest, number: str) -> JsonResponse:
    actor = actor_of(request)
    held = presenting.source(queries.source(actor, number))
    return answer({**held, "fetches": [presenting.fetched(each) for each in queries.fetches(actor, number)]})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in the form of one kind; what does not fit comes back beside its field."""
    actor = actor_of(request)
    resource, held, status = queries.supplied(actor, number), _held(actor, number), 200
    asked = request.GET.get("kind") or (held.kind if held else Kind.DATABASE.value)
    kind = Kind(asked) if asked in list(Kind) else Kind.DATABASE
    shape = FORMS[kind]
    form = filled(held, shape) if held and held.kind == kind else shape()
    if request.method == "POST":
        form, status = shape(request.POST), 422
        if form.is_valid() and _register(number, form, actor):
            messages.success(request, _("采集源已登记"))
            return redirect("collection:source", number)
    kinds = [(each.value, words, each is kind) for each, words in KINDS.items()]
    names = {"resource": resource, "held": held, "form": form, "kinds": kinds, "kind": kind.value, "items": resource.entry.shown.items.all()}  # fmt: skip
    return render(request, "collection/source_edit.html", names, status=status)


def _held(actor: Actor, number: str) -> DataSource | None:
    try:
        return queries.source(actor, number)
    except NoSuchDelivery:
        return None


def _register(number: str, form: SourceForm, actor: Actor) -> bool:
    secret = form.cleaned_data.get("secret", "")
    try:
        services.register_source(number, form.given, secret, actor=actor, now=clock.now())
    except SourceUnfit as unfit:
        form.complain(unfit.faults, "en" if english() else "zh")
        return False
    return True


@login_required
@require_POST
def fetch(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a fetch now."""
    whole = request.POST.get("whole") == "1"
    services.ask_fetch(number, whole=whole, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已安排取数，结果显示在取数记录中"))
    return redirect("collection:source", number)


@login_required
@require_POST
def remove(request: HttpRequest, number: str) -> HttpResponse:
    """Forget a source; what it delivered stays."""
    services.remove_source(number, actor=actor_of(request), now=clock.now())
    messages.success(request, _("采集源已撤销，已投送的数据不受影响"))
    return redirect("collection:sources")
