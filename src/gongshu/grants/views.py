"""Pages of grants: what was given to us and by us, and one grant with all it has handed out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.cases import queries as cases
from gongshu.grants import presenting, queries, recalls, services, showing
from gongshu.grants.forms import FileForm, TokenForm
from gongshu.people import allowed
from gongshu.people.acting import actor_of


@login_required
@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """List the grants of the person's body, on both sides."""
    return render(
        request,
        "grants/list.html",
        {
            "sides": queries.sides(actor_of(request), clock.now()),
            "today": timezone.localdate(clock.now()),
            "unused_days": settings.GONGSHU.unused_days,
        },
    )


@require_GET
def grants_json(request: HttpRequest) -> JsonResponse:
    said = presenting.both(queries.sides(actor_of(request), clock.now()))
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


@login_required
@require_GET
@never_cache
def grant(request: HttpRequest, number: str) -> HttpResponse:
    """Show one grant: terms, hand-outs, uses."""
    return _page(request, number)


@require_GET
def grant_json(request: HttpRequest, number: str) -> JsonResponse:
    actor = actor_of(request)
    said = presenting.with_conditions(queries.grant(actor, number), queries.conditions(actor, number, clock.now()))
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def _page(request: HttpRequest, number: str, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    found, said = queries.grant(actor, number), queries.conditions(actor, number, now)
    before = request.GET.get("before", "")
    uses = queries.uses(actor, number, before=int(before) if before.isdigit() else None)
    shown = {
        "grant": found, "terms": showing.terms(found), "handouts": showing.handouts(queries.handouts(actor, number), now),
        "uses": showing.uses(uses), "older": uses[-1].id if len(uses) == queries.PAGE else None, "days": queries.days(actor, number),
        "bans": showing.listed(said.bans), "duties": showing.listed(said.duties), "report": said.report, "told": showing.told(said),
        "reports": showing.reports(said), "may_use": allowed(actor, "grants.use", found).allowed,
        "may_stop": allowed(actor, "grants.stop", found).allowed, "covers": found.covers(timezone.localdate(now)), "node_address": showing.address(),
        "token_form": TokenForm(), "file_form": FileForm(), "files": queries.files(actor, number, now),
        "has_table": queries.has_table(actor, number), "has_interface": queries.calls_interface(actor, number), "commitment": cases.commitment(actor, found.case), "today": timezone.localdate(now),
    }  # fmt: skip
    return render(request, "grants/grant.html", {**shown, **more}, status=status)


@login_required
@require_POST
@never_cache
def token(request: HttpRequest, number: str) -> HttpResponse:
    """Make a token and show its secret, this once: the answer is the page itself and is kept nowhere."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, number, status=422, token_form=form)
    last = form.cleaned_data["expires_on"]
    expires_at = (
        datetime.combine(last + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone())
        if last
        else None
    )
    made, secret = services.issue_token(
        number, form.cleaned_data["name"], expires_at=expires_at, actor=actor_of(request), now=clock.now()
    )
    return _page(request, number, secret=secret, made=made)


@login_required
@require_POST
@never_cache
def rotate(request: HttpRequest, number: str, handout: int) -> HttpResponse:
    made, secret = services.rotate(handout, actor=actor_of(request), now=clock.now())
    return _page(request, number, secret=secret, made=made)


@login_required
@require_POST
@never_cache
def file(request: HttpRequest, number: str) -> HttpResponse:
    """Order a file of rows, or take one that leaves as it is, and show its link, this once."""
    if wanted := request.POST.get("file", ""):
        made, secret = services.hand_out(number, wanted, actor=actor_of(request), now=clock.now())
        return _page(request, number, link=f"/data/files/{secret}", made=made)
    form = FileForm(request.POST)
    if not form.is_valid():
        return _page(request, number, status=422, file_form=form)
    made, secret = services.order_file(number, form.cleaned_data["format"], actor=actor_of(request), now=clock.now())
    return _page(request, number, link=f"/data/files/{secret}", made=made)


@login_required
@require_POST
def stop(request: HttpRequest, number: str, handout: int) -> HttpResponse:
    services.stop_handout(handout, actor=actor_of(request), now=clock.now())
    messages.success(request, gettext("已停止，正在进行的下载随即中断。"))
    return redirect("grants:grant", number)


@require_GET
def measure(request: HttpRequest, case: str) -> HttpResponse:
    """Show the measures that a case took on data; whom they were told to is shown to those who decided and provide."""
    after = request.GET.get("after", "")
    found = recalls.told(actor_of(request), case, after=int(after) if after.isdigit() else 0)
    return render(request, "grants/measure.html", {"told": found})


@require_GET
def measure_json(request: HttpRequest, case: str) -> JsonResponse:
    after = request.GET.get("after", "")
    found = recalls.told(actor_of(request), case, after=int(after) if after.isdigit() else 0)
    return JsonResponse(recalls.to_json(found), json_dumps_params={"ensure_ascii": False})


@login_required
@require_POST
def taken(request: HttpRequest, case: str) -> HttpResponse:
    """Confirm that the mended data was taken over."""
    services.take_over(case, actor=actor_of(request), now=clock.now())
    messages.success(request, gettext("已记录：贵方已换用更正后的数据。"))
    return redirect("grants:measure", case)
