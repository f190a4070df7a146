"""Base databases under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from gongshu.audit import clock
from gongshu.bases import presenting, queries, services
from gongshu.people.acting import actor_of

router = Router(tags=["base databases"])


class BaseSaid(Schema):
    """A definition, as `gongshu base define` reads it from a file."""

    title: str
    kind: str
    lead: str  # code of the body
    key: dict[str, str]  # form, code, name
    members: list[dict[str, Any]]  # entry, key, as_of
    items: list[dict[str, Any]]  # code, name, prefer, from


class LookSaid(Schema):
    """`key` is that of one record; `purpose` is kept with the look."""

    key: str
    purpose: str


@router.get("/bases", summary="Base and topic databases, newest first")
def databases(request: HttpRequest, after: str = "", before: str = "") -> dict[str, Any]:
    found = queries.databases(actor_of(request), clock.now(), after=after, before=before)
    return {
        "rows": [presenting.row_json(each) for each in found.rows],
        "before": found.page.before,
        "after": found.page.after,
    }


@router.post(
    "/bases", summary="Define a base; its result is described as an entry in draft", response={201: dict[str, Any]}
)
def define(request: HttpRequest, said: BaseSaid) -> Status[dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    made = services.define(said.dict(), actor=actor, now=now)
    return Status(201, presenting.shown_json(queries.database(actor, made.pk, now)))


@router.get("/bases/{number}", summary="One base: members, items, newest build")
def database(request: HttpRequest, number: int) -> dict[str, Any]:
    return presenting.shown_json(queries.database(actor_of(request), number, clock.now()))


@router.put("/bases/{number}", summary="Change members, their columns and whose value counts")
def revise(request: HttpRequest, number: int, said: BaseSaid) -> dict[str, Any]:
    actor, now = actor_of(request), clock.now()
    services.revise(number, said.dict(), actor=actor, now=now)
    return presenting.shown_json(queries.database(actor, number, now))


@router.post("/bases/{number}/build", summary="Build a base anew")
def build(request: HttpRequest, number: int) -> dict[str, Any]:
    return presenting.build_json(services.build(number, actor=actor_of(request), now=clock.now()))


@router.get("/bases/{number}/conflicts", summary="What sources say differently")
def conflicts(request: HttpRequest, number: int, after: str = "", before: str = "") -> dict[str, Any]:
    found = services.read_conflicts(number, actor=actor_of(request), now=clock.now(), after=after, before=before)
    return presenting.conflicts_json(found)


@router.post("/bases/{number}/conflicts", summary="Send contradictions to their sources as work orders")
def send_conflicts(request: HttpRequest, number: int) -> dict[str, Any]:
    return {"cases": services.send_conflicts(number, actor=actor_of(request), now=clock.now()).cases}


@router.post("/bases/{number}/record", summary="One record by its exact key, for a stated purpose")
def look(request: HttpRequest, number: int, said: LookSaid) -> dict[str, Any]:
    return presenting.look_json(services.look(number, said.key, said.purpose, actor=actor_of(request), now=clock.now()))
