"""The figures of the portal and its checklist, each as a page and as JSON from the same query."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongshu.audit import clock
from gongshu.people.acting import actor_of
from gongshu.portal import queries
from gongshu.portal.queries.statistics import Statistics

_TOP = 15  # bodies of the chart; the table beside it has all


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    found = queries.statistics(actor_of(request), clock.now())
    return render(request, "portal/figures.html", {"found": found, "charts": _charts(found)})


@require_GET
def figures_json(request: HttpRequest) -> JsonResponse:
    found = queries.statistics(actor_of(request), clock.now())
    return JsonResponse(found.as_json(), json_dumps_params={"ensure_ascii": False})


@require_GET
def assessment(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/assessment.html", {"found": queries.assessment(actor_of(request), clock.now())})


@require_GET
def assessment_json(request: HttpRequest) -> JsonResponse:
    found = queries.assessment(actor_of(request), clock.now())
    return JsonResponse(found.as_json(), json_dumps_params={"ensure_ascii": False})


def _charts(found: Statistics) -> dict[str, Any]:
    months = [each.month for each in found.months]
    return {
        "domains": _chart(
            [each.name for each in found.domains], (_("已发布"), [each.entries for each in found.domains])
        ),
        "bodies": _chart(
            [each.name for each in found.bodies[:_TOP]], (_("已发布"), [each.entries for each in found.bodies[:_TOP]])
        ),
        "uses": _chart(
            months,
            (_("下载"), [each.downloads for each in found.months]),
            (_("接口取数"), [each.queries for each in found.months]),
        ),
        "terms": _chart(
            months,
            (_("按期"), [each.kept for each in found.months]),
            (_("逾期"), [each.missed for each in found.months]),
        ),
        "months": _chart(
            months,
            (_("发布和变更的目录"), [each.published for each in found.months]),
            (_("收到的办件"), [each.cases for each in found.months]),
        ),
        "formats": _chart(
            [name for name, _count in found.formats], (_("数据集"), [count for _name, count in found.formats])
        ),
    }


def _chart(labels: list[str], *series: tuple[str, list[int]]) -> dict[str, Any]:
    return {"whole": True, "labels": labels, "series": [{"name": name, "values": values} for name, values in series]}
