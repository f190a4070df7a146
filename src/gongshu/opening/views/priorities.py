"""The public page on the fields that a text opens first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongshu.audit import clock
from gongshu.catalogue.views import answer
from gongshu.opening import presenting, queries
from gongshu.people.acting import actor_of


@require_GET
def priorities(request: HttpRequest) -> HttpResponse:
    """Show each field: entries, opened, unconditional, newest data."""
    return render(request, "opening/priorities.html", {"page": queries.priorities(actor_of(request), clock.now())})


@require_GET
def priorities_json(request: HttpRequest) -> JsonResponse:
    return answer(presenting.priorities(queries.priorities(actor_of(request), clock.now())))
