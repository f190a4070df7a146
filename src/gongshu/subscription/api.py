"""Subscriptions under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from gongshu.audit import clock
from gongshu.people.acting import actor_of
from gongshu.subscription import presenting, queries, services

router = Router(tags=["subscription"])


@router.get(
    "/grants/{number}/subscriptions", summary="Subscriptions of a grant with their newest batches; never the password"
)
def subscriptions(request: HttpRequest, number: str) -> dict[str, Any]:
    _grant, found = queries.of_grant(actor_of(request), number)
    return {"subscriptions": [presenting.subscribed(each) for each in found]}


@router.post(
    "/grants/{number}/subscriptions",
    summary="Let the data of a grant go into a table of its receiver; `secret` is write-only",
    response={201: dict[str, Any]},
)
def subscribe(request: HttpRequest, number: str, said: dict[str, Any] = Body(...)) -> tuple[int, dict[str, Any]]:  # type: ignore[type-arg]
    actor = actor_of(request)
    given = {name: value for name, value in said.items() if name != "secret"}
    made = services.subscribe(number, given, str(said.get("secret") or ""), actor=actor, now=clock.now())
    return 201, presenting.subscribed(queries.subscription(actor, made.number))


@router.get("/subscriptions/{number}", summary="One subscription with its newest batches")
def subscription(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.subscribed(queries.subscription(actor_of(request), number))


@router.post("/subscriptions/{number}/batches", summary="Hand a batch over now", response={202: dict[str, Any]})
def ask_batch(request: HttpRequest, number: str) -> tuple[int, dict[str, Any]]:
    return 202, presenting.batch(services.ask_batch(number, actor=actor_of(request), now=clock.now()))


@router.post("/subscriptions/{number}/stop", summary="Stop a subscription for good")
def stop(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    services.stop(number, actor=actor, now=clock.now())
    return presenting.subscribed(queries.subscription(actor, number))
