"""Questions put to the law: when does a term end, how do two places differ, what does a procedure look like."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gongshu.law import Law
from gongshu.law.articles import Article
from gongshu.law.errors import LawError
from gongshu.people.law import law
from gongshu.portal.forms import CompareForm, DueForm, place_choices
from gongshu.portal.lawbook import comparing, counting, plain, tables
from gongshu.portal.views.lawbook import today

_SAMPLE = "sharing.reply"
_FIRST_DAY = Article(jurisdiction="cn", law="民法典", clause="第二百零一条第一款")  # the day of receipt does not count


def due(request: HttpRequest) -> HttpResponse:
    library = law()
    path = _place(library, request.GET.get("place"))
    terms = counting.time_terms(library, path, _day(request.GET.get("received")), _promises(path))
    given = {
        "place": path,
        "parameter": request.GET.get("parameter") or _first(terms),
        "received": request.GET.get("received") or today(),
    }
    form = DueForm(given, library, terms)
    counted, problem = None, ""
    if form.is_valid():
        said = form.cleaned_data
        try:
            counted = counting.count(library, path, said["parameter"], said["received"], _promises(path))
        except LawError as found:
            problem = counting.why_none(found, library, path, said["received"])
    names = {
        "form": form,
        "count": counted,
        "problem": problem,
        "place": library.jurisdiction(path),
        "counting_rule": _FIRST_DAY,
    }
    return render(request, "portal/due.html", names)


def due_json(request: HttpRequest) -> HttpResponse:
    """The same answer for programs. Raises: LawError, answered as every problem is."""
    path = _place(law(), request.GET.get("place"))
    parameter, received = request.GET.get("parameter", _SAMPLE), _day(request.GET.get("received"))
    counted = counting.count(law(), path, parameter, received, _promises(path))
    return JsonResponse(plain.of_count(counted), json_dumps_params={"ensure_ascii": False})


def _first(terms: Mapping[str, Any]) -> str:
    return _SAMPLE if _SAMPLE in terms else next(iter(terms), "")


def _place(library: Law, asked: str | None) -> str:
    """The place asked about, the node's own where none or an unknown one is."""
    return asked if asked in dict(place_choices(library)) else library.jurisdiction(settings.GONGSHU.jurisdiction).path


def _promises(path: str) -> Mapping[str, int]:
    """A node promises for its own place only."""
    return settings.GONGSHU.promises if path == settings.GONGSHU.jurisdiction else {}


def _day(asked: str | None) -> date:
    try:
        return date.fromisoformat(asked or "")
    except ValueError:
        return today()


def compare(request: HttpRequest) -> HttpResponse:
    library = law()
    left = _place(library, request.GET.get("left"))
    others = [path for path, _ in place_choices(library) if path not in (left, "cn")]
    given = {"left": left, "right": request.GET.get("right") or others[0], "on": request.GET.get("on") or today()}
    form = CompareForm({**given, **{key: request.GET[key] for key in ("times", "all") if key in request.GET}}, library)
    found = None
    if form.is_valid():
        said = form.cleaned_data
        found = comparing.compare(
            library, said["left"], said["right"], said["on"], times_only=said["times"], all_rows=said["all"]
        )
        sides = [library.jurisdiction(said[side]) for side in ("left", "right")]
    names = {"form": form, "comparison": found, "sides": sides if found else (), "on": form.cleaned_data.get("on")}
    return render(request, "portal/compare.html", names)


def procedures(request: HttpRequest) -> HttpResponse:
    library = law()
    path = _place(library, request.GET.get("place"))
    found = [tables.read(library, name, path, today()) for name in library.procedure_names(path)]
    names = {"tables": found, "place": library.jurisdiction(path), "places": _places_of(library)}
    return render(request, "portal/procedures.html", names)


def procedure(request: HttpRequest, name: str) -> HttpResponse:
    library = law()
    path = _place(library, request.GET.get("place"))
    table = tables.read(library, name, path, today())
    return render(
        request, "portal/procedure.html", {"table": table, "place": table.place, "places": _places_of(library)}
    )


def _places_of(library: Law) -> list[tuple[str, str]]:
    return [(path, name) for path, name in place_choices(library) if path != "cn"]
