"""Notices of misuse for everybody; the credit record for whoever it concerns."""

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
from gongshu.oversight import presenting, queries, services
from gongshu.oversight.errors import OversightError
from gongshu.oversight.forms import MatterForm
from gongshu.oversight.models import Relief
from gongshu.oversight.queries import Shown
from gongshu.people.acting import actor_of
from gongshu.people.actor import ANYONE
from gongshu.ui.words import chosen

_FEED = 50


def _asked(request: HttpRequest, *names: str) -> dict[str, Any]:
    return {name: request.GET.get(name, "").strip()[:100] for name in (*names, "after", "before")}


def _notices(request: HttpRequest) -> Shown:
    return queries.notices(actor_of(request), timezone.localdate(clock.now()), **_asked(request, "entry", "body"))


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices that are public today, newest first."""
    return render(request, "oversight/notices.html", {"shown": _notices(request)})


@require_GET
def notices_json(request: HttpRequest) -> JsonResponse:
    return _json(presenting.to_json(_notices(request), presenting.notice_json))


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The newest notices as an Atom feed, always as a stranger sees them: readers of feeds share what they fetch."""
    now = clock.now()
    shown = queries.notices(ANYONE, timezone.localdate(now), size=_FEED)
    content = presenting.atom(shown, queries.withdrawn(ANYONE, now))
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


@require_GET
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """Show one notice."""
    shown = queries.notice(actor_of(request), number, timezone.localdate(clock.now()))
    row, title = shown.rows[0]
    return render(request, "oversight/notice.html", {"row": row, "title": title})


def _credit(request: HttpRequest) -> Shown:
    return queries.credit(actor_of(request), **_asked(request, "user"))


@login_required
@require_GET
def credit(request: HttpRequest) -> HttpResponse:
    """List what the credit record keeps of oneself or one's body, and what one's body decided."""
    names = {"shown": _credit(request), "only": request.GET.get("user", "").strip()}
    return render(request, "oversight/credit.html", names)


@require_GET
def credit_json(request: HttpRequest) -> JsonResponse:
    return _json(presenting.to_json(_credit(request), presenting.credit_json))


@login_required
@require_http_methods(["GET", "POST"])
def matters(request: HttpRequest) -> HttpResponse:
    """Show the matters in which errors are exempt or count less, and add one."""
    actor, now = actor_of(request), clock.now()
    region = queries.keeps_matters(actor, timezone.localdate(now))
    form = MatterForm(request.POST or None, initial={"since": timezone.localdate(now)}) if region else None
    if request.method == "POST" and form is not None and region is not None and form.is_valid():
        said = dict(form.cleaned_data)
        relief, since = said.pop("relief"), said.pop("since")
        try:
            services.add_matter(relief, region, said, since, actor=actor, now=now)
        except OversightError as refused:
            form.add_error(None, f"{chosen(refused.because)} {chosen(refused.remedy)}")
        else:
            messages.success(request, _("已保存"))
            return redirect("oversight:matters")
    names = {"rows": queries.matters(actor), "form": form, "region": region, "lists": Relief.choices}
    return render(request, "oversight/matters.html", names, status=422 if form is not None and form.errors else 200)


@login_required
@require_POST
def end_matter(request: HttpRequest, number: str) -> HttpResponse:
    """Take a matter out of its list."""
    try:
        services.end_matter(number, request.POST.get("reason", ""), actor=actor_of(request), now=clock.now())
        messages.success(request, _("已移出清单"))
    except OversightError as refused:
        messages.error(request, f"{chosen(refused.because)} {chosen(refused.remedy)}")
    return redirect("oversight:matters")


def _json(said: dict[str, Any]) -> JsonResponse:
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})
