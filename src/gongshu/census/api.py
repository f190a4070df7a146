"""The census under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from gongshu.audit import clock
from gongshu.census import presenting, queries, services
from gongshu.people.acting import actor_of

router = Router(tags=["census"])


class RoundSaid(Schema):
    region: str
    title: str
    days: int
    enterprises: list[str] = []  # logins


class AnswerSaid(Schema):
    """`kind` is entry, system or unlisted; `verdict` confirmed, corrected, denied, or added for what no list holds."""

    kind: str
    subject: str
    verdict: str
    said: str = ""


@router.get("/census", summary="Censuses, newest first")
def rounds(request: HttpRequest, after: str = "", before: str = "") -> dict[str, Any]:
    page = queries.rounds(actor_of(request), after=after, before=before)
    return {"rows": [presenting.round_json(each) for each in page.rows], "before": page.before, "after": page.after}


@router.post("/census", summary="Open a census of a region", response={201: dict[str, Any]})
def open_round(request: HttpRequest, said: RoundSaid) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    made = services.open_round(said.region, said.title, said.days, said.enterprises, actor=actor, now=clock.now())
    return Status(201, presenting.round_json(made))


@router.get("/census/{number}", summary="How far a census is, body by body")
def coverage(request: HttpRequest, number: int) -> dict[str, Any]:
    return presenting.coverage_json(queries.coverage(actor_of(request), number, clock.now()))


@router.get("/census/{number}/answers", summary="What one's own body is asked and has answered")
def sheet(request: HttpRequest, number: int) -> dict[str, Any]:
    return presenting.sheet_json(queries.sheet(actor_of(request), number))


@router.put(
    "/census/{number}/answers", summary="Answer for one's own body; an answer takes the place of the one before"
)
def answer(request: HttpRequest, number: int, said: list[AnswerSaid]) -> dict[str, Any]:
    actor = actor_of(request)
    services.answer(number, [services.Said(**each.dict()) for each in said], actor=actor, now=clock.now())
    return presenting.sheet_json(queries.sheet(actor, number))


@router.post("/census/{number}/submit", summary="Hand the answers in")
def submit(request: HttpRequest, number: int) -> dict[str, Any]:
    actor = actor_of(request)
    services.submit(number, actor=actor, now=clock.now())
    return presenting.sheet_json(queries.sheet(actor, number))


@router.post("/census/{number}/close", summary="Close a census; its result is a version of the resource list")
def close(request: HttpRequest, number: int) -> dict[str, Any]:
    actor = actor_of(request)
    services.close_round(number, actor=actor, now=clock.now())
    return presenting.round_json(queries.round_of(actor, number))
