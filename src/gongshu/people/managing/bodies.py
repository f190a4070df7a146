"""The pages that register a body, change it, give it roles, set its internal chain and dissolve it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.people import services
from gongshu.people.acting import actor_of
from gongshu.people.law import law
from gongshu.people.managing.forms import BodyForm, ChainForm, RoleForm, refused
from gongshu.people.models import Body, BodyRole
from gongshu.people.permission import allowed, require
from gongshu.people.told import Told
from gongshu.ui.words import chosen

_FIELDS = ("zh", "short", "en", "kind", "sector", "uscc", "head", "contact", "contact_details")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a body."""
    require(actor_of(request), "people.bodies")
    form = BodyForm(request.POST or None, day=_today())

    def do(said: dict[str, Any]) -> str:
        return services.register_body(said.pop("code"), actor=actor_of(request), now=clock.now(), **said).code

    return _try(request, form, {"form": form}, "people/body_form.html", do, _("单位已登记"))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a body's particulars; its code stays."""
    require(actor_of(request), "people.bodies")
    body = _body(code)
    held = {name: getattr(body, name) for name in _FIELDS} | {
        "region": body.region_id,
        "entrusted": body.entrusted_id,
        "parent": body.parent.code if body.parent else "",
    }
    form = BodyForm(request.POST or None, initial=held, day=_today(), body=body)

    def do(said: dict[str, Any]) -> str:
        return services.change_body(body, actor=actor_of(request), now=clock.now(), **said).code

    return _try(request, form, {"form": form, "body": body}, "people/body_form.html", do, _("已保存"))


@login_required
@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, code: str) -> HttpResponse:
    """Show a body's roles and chain with the forms to change them; a POST gives a role."""
    body = _body(code)
    _require_any(request, body)
    form = RoleForm(request.POST or None, roles=_roles(), initial={"region": body.territory.code, "since": _today()})

    def do(said: dict[str, Any]) -> str:
        services.give_role(body, actor=actor_of(request), now=clock.now(), **said)
        return code

    return _try(request, form, _context(request, body, role_form=form), "people/manage.html", do, _("角色已确定"))


@login_required
@require_POST
def end_role(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """End a role from today on."""
    held = get_object_or_404(BodyRole.objects.select_related("body"), pk=number, body__code=code, until__isnull=True)
    services.end_role(held, on=_today(), actor=actor_of(request), now=clock.now())
    messages.success(request, _("角色已终止"))
    return redirect("people:manage", code)


@login_required
@require_POST
def chain(request: HttpRequest, code: str) -> HttpResponse:
    """Set the steps that a case passes inside the body."""
    body, form = _body(code), ChainForm(request.POST)

    def do(said: dict[str, Any]) -> str:
        services.set_chain(body, "", said["steps"], actor=actor_of(request), now=clock.now())
        return code

    return _try(request, form, _context(request, body, chain_form=form), "people/manage.html", do, _("已保存"))


@login_required
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Dissolve a body that has no open accounts any more."""
    body = _body(code)
    try:
        services.close_body(body, actor=actor_of(request), now=clock.now())
    except Told as problem:
        said = _context(request, body, problem=chosen(problem.because))
        return render(request, "people/manage.html", said, status=422)
    messages.success(request, _("单位已撤销"))
    return redirect("people:body", code)


def _try(
    request: HttpRequest,
    form: Any,
    context: dict[str, Any],
    template: str,
    do: Callable[[dict[str, Any]], str],
    done: str,
) -> HttpResponse:
    """Carry a form out and show the body; a fault or a refusal is shown in the form, with all that was filled in."""
    if form.is_bound and form.is_valid():
        try:
            code = do(dict(form.cleaned_data))
        except Told as problem:
            refused(form, problem)
        else:
            messages.success(request, done)
            return redirect("people:body", code)
    return render(request, template, context, status=422 if form.is_bound else 200)


def _context(request: HttpRequest, body: Body, **ready: Any) -> dict[str, Any]:
    actor, steps = actor_of(request), body.chains.filter(procedure="").first()
    return {
        "body": body,
        "roles": body.roles.filter(until__isnull=True).select_related("region").order_by("role"),
        "role_form": RoleForm(roles=_roles(), initial={"region": body.territory.code, "since": _today()}),
        "chain_form": ChainForm(initial={"steps": steps.steps if steps else []}),
        "may_bodies": allowed(actor, "people.bodies").allowed,
        "may_chain": allowed(actor, "people.chain", body).allowed,
        **ready,
    }


def _require_any(request: HttpRequest, body: Body) -> None:
    """The system administrator gives roles, the leader or the security administrator sets the chain."""
    actor = actor_of(request)
    if not allowed(actor, "people.chain", body).allowed:
        require(actor, "people.bodies")


def _roles() -> list[tuple[str, str]]:
    return [(name, chosen(role.name)) for name, role in law().roles(settings.GONGSHU.jurisdiction).items()]


def _body(code: str) -> Body:
    return get_object_or_404(Body.objects.select_related("region", "entrusted", "parent"), code=code)


def _today() -> Any:
    return timezone.localdate(clock.now())
