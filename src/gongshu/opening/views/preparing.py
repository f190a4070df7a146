"""The page on which an opening is prepared and reviewed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.catalogue.views import answer
from gongshu.lake.errors import LakeError
from gongshu.opening import presenting, queries, services
from gongshu.opening.errors import OpeningError
from gongshu.opening.models import Method
from gongshu.opening.papers import LARGEST, Paper
from gongshu.people.acting import actor_of
from gongshu.people.actor import Actor

Act = Callable[[Actor, datetime], object]


@login_required
@require_GET
def preparation(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is demanded before an entry is opened, and what of it is there."""
    return _page(request, number)


@require_GET
def preparation_json(request: HttpRequest, number: str) -> JsonResponse:
    return answer(presenting.preparation(queries.preparation(actor_of(request), number, clock.now())))


@login_required
@require_GET
def record(request: HttpRequest, number: str) -> HttpResponse:
    """Show one masking record, as it is cited."""
    found = queries.record(actor_of(request), number)
    return render(request, "opening/record.html", {"record": found, "treatments": presenting.treatments(found)})


@login_required
@require_POST
def record_masking(request: HttpRequest, number: str) -> HttpResponse:
    named = [key.removeprefix("method.") for key in request.POST if key.startswith("method.") and request.POST.get(key)]
    treatments = [
        {"item": code, **{part: request.POST.get(f"{part}.{code}", "") for part in ("method", "how")}} for code in named
    ]
    basis = request.POST.get("basis", "")
    return _act(
        request,
        number,
        _("已登记"),
        lambda actor, now: services.record_masking(number, treatments, basis, actor=actor, now=now),
    )


@login_required
@require_POST
def check(request: HttpRequest, number: str) -> HttpResponse:
    quasi, sensitive = (request.POST.getlist(name) for name in ("quasi", "sensitive"))
    wanted = request.POST.get("snapshot", "")

    def act(actor: Actor, now: datetime) -> object:
        return services.check(number, quasi=quasi, sensitive=sensitive, snapshot=wanted, actor=actor, now=now)

    return _act(request, number, _("已检查"), act)


@login_required
@require_POST
def override(request: HttpRequest, number: str) -> HttpResponse:
    which, reason = request.POST.get("check", ""), request.POST.get("reason", "")
    place = int(which) if which.isdecimal() else 0
    return _act(request, number, _("已放行"), lambda actor, now: services.override(place, reason, actor=actor, now=now))


@login_required
@require_POST
def consent(request: HttpRequest, number: str) -> HttpResponse:
    said = {name: request.POST.get(name, "") for name in ("holder", "scope", "evidence")}
    given_on, until = _day(request, "given_on"), _day(request, "until")
    sent = request.FILES.get("paper")
    paper = Paper(name=sent.name or "", content=sent.read(LARGEST + 1)) if sent else None

    def act(actor: Actor, now: datetime) -> object:
        return services.record_consent(
            number, **said, paper=paper, given_on=given_on or now.date(), until=until, actor=actor, now=now
        )

    return _act(request, number, _("已登记"), act)


@login_required
@require_GET
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the paper of a consent as it was handed in."""
    held, content = services.read_paper(number, actor=actor_of(request), now=clock.now())
    answer = HttpResponse(content, content_type="application/octet-stream")  # Never shown inside our pages.
    answer["Content-Disposition"] = content_disposition_header(True, held.paper_name) or "attachment"
    return answer


@login_required
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    which, reason = request.POST.get("consent", ""), request.POST.get("reason", "")
    return _act(
        request,
        number,
        _("已登记撤回"),
        lambda actor, now: services.withdraw_consent(which, reason, actor=actor, now=now),
    )


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


def _act(request: HttpRequest, number: str, done: str, act: Act) -> HttpResponse:
    """Do one thing and go back to the page; what is refused is shown there, with what was written."""
    try:
        act(actor_of(request), clock.now())
    except (OpeningError, LakeError) as refused:
        return _page(request, number, refused=refused, status=getattr(refused, "status", 409))
    messages.success(request, done)
    return redirect("opening:preparation", number)


def _page(request: HttpRequest, number: str, *, refused: Any = None, status: int = 200) -> HttpResponse:
    now = clock.now()
    found = queries.preparation(actor_of(request), number, now)
    names = {
        "page": found, "refused": refused, "posted": request.POST, "rows": presenting.rows(found, request.POST), "methods": Method.choices,
        "demands": presenting.demands(found), "checks": [presenting.check(each, found) for each in found.checks],
        "choices": presenting.choices(found), "today": now.date(),
    }  # fmt: skip
    return render(request, "opening/preparation.html", names, status=status)
