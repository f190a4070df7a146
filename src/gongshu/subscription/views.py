"""The subscriptions of one grant: made, asked for a batch, stopped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.jobs.rhythm import RHYTHMS, Rhythm
from gongshu.people.acting import actor_of
from gongshu.people.permission import allowed
from gongshu.subscription import presenting, queries, services
from gongshu.subscription.errors import SubscriptionUnfit
from gongshu.subscription.forms import SubscriptionForm
from gongshu.ui.words import english


@login_required
@require_http_methods(["GET", "POST"])
def subscriptions(request: HttpRequest, number: str) -> HttpResponse:
    """Show the subscriptions of a grant with their batches, and make another one."""
    actor, now, form, status = actor_of(request), clock.now(), SubscriptionForm(), 200
    if request.method == "POST":
        form, status = SubscriptionForm(request.POST), 422
        if form.is_valid():
            try:
                services.subscribe(number, form.given, form.cleaned_data["secret"], actor=actor, now=now)
                messages.success(request, _("订阅已建立，正在交付第一批"))
                return redirect("subscription:list", number)
            except SubscriptionUnfit as unfit:
                form.complain(unfit.faults, "en" if english() else "zh")
    grant, found = queries.of_grant(actor, number)
    uses = allowed(actor, "grants.use", grant).allowed
    names: dict[str, Any] = {
        "grant": grant, "found": [(each, RHYTHMS[Rhythm(each.held.rhythm)]) for each in found], "form": form,
        "may": uses and grant.covers(timezone.localdate(now)) and "file" in grant.kinds, "uses": uses, "stops": allowed(actor, "grants.stop", grant).allowed,
    }  # fmt: skip
    return render(request, "subscription/list.html", names, status=status)


@require_GET
def subscriptions_json(request: HttpRequest, number: str) -> JsonResponse:
    _grant, found = queries.of_grant(actor_of(request), number)
    said = {"subscriptions": [presenting.subscribed(each) for each in found]}
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


@login_required
@require_POST
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a batch now."""
    asked = services.ask_batch(number, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已安排交付"))
    return redirect("subscription:list", asked.subscription.grant.number)


@login_required
@require_POST
def stop(request: HttpRequest, number: str) -> HttpResponse:
    """Stop a subscription for good."""
    stopped = services.stop(number, actor=actor_of(request), now=clock.now())
    messages.success(request, _("订阅已停止"))
    return redirect("subscription:list", stopped.grant.number)
