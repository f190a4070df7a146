"""The pages of one account: opened, charged with duties, handed over, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.people import queries, services
from gongshu.people.acting import actor_of
from gongshu.people.managing.forms import DutyForm, HandOverForm, NewAccountForm, OfficeForm, refused
from gongshu.people.models import Account
from gongshu.people.permission import require
from gongshu.people.told import Told
from gongshu.ui.words import chosen


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an account and show its one-time link, this once."""
    actor, now = actor_of(request), clock.now()
    require(actor, "people.accounts")
    form = NewAccountForm(request.POST or None, initial={"body": request.GET.get("body", "")})
    if request.method == "POST" and form.is_valid():
        account = services.open_account(actor=actor, now=now, **form.cleaned_data)
        messages.success(request, _("账号已开立；职责由安全管理员授予"))
        return _page(request, account.login, link=services.one_time_link(account, now, actor=actor))
    return render(request, "people/new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_GET
def person(request: HttpRequest, login: str) -> HttpResponse:
    """Show an account with its duties, and what this visitor may do about it."""
    return _page(request, login)


@login_required
@require_POST
def link(request: HttpRequest, login: str) -> HttpResponse:
    """Issue a new one-time link; an earlier one ends."""
    account = _account(request, login)
    return _page(request, login, link=services.one_time_link(account, clock.now(), actor=actor_of(request)))


@login_required
@require_POST
def grant(request: HttpRequest, login: str) -> HttpResponse:
    """Charge somebody with a duty."""
    account, form = _account(request, login), DutyForm(request.POST)

    def do(said: dict[str, Any]) -> None:
        services.grant_duty(account, said["duty"], until=said["until"], actor=actor_of(request), now=clock.now())

    return _try(request, login, form, "duty_form", do, _("职责已授予"))


@login_required
@require_POST
def revoke(request: HttpRequest, login: str, duty: str) -> HttpResponse:
    """Withdraw a duty."""
    if not services.revoke_duty(_account(request, login), duty, actor=actor_of(request), now=clock.now()):
        raise Http404
    messages.success(request, _("职责已收回"))
    return redirect("people:person", login)


@login_required
@require_POST
def appoint(request: HttpRequest, login: str) -> HttpResponse:
    """Appoint an administrator."""
    account, form = _account(request, login), OfficeForm(request.POST)

    def do(said: dict[str, Any]) -> None:
        services.appoint(account, said["kind"], actor=actor_of(request), now=clock.now())

    return _try(request, login, form, "office_form", do, _("已任命"))


@login_required
@require_POST
def dismiss(request: HttpRequest, login: str) -> HttpResponse:
    """End an administrator's office."""
    office = getattr(_account(request, login), "office", None)
    if office is None:
        raise Http404
    return _act(request, login, lambda: services.dismiss(office, actor=actor_of(request), now=clock.now()), _("已免去"))


@login_required
@require_POST
def hand_over(request: HttpRequest, login: str) -> HttpResponse:
    """Move every duty of somebody who leaves to a colleague and close the account."""
    account = _account(request, login)
    form = HandOverForm(request.POST, leaver=account)

    def do(said: dict[str, Any]) -> None:
        services.hand_over(account, said["successor"], actor=actor_of(request), now=clock.now())

    return _try(request, login, form, "hand_over_form", do, _("职责已移交，账号已注销"))


@login_required
@require_POST
def close(request: HttpRequest, login: str) -> HttpResponse:
    """Close an account that carries nothing any more."""
    account = _account(request, login)
    return _act(
        request,
        login,
        lambda: services.close_account(account, actor=actor_of(request), now=clock.now()),
        _("账号已注销"),
    )


def _act(request: HttpRequest, login: str, do: Callable[[], object], done: str) -> HttpResponse:
    """Do what a single button asks for; a refusal of the service is shown on the page."""
    try:
        do()
    except Told as problem:
        return _page(request, login, status=422, problem=chosen(problem.because))
    messages.success(request, done)
    return redirect("people:person", login)


def _try(
    request: HttpRequest, login: str, form: Any, name: str, do: Callable[[dict[str, Any]], object], done: str
) -> HttpResponse:
    """Carry a form out; a fault of it or a refusal of the service is shown in the form, with all that was filled in."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Told as problem:
            refused(form, problem)
        else:
            messages.success(request, done)
            return redirect("people:person", login)
    return _page(request, login, status=422, **{name: form})


def _page(request: HttpRequest, login: str, *, status: int = 200, **ready: Any) -> HttpResponse:
    actor = actor_of(request)
    page = queries.person_page(actor, login, now=clock.now())
    forms = {"duty_form": DutyForm(), "office_form": OfficeForm(), "hand_over_form": HandOverForm(leaver=page.account)}
    answer = render(request, "people/person.html", {"page": page, **forms, **ready}, status=status)
    if "link" in ready:
        answer["Cache-Control"] = "no-store"
    return answer


def _account(request: HttpRequest, login: str) -> Account:
    return queries.person_page(actor_of(request), login, now=clock.now()).account
