"""The page of an interface resource and the form that registers its service."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.grants.showing import address
from gongshu.interfaces import presenting, queries, services, stopping, watching
from gongshu.interfaces.errors import DescriptionUnfit, Hooked, NoInterface, StopUnfit
from gongshu.interfaces.forms import InterfaceForm, StopForm
from gongshu.interfaces.models import Interface
from gongshu.interfaces.wire.failures import Outcome
from gongshu.interfaces.words import OUTCOMES
from gongshu.people import allowed
from gongshu.people.acting import actor_of
from gongshu.people.actor import Actor
from gongshu.ui.words import english


@require_GET
def interface(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is registered; where it stands only to whom that is told."""
    return _shown(request, number)


def _shown(request: HttpRequest, number: str, form: StopForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    resource, held = queries.resource(actor, number), _held(actor, number)
    names = {
        "stops": stopping.stops_of(held, clock.now()) if held else [],
        "stop_form": form or StopForm(),
        "refused": form is not None,
        "resource": resource,
        "held": held,
        "said": held.description if held else None,
        "sample": presenting.sample(held) if held else "",
        "inside": queries.sees_address(actor, resource),
        "may_register": queries.may_register(actor, resource),
        "may_watch": allowed(actor, "interfaces.watch", resource).allowed,
        "node_address": address(),
    }
    return render(request, "interfaces/interface.html", names, status=422 if form else 200)


@login_required
@require_POST
def plan_stop(request: HttpRequest, number: str) -> HttpResponse:
    """Plan a stop; what does not fit comes back with all that is wrong."""
    form = StopForm(request.POST)
    if form.is_valid():
        try:
            stopping.plan_stop(number, **form.cleaned_data, actor=actor_of(request), now=clock.now())
        except StopUnfit as unfit:
            for zh, en in unfit.faults:
                form.add_error(None, en if english() else zh)
        else:
            messages.success(request, gettext("已计划停用，并已告知提供单位和使用单位"))
            return redirect("interfaces:interface", number)
    return _shown(request, number, form)


@login_required
@require_POST
def cancel_stop(request: HttpRequest, number: str, stop: int) -> HttpResponse:
    stopping.cancel_stop(number, stop, actor=actor_of(request), now=clock.now())
    messages.success(request, gettext("已取消停用，并已告知提供单位和使用单位"))
    return redirect("interfaces:interface", number)


@require_GET
def interface_json(request: HttpRequest, number: str) -> JsonResponse:
    actor = actor_of(request)
    said = presenting.to_json(queries.interface(actor, number), actor)
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List how the interfaces do that this person watches."""
    found = watching.overview(actor_of(request), clock.now())
    return render(request, "interfaces/overview.html", {"found": found, "days": watching.DAYS})


@login_required
@require_GET
def overview_json(request: HttpRequest) -> JsonResponse:
    said = [presenting.watched(each) for each in watching.overview(actor_of(request), clock.now())]
    return JsonResponse({"interfaces": said}, json_dumps_params={"ensure_ascii": False})


@login_required
@require_GET
def watch(request: HttpRequest, number: str) -> HttpResponse:
    """Show how one interface does."""
    page = watching.watched(actor_of(request), number, clock.now())
    said = page.held.description
    codes = [
        (OUTCOMES[Outcome(outcome)], code, known.meaning if (known := said.error(code)) else "", count) for outcome, code, count in page.figures.codes
    ]  # fmt: skip
    names = {
        "page": page,
        "figures": page.figures,
        "resource": page.held.resource,
        "days": watching.DAYS,
        "codes": codes,
    }
    return render(request, "interfaces/watch.html", names)


@login_required
@require_GET
def watch_json(request: HttpRequest, number: str) -> JsonResponse:
    said = presenting.watched(watching.watched(actor_of(request), number, clock.now()))
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in the form of a service; a description that does not fit comes back with all that is wrong."""
    actor = actor_of(request)
    resource, held, status = queries.registrable(actor, number), _held(actor, number), 200
    form = InterfaceForm.about(held.description) if held else InterfaceForm()
    if request.method == "POST":
        form, status = InterfaceForm(request.POST), 422
        if form.is_valid() and _register(number, form, actor):
            messages.success(request, gettext("接口已登记"))
            return redirect("interfaces:interface", number)
    entry = resource.entry
    names = {
        "resource": resource, "held": held, "form": form, "items": (entry.draft or entry.shown).items.all(),
    }  # fmt: skip
    return render(request, "interfaces/edit.html", names, status=status)


def _held(actor: Actor, number: str) -> Interface | None:
    try:
        return queries.interface(actor, number)
    except NoInterface:
        return None


def _register(number: str, form: InterfaceForm, actor: Actor) -> bool:
    """Register what the form says; what is wrong stands beside its field."""
    language = "en" if english() else "zh"
    try:
        services.register(number, form.given, form.cleaned_data["secret"], actor=actor, now=clock.now())
    except DescriptionUnfit as unfit:
        form.complain(unfit.faults, language)
        return False
    except Hooked as refused:
        form.add_error(None, f"{refused.because[language]} — {refused.remedy[language]}")
        return False
    return True
