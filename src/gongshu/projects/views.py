"""The register of IT projects and purchases of data."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongshu.catalogue.lists.files import lines
from gongshu.catalogue.views import answer
from gongshu.people.acting import actor_of
from gongshu.projects import presenting, queries


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"procedure": request.GET.get("procedure", "")[:40], "open_only": request.GET.get("open") == "1"}


def _cursors(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET.get(name, "") for name in ("after", "before")}


@login_required
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """List projects and purchases with what each still lacks, newest first."""
    asked = _asked(request)
    page, rows = queries.register(actor_of(request), **asked, **_cursors(request))
    names = {"page": page, "rows": rows, "asked": asked, "query": request.GET.urlencode()}
    return render(request, "projects/register.html", names)


@login_required
@require_GET
def register_json(request: HttpRequest) -> JsonResponse:
    page, rows = queries.register(actor_of(request), **_asked(request), **_cursors(request))
    return answer({"rows": [presenting.line_json(each) for each in rows], "before": page.before, "after": page.after})


@login_required
@require_GET
def register_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Return all that the address asks for as one file."""
    rows = (presenting.cells(each) for each in queries.whole(actor_of(request), **_asked(request)))
    return StreamingHttpResponse(
        lines(presenting.titles(), rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="projects.csv"'},
    )
