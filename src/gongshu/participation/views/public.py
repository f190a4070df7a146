"""Questions, uses and applications for everybody; the moderation desk for the officer."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gongshu.audit import clock
from gongshu.participation import presenting, queries
from gongshu.participation.forms import QuestionsForm
from gongshu.participation.models import Question
from gongshu.people.acting import actor_of
from gongshu.people.actor import ANYONE
from gongshu.ui.paging import Page

_FEED = 50


def asked(request: HttpRequest) -> queries.Wanted:
    """Return which questions an address asks for."""
    said = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "state", "entry", "body")}
    return queries.Wanted(text=said["q"], state=said["state"], entry=said["entry"], body=said["body"])


def _cursors(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET.get(name, "") for name in ("after", "before")}


def _questions(request: HttpRequest) -> Page[Question]:
    return queries.questions(actor_of(request), asked(request), timezone.localdate(clock.now()), **_cursors(request))


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """List questions and answers, newest first."""
    names = {
        "page": _questions(request),
        "form": QuestionsForm(request.GET or None),
        "asked": asked(request),
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "participation/questions.html", names)


@require_GET
def questions_json(request: HttpRequest) -> JsonResponse:
    today = timezone.localdate(clock.now())
    return JsonResponse(
        presenting.page_json(_questions(request), lambda row: presenting.question_json(row, today)),
        json_dumps_params={"ensure_ascii": False},
    )


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The newest questions as an Atom feed, always as a stranger sees them: readers of feeds share what they fetch."""
    page = queries.questions(ANYONE, asked(request), timezone.localdate(clock.now()), size=_FEED)
    return HttpResponse(presenting.atom(page.rows), content_type="application/atom+xml; charset=utf-8")


@require_GET
def reuses(request: HttpRequest) -> HttpResponse:
    """List what was made of the data."""
    entry = request.GET.get("entry", "").strip()
    page = queries.reuses(actor_of(request), entry=entry, **_cursors(request))
    return render(request, "participation/reuses.html", {"page": page, "entry": entry})


@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """List applications with state and term, and nobody's name."""
    entry = request.GET.get("entry", "").strip()
    page = queries.applications(actor_of(request), entry=entry, **_cursors(request))
    names = {"page": page, "entry": entry, "today": timezone.localdate(clock.now())}
    return render(request, "participation/applications.html", names)


@login_required
@require_GET
def moderation(request: HttpRequest) -> HttpResponse:
    """Show what waits to be let through, oldest first."""
    submitted = queries.waiting(actor_of(request), **_cursors(request))
    return render(request, "participation/moderation.html", {"submitted": submitted})
