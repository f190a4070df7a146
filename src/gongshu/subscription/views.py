"""The subscriptions of one grant: made, asked for a batch, stopped."""

from __future__ import annotations

from typing import Any

from django.conf import settings
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
from gongshu.subscription.forms import NodeForm, NodeSubscriptionForm, SubscriptionForm
from gongshu.subscription.signing import public_key
from gongshu.ui.words import english


@login_required
@require_http_methods(["GET", "POST"])
def subscriptions(request: HttpRequest, number: str) -> HttpResponse:
    """Show the subscriptions of a grant with their batches, and make another one."""
    actor, now, status = actor_of(request), clock.now(), 200
    grant, _found = queries.of_grant(actor, number)
    nodes = queries.nodes_for(actor, grant)
    by_node = "node-place" in request.POST
    form, node_form = SubscriptionForm(), NodeSubscriptionForm(nodes)
    if request.method == "POST":
        asked = NodeSubscriptionForm(nodes, request.POST) if by_node else SubscriptionForm(request.POST)
        status = 422
        if asked.is_valid():
            try:
                services.subscribe(number, asked.given, asked.cleaned_data.get("secret", ""), actor=actor, now=now)
                messages.success(request, _("订阅已建立，正在交付第一批"))
                return redirect("subscription:list", number)
            except SubscriptionUnfit as unfit:
                asked.complain(unfit.faults, "en" if english() else "zh")
        form, node_form = (form, asked) if isinstance(asked, NodeSubscriptionForm) else (asked, node_form)
    grant, found = queries.of_grant(actor, number)
    uses = allowed(actor, "grants.use", grant).allowed
    names: dict[str, Any] = {
        "grant": grant, "found": [(each, RHYTHMS[Rhythm(each.held.rhythm)]) for each in found], "form": form, "node_form": node_form if nodes else None,
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


@login_required
@require_GET
def receipts(request: HttpRequest, number: str, batch: str) -> JsonResponse:
    """Return the receipts of both ends of one batch, as they were signed."""
    pair = queries.receipts(actor_of(request), number, batch)
    return JsonResponse(pair, json_dumps_params={"ensure_ascii": False, "indent": 1})


@login_required
@require_http_methods(["GET", "POST"])
def nodes(request: HttpRequest) -> HttpResponse:
    """Show the exchange nodes of one's body, and make a code for another one, shown this once."""
    if request.method == "GET":
        return _nodes(request)
    form = NodeForm(request.POST)
    if not form.is_valid():
        return _nodes(request, form=form, status=422)
    made, code = services.invite(form.cleaned_data["name"], actor=actor_of(request), now=clock.now())
    return _nodes(request, code=code, made=made)


@login_required
@require_POST
def node_code(request: HttpRequest, number: str) -> HttpResponse:
    """Make a fresh code for a node; the key that comes with it takes the place of the one before."""
    made, code = services.invite_again(number, actor=actor_of(request), now=clock.now())
    return _nodes(request, code=code, made=made)


_CHANGES = {"suspend": services.suspend_node, "resume": services.resume_node, "remove": services.remove_node}


@login_required
@require_POST
def node_change(request: HttpRequest, number: str, change: str) -> HttpResponse:
    """Suspend, resume or remove a node."""
    _CHANGES[change](number, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已保存"))
    return redirect("subscription:nodes")


def _nodes(request: HttpRequest, *, status: int = 200, form: NodeForm | None = None, **more: Any) -> HttpResponse:
    found = queries.nodes(actor_of(request))
    names = {
        "found": found,
        "form": form or NodeForm(),
        "platform_key": public_key(),
        "node_address": settings.GONGSHU.address,
        **more,
    }
    answer = render(request, "subscription/nodes.html", names, status=status)
    if more:
        answer["Cache-Control"] = "no-store"
    return answer
