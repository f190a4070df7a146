"""Pages that show deliveries; each reads the request, calls one query, and picks a template. Its `.json` is the same query."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from gongshu.collection import pages, presenting, queries
from gongshu.people.acting import actor_of
from gongshu.ui.words import english


def answer(document: dict[str, Any]) -> JsonResponse:
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def _asked(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET.get(key, "") for key in ("entry", "state", "provider")}


@login_required
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """List the deliveries that this person may see: the own body's, or all for those who run the platform."""
    actor, asked = actor_of(request), _asked(request)
    found = queries.deliveries(actor, **asked)
    page = pages.listing(found, queries.counts(actor), queries.feedback(actor), before=request.GET.get("before", ""))
    return render(request, "collection/list.html", {"page": page, "asked": asked})


@require_GET
def deliveries_json(request: HttpRequest) -> JsonResponse:
    found = queries.deliveries(actor_of(request), **_asked(request))[:200]
    return answer({"deliveries": [presenting.delivered(each) for each in found]})


@login_required
@require_GET
def delivery(request: HttpRequest, number: str) -> HttpResponse:
    """Show what came, what is wrong with it, and which rows must be mended."""
    after = request.GET.get("after", "")
    from_record, code = int(after) if after.isdigit() else 0, request.GET.get("code", "")
    page = pages.delivery(actor_of(request), number, after=from_record, code=code)
    return render(request, "collection/delivery.html", {"page": page})


@require_GET
def delivery_json(request: HttpRequest, number: str) -> JsonResponse:
    return answer(presenting.delivered(queries.delivery(actor_of(request), number)))


@login_required
@require_GET
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """Return the progress bar; once the delivery has ended, the whole page is asked for anew."""
    found = pages.progress(queries.delivery(actor_of(request), number))
    response = render(request, "collection/progress.html", {"bar": found})
    if found.ended:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_GET
def to_mend(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """Hand out the rows that are still to be mended, for the provider only."""
    lines = queries.to_mend(actor_of(request), number, "en" if english() else "zh")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{number}-待修正.csv") or ""
    return response
