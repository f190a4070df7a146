"""Pages that everybody may ask for: search and data sets. Each page and its `.json` come from the same query."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongshu.audit import clock
from gongshu.catalogue import pages, presenting, queries, tabs
from gongshu.catalogue.exporting import schema_org
from gongshu.catalogue.published import of_entry
from gongshu.catalogue.queries.search import PAGE
from gongshu.catalogue.searching.index import FACETS
from gongshu.people.acting import actor_of


def answer(document: Any) -> JsonResponse:
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def asked(request: HttpRequest) -> queries.Asked:
    """Return the search that an address asks for."""
    facets = {name: tuple(dict.fromkeys(value for value in request.GET.getlist(name) if value)) for name in FACETS}
    return queries.Asked(
        text=request.GET.get("q", ""),
        facets={name: values for name, values in facets.items() if values},
        live_only="live" in request.GET,
    )


def _found(request: HttpRequest) -> queries.Found:
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    return queries.search(actor_of(request), asked(request), **cursors, size=PAGE)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, with facets."""
    found, now = _found(request), clock.now()
    return render(request, "catalogue/search.html", {"page": pages.results(found, asked(request), now), "found": found})


@require_GET
def search_json(request: HttpRequest) -> JsonResponse:
    return answer(pages.found_json(_found(request)))


@require_GET
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """Show a data set with one of its tabs."""
    actor = actor_of(request)
    held = queries.whole_entry(actor, number)
    known = tabs.tabs()
    tab = next((tab for tab in known if tab.key == request.GET.get("tab", "items")), None)
    if tab is None:
        raise Http404(_("没有这一栏"))
    page = pages.data_set(held, actor, clock.now())
    names = {
        "page": page,
        "dataset": schema_org.dataset(of_entry(held, actor)),
        "tabs": known,
        "tab": tab,
        "tab_page": tab.context(request, held, actor),
        "parts": tabs.parts(tab.key, request, held, actor),
    }
    return render(request, "catalogue/entry.html", names)


@require_GET
def entry_json(request: HttpRequest, number: str) -> JsonResponse:
    actor = actor_of(request)
    return answer(presenting.to_json(queries.entry(actor, number), actor))


@require_GET
def citation_json(request: HttpRequest, number: str) -> JsonResponse:
    return answer(queries.citation(actor_of(request), number, clock.now()).as_json())


@require_GET
def score(request: HttpRequest, number: str) -> HttpResponse:
    """Show how well an entry is described, and what it lacks."""
    found, held, profile = queries.score(actor_of(request), number, clock.now())
    names = {
        "found": found, "score": held, "profile": profile, "filled": f"{profile.filled} / {len(profile.fields)}",
        "dimensions": [(title, points, of, points / of) for title, points, of in held.dimensions()],
    }  # fmt: skip
    return render(request, "catalogue/score.html", names)


@require_GET
def score_json(request: HttpRequest, number: str) -> JsonResponse:
    return answer(presenting.score_json(*queries.score(actor_of(request), number, clock.now())))


@require_GET
def version(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Show an earlier version of a data set."""
    actor = actor_of(request)
    held, shown = queries.whole_entry(actor, number), queries.version(actor, number, place)
    return render(
        request, "catalogue/version.html", {"page": pages.data_set(held, actor, clock.now(), shown), "version": shown}
    )


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """Show the hook-up rate of every body, and how well its entries are described."""
    now, actor, by_score = clock.now(), actor_of(request), request.GET.get("order") == "score"
    bodies = queries.by_body(actor, now, by_score=by_score)
    names = {"total": queries.figures(actor, now), "bodies": bodies, "by_score": by_score}
    return render(request, "catalogue/rates.html", names)
