"""The data map, as a page and as JSON from the same query."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from gongshu.people.acting import actor_of
from gongshu.portal import queries
from gongshu.portal.drawing.streams import Stop, Stream, drawing
from gongshu.portal.links import link
from gongshu.portal.queries.flows import DataMap, Flow

_DRAWN = 40  # streams of the picture, the widest; the table beside it has all


@login_required
@require_GET
def flows(request: HttpRequest) -> HttpResponse:
    found = queries.flows(actor_of(request), about=request.GET.get("body", ""))
    names = {"found": found, "picture": _picture(found) if found.flows else "", "drawn": min(_DRAWN, len(found.flows))}
    return render(request, "portal/flows.html", names)


@login_required
@require_GET
def flows_json(request: HttpRequest) -> JsonResponse:
    found = queries.flows(actor_of(request), about=request.GET.get("body", ""))
    return JsonResponse(found.as_json(), json_dumps_params={"ensure_ascii": False})


def _picture(found: DataMap) -> SafeString:
    shown = found.flows[:_DRAWN]
    columns = [{each.provider: _body(found, each.provider) for each in shown}]
    if found.about:
        entries = {each.entry: each.title for each in shown}
        columns.append({key: Stop(key=key, name=title, address=link("catalogue:entry", key) or "") for key, title in entries.items()})  # fmt: skip
    columns.append({each.receiver: _body(found, each.receiver) for each in shown})
    streams = [Stream(stops=_stops(each, found), weight=each.grants, told=_told(each, found)) for each in shown]
    return drawing(columns, streams, _("数据流向图"))


def _stops(each: Flow, found: DataMap) -> tuple[str, ...]:
    return (each.provider, each.entry, each.receiver) if found.about else (each.provider, each.receiver)


def _body(found: DataMap, code: str) -> Stop:
    return Stop(
        key=code, name=found.bodies.get(code, code), address=f"{reverse('portal:flows')}?body={code}" if code else ""
    )


def _told(each: Flow, found: DataMap) -> str:
    ways = f"{found.bodies.get(each.provider)} → {found.bodies.get(each.receiver)}"
    said = ngettext("%(count)d 项授权", "%(count)d 项授权", each.grants) % {"count": each.grants}
    return f"{ways}{f' · {each.title}' if each.title else ''} · {said}"
