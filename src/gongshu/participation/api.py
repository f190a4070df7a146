"""Participation under /api/v1. Questions and uses are submitted as cases: POST /cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from gongshu.audit import clock
from gongshu.catalogue import queries as catalogue
from gongshu.catalogue.queries import Asked
from gongshu.participation import presenting, queries, services
from gongshu.people.acting import actor_of

router = Router(tags=["participation"])
_LARGEST_PAGE = 100


class Stars(Schema):
    """One to five."""

    stars: int


class Wish(Schema):
    """How somebody wants to be told: none, daily, at_once."""

    letters: str = "none"


class Search(Schema):
    """A search to save: words, and values by the name of a facet."""

    title: str
    text: str = ""
    facets: dict[str, list[str]] = {}
    live_only: bool = False
    letters: str = "none"


def _size(size: int) -> int:
    return max(1, min(size, _LARGEST_PAGE))


@router.get("/questions", summary="Questions that were let through, with answers and promised terms, newest first")
def questions(
    request: HttpRequest, q: str = "", state: str = "", entry: str = "", body: str = "", after: str = "", before: str = "", size: int = 20
) -> dict[str, Any]:  # fmt: skip
    today = timezone.localdate(clock.now())
    wanted = queries.Wanted(text=q, state=state, entry=entry, body=body)
    page = queries.questions(actor_of(request), wanted, today, after=after, before=before, size=_size(size))
    return presenting.page_json(page, lambda row: presenting.question_json(row, today))


@router.get("/reuses", summary="What was made of the data, newest first")
def reuses(request: HttpRequest, entry: str = "", after: str = "", before: str = "", size: int = 20) -> dict[str, Any]:
    page = queries.reuses(actor_of(request), entry=entry, after=after, before=before, size=_size(size))
    return presenting.page_json(page, presenting.reuse_json)


@router.get("/applications", summary="Applications with state and term, newest first; never who applied")
def applications(
    request: HttpRequest, entry: str = "", after: str = "", before: str = "", size: int = 20
) -> dict[str, Any]:
    page = queries.applications(actor_of(request), entry=entry, after=after, before=before, size=_size(size))
    return presenting.page_json(page, presenting.application_json)


@router.get("/catalogue/{number}/voice", summary="Stars of an entry, and what the sender has given and keeps")
def voice(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    return presenting.voice_json(queries.voice(actor, catalogue.entry(actor, number)))


@router.put("/catalogue/{number}/stars", summary="Give an entry one to five stars")
def rate(request: HttpRequest, number: str, said: Stars) -> dict[str, Any]:
    actor = actor_of(request)
    services.rate(number, said.stars, actor=actor, now=clock.now())
    return presenting.voice_json(queries.voice(actor, catalogue.entry(actor, number)))


@router.get("/mine", summary="Favourites and saved searches of the sender")
def mine(request: HttpRequest) -> dict[str, Any]:
    kept = queries.kept(actor_of(request))
    searches = [
        {"id": each.pk, "title": each.title, "text": each.text, "facets": each.facets, "live_only": each.live_only, "letters": each.letters}
        for each in kept.searches
    ]  # fmt: skip
    return {
        "favourites": [{"entry": each.entry.number, "letters": each.letters} for each in kept.favourites],
        "searches": searches,
    }


@router.put("/mine/favourites/{number}", summary="Keep an entry, with letters or without")
def keep(request: HttpRequest, number: str, wish: Wish) -> dict[str, Any]:
    kept = services.keep(number, wish.letters, actor=actor_of(request), now=clock.now())
    return {"entry": number, "letters": kept.letters}


@router.delete("/mine/favourites/{number}", summary="Keep an entry no longer", response={204: None})
def drop(request: HttpRequest, number: str) -> tuple[int, None]:
    services.drop(number, actor=actor_of(request), now=clock.now())
    return 204, None


@router.post("/mine/searches", summary="Save a search", response={201: dict[str, Any]})
def save(request: HttpRequest, said: Search) -> tuple[int, dict[str, Any]]:
    facets = {name: tuple(values) for name, values in said.facets.items()}
    asked = Asked(text=said.text, facets=facets, live_only=said.live_only)
    kept = services.keep_search(said.title, asked, said.letters, actor=actor_of(request), now=clock.now())
    return 201, {"id": kept.pk, "title": kept.title, "letters": kept.letters}


@router.delete("/mine/searches/{search}", summary="Drop a saved search", response={204: None})
def drop_search(request: HttpRequest, search: int) -> tuple[int, None]:
    services.drop_search(search, actor=actor_of(request), now=clock.now())
    return 204, None
