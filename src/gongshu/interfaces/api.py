"""Interfaces under /api/v1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Body, Router, Schema

from gongshu.audit import clock
from gongshu.interfaces import presenting, queries, services, stopping, watching
from gongshu.people.acting import actor_of

router = Router(tags=["interfaces"])


@router.get("/interfaces/{number}", summary="One interface; its credential is in no answer")
def interface(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    return presenting.to_json(queries.interface(actor, number), actor)


@router.get("/interfaces", summary="How the interfaces do that the sender watches: of the own body, or all")
def overview(request: HttpRequest) -> dict[str, Any]:
    return {"interfaces": [presenting.watched(each) for each in watching.overview(actor_of(request), clock.now())]}


@router.get(
    "/interfaces/{number}/watch", summary="How one interface does: reach, availability, times, codes, consumers, quota"
)
def watch(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.watched(watching.watched(actor_of(request), number, clock.now()))


class StopSaid(Schema):
    since: datetime
    until: datetime
    reason: str


@router.get("/interfaces/{number}/stops", summary="The planned stops of an interface that run or are to come")
def stops(request: HttpRequest, number: str) -> dict[str, Any]:
    held = queries.interface(actor_of(request), number)
    return {"interface": number, "stops": [presenting.stop_json(each) for each in stopping.stops_of(held, clock.now())]}


@router.post("/interfaces/{number}/stops", summary="Plan a stop; provider and consumers are told")
def plan_stop(request: HttpRequest, number: str, said: StopSaid) -> dict[str, Any]:
    made = stopping.plan_stop(number, said.since, said.until, said.reason, actor=actor_of(request), now=clock.now())
    return presenting.stop_json(made)


@router.delete("/interfaces/{number}/stops/{stop}", summary="Cancel what is left of a planned stop")
def cancel_stop(request: HttpRequest, number: str, stop: int) -> dict[str, Any]:
    return presenting.stop_json(stopping.cancel_stop(number, stop, actor=actor_of(request), now=clock.now()))


@router.put(
    "/interfaces/{number}",
    summary="Register the service of an interface resource, or change it; `secret` is write-only",
)
def register(request: HttpRequest, number: str, said: dict[str, Any] = Body(...)) -> dict[str, Any]:  # type: ignore[type-arg]
    actor = actor_of(request)
    given = {name: value for name, value in said.items() if name != "secret"}
    held = services.register(number, given, str(said.get("secret") or ""), actor=actor, now=clock.now())
    return presenting.to_json(held, actor)
