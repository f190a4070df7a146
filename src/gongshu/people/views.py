"""Pages about people and bodies: each reads the request, calls one service or query, and picks a template."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.people import queries, services
from gongshu.people.acting import actor_of
from gongshu.people.documents import body_document, person_document
from gongshu.people.forms import ContactForm, DelegationForm, TokenForm
from gongshu.people.models import Account, Delegation, Token
from gongshu.people.permission import allowed


@require_GET  # A mail program that only looks (HEAD) must not use the link up.
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in by a one-time link; whoever has a second factor is still asked for it."""
    found = services.enter(secret, now=clock.now())
    settled = found.has_usable_password() or settings.GONGSHU.rehearsal
    answer: HttpResponse = perform_login(request, found, redirect_url=None if settled else "/account")
    return answer


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account."""
    return _account(request)


def _account(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor, user = actor_of(request), _user(request)
    shown = queries.account_page(actor, user, now=clock.now())
    lent = DelegationForm(account=user, duties=[duty for duty in shown.duties if not duty.endswith("_admin")])
    ready: dict[str, Any] = {
        "token_form": TokenForm(),
        "contact_form": ContactForm({"mail": user.mail, "phone": user.phone}),
        "delegation_form": lent,
        **forms,
    }
    current = request.session.session_key
    return render(request, "people/account.html", {"page": shown, "current": current, **ready}, status=status)


@login_required
@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """Change one's own mail and telephone."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _account(request, status=422, contact_form=form)
    services.change_own(_user(request), actor=actor_of(request), now=clock.now(), **form.cleaned_data)
    messages.success(request, _("已保存"))
    return redirect("people:account")


@login_required
@require_POST
def issue_token(request: HttpRequest) -> HttpResponse:
    """Make an API token and show its secret, this once."""
    form, now = TokenForm(request.POST), clock.now()
    if not form.is_valid():
        return _account(request, status=422, token_form=form)
    said = form.cleaned_data
    _token, secret = services.issue_token(
        _user(request),
        said["name"],
        scopes=said["scopes"],
        expires_at=form.ends(now),
        actor=actor_of(request),
        now=now,
    )
    answer = _account(request, secret=secret)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    token = get_object_or_404(Token.objects.select_related("account"), pk=number, account=_user(request))
    services.revoke_token(token, actor=actor_of(request), now=clock.now())
    messages.success(request, _("令牌已吊销"))
    return redirect("people:account")


@login_required
@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's own sessions."""
    if not services.end_session(_user(request), number, actor=actor_of(request), now=clock.now()):
        raise Http404
    messages.success(request, _("会话已结束"))
    return redirect("people:account")


@login_required
@require_POST
def delegate(request: HttpRequest) -> HttpResponse:
    """Lend duties to a colleague for a time of absence."""
    user, actor, now = _user(request), actor_of(request), clock.now()
    duties = queries.account_page(actor, user, now=now).duties
    form = DelegationForm(request.POST, account=user, duties=list(duties))
    if not form.is_valid():
        return _account(request, status=422, delegation_form=form)
    said = form.cleaned_data
    services.delegate(
        user,
        said["receiver"],
        said["duties"],
        since=now,
        until=said["until"],
        reason=said["reason"],
        actor=actor,
        now=now,
    )
    messages.success(request, _("已委托"))
    return redirect("people:account")


@login_required
@require_POST
def end_delegation(request: HttpRequest, number: int) -> HttpResponse:
    """Take lent duties back before their time."""
    lent = get_object_or_404(Delegation.objects.select_related("giver", "receiver"), pk=number, giver=_user(request))
    services.end_delegation(lent, actor=actor_of(request), now=clock.now())
    messages.success(request, _("委托已终止"))
    return redirect("people:account")


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Show which rule allows or refuses each right to whoever looks, or the one that is asked about."""
    actor, asked = actor_of(request), request.GET.get("right", "")
    found = [queries.why(actor, asked)] if asked else queries.rulings(actor)
    return render(request, "people/why.html", {"rulings": found, "asked": asked})


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List the accounts that this person may see."""
    found = queries.people(actor_of(request), now=clock.now(), body=request.GET.get("body", ""))
    may_open = allowed(actor_of(request), "people.accounts").allowed
    return render(request, "people/people.html", {"people": found, "may_open": may_open})


@require_GET
def people_json(request: HttpRequest) -> JsonResponse:
    found = queries.people(actor_of(request), now=clock.now(), body=request.GET.get("body", ""))
    return _json({"people": [person_document(one) for one in found]})


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """List every body."""
    actor = actor_of(request)
    may_register = allowed(actor, "people.bodies").allowed
    return render(request, "people/bodies.html", {"bodies": queries.bodies(actor), "may_register": may_register})


@require_GET
def bodies_json(request: HttpRequest) -> JsonResponse:
    return _json({"bodies": [body_document(one) for one in queries.bodies(actor_of(request))]})


@require_GET
def body(request: HttpRequest, code: str) -> HttpResponse:
    """Show who a body is, its roles, its people and what it lacks."""
    return render(request, "people/body.html", {"page": _body(request, code)})


@require_GET
def body_json(request: HttpRequest, code: str) -> JsonResponse:
    page = _body(request, code)
    roles = [
        {"role": one.role, "region": one.region_id, "since": one.since, "until": one.until, "basis": one.basis}
        for one in page.roles
    ]
    lacks = [{"parameter": one.parameter, "what": one.what, "article": one.article.label} for one in page.lacks]
    return _json(
        {
            **body_document(page.body),
            "roles": roles,
            "lacks": lacks,
            "people": [person_document(one) for one in page.people],
        }
    )


def _body(request: HttpRequest, code: str) -> queries.BodyPage:
    now = clock.now()
    return queries.body_page(actor_of(request), code, now=now, day=timezone.localdate(now))


def _json(said: dict[str, Any]) -> JsonResponse:
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def _user(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # login_required lets nobody else in.
    return request.user
