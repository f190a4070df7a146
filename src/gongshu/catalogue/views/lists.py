"""Pages of lists: which there are, one version with what it changed, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.catalogue import pages, queries, services
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.lists import PUBLISHED_IN, files, kind_of
from gongshu.catalogue.lists.paper import paper
from gongshu.catalogue.models import PublishedList
from gongshu.catalogue.views import answer
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Show the lists that concern this person, and what has changed since their last versions."""
    found = queries.list_standings(actor_of(request), clock.now())
    return render(request, "catalogue/lists.html", {"lists": found})


@require_GET
def lists_json(request: HttpRequest) -> JsonResponse:
    found = queries.list_standings(actor_of(request), clock.now())
    return answer({"lists": [pages.standing_json(each) for each in found]})


@require_GET
def newest(request: HttpRequest, kind: str, scope: str) -> HttpResponse:
    """Show the newest version of a list, or what it would hold where there is none yet."""
    actor, now = actor_of(request), clock.now()
    standing = queries.list_standing(actor, kind, scope, now)
    if standing.last is None:
        return render(request, "catalogue/published_list.html", {"standing": standing, "page": None})
    return _shown(request, standing, standing.last)


@require_GET
def version(request: HttpRequest, kind: str, scope: str, version: int) -> HttpResponse:
    """Show one version of a list."""
    actor, now = actor_of(request), clock.now()
    held = queries.list_version(actor, kind, scope, version)
    return _shown(request, queries.list_standing(actor, kind, scope, now), held)


def _shown(request: HttpRequest, standing: queries.ListStanding, held: PublishedList) -> HttpResponse:
    start = int(request.GET["from"]) if request.GET.get("from", "").isdecimal() else 0
    page = pages.published_list(actor_of(request), standing, held, start)
    return render(request, "catalogue/published_list.html", {"standing": standing, "page": page})


@require_GET
def file(
    request: HttpRequest, kind: str, scope: str, version: int, ending: str
) -> HttpResponse | StreamingHttpResponse:
    """Hand out one version as JSON, CSV, PDF or a workbook."""
    if ending not in ("json", "csv", "xlsx", "pdf"):
        raise Http404(_("没有这种格式"))
    actor = actor_of(request)
    held = queries.list_version(actor, kind, scope, version)
    titles = [str(column.title) for column in kind_of(kind).columns]
    rows = queries.list_rows(actor, held)
    name = f"{files.title_of(held)}-{held.version}.{ending}"
    made: HttpResponse | StreamingHttpResponse
    if ending == "csv":
        made = StreamingHttpResponse(files.lines(titles, rows), content_type="text/csv; charset=utf-8")
    elif ending == "xlsx":
        made = HttpResponse(files.workbook(held, titles, rows, pages.made_under(held)), content_type=_WORKBOOK)
    elif ending == "pdf":
        with translation.override(PUBLISHED_IN):
            named = [str(column.title) for column in kind_of(kind).columns]
            content = paper(held, named, list(rows), pages.made_under(held))
        made = HttpResponse(content, content_type="application/pdf")
    else:
        return answer(pages.list_json(held, list(rows)))
    made["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return made


@login_required
@require_POST
def publish(request: HttpRequest, kind: str, scope: str) -> HttpResponse:
    """Publish the next version of a list."""
    actor, now = actor_of(request), clock.now()
    try:
        made: Any = services.publish_list(kind, scope, actor=actor, now=now)
        messages.success(request, _("已发布第 %(number)s 版") % {"number": made.version})
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
    return redirect("catalogue:list-newest", kind, scope)


@login_required
@require_POST
def set_list(request: HttpRequest, kind: str, scope: str) -> HttpResponse:
    """Set the threshold and the period of a list."""
    values = {each.name: request.POST.get(each.name) for each in kind_of(kind).settings}
    try:
        services.set_list(kind, scope, values, actor=actor_of(request), now=clock.now())
        messages.success(request, _("已保存"))
    except CatalogueError as refused:
        messages.error(request, f"{chosen(refused.because)} {chosen(refused.remedy)}")
    return redirect("catalogue:list-newest", kind, scope)
