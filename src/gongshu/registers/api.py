"""The registers under /api/v1."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from gongshu.audit import clock
from gongshu.people.acting import actor_of
from gongshu.registers import presenting, queries, services

router = Router(tags=["registers"])
_LARGEST_PAGE = 100


class SystemSaid(Schema):
    """What a body says of a system; in a change, what is not given stays."""

    name: str | None = None
    about: str | None = None
    kind: str | None = None
    network: str | None = None
    protection: int | None = None
    builder: str | None = None
    in_use_since: str | None = None
    duties: list[str] | None = None
    entries: list[str] | None = None


class CheckSaid(Schema):
    """What a check of an entrusted collection found."""

    checked_on: date
    found: str
    put_right: str = ""


@router.get("/registers/{body}", summary="Duty list, system list and data list of a body, linked")
def three_lists(request: HttpRequest, body: str) -> dict[str, Any]:
    return presenting.lists_json(queries.three_lists(actor_of(request), body, clock.now()))


@router.post(
    "/entrusted/{number}/checks", summary="Record a check of an entrusted collection", response={201: dict[str, Any]}
)
def check_entrusted(request: HttpRequest, number: str, said: CheckSaid) -> Status[dict[str, Any]]:
    made = services.check_entrusted(number, **said.dict(), actor=actor_of(request), now=clock.now())
    return Status(201, presenting.check_json(made))


@router.get("/systems", summary="Information systems, the newest first")
def systems(
    request: HttpRequest, q: str = "", body: str = "", kind: str = "", after: str = "", before: str = "", size: int = 20
) -> dict[str, Any]:  # fmt: skip
    found = queries.systems(
        actor_of(request), text=q, body=body, kind=kind, after=after, before=before, size=max(1, min(size, _LARGEST_PAGE))
    )  # fmt: skip
    return {"rows": [presenting.system_json(each) for each in found.rows], "before": found.before, "after": found.after}


@router.get("/systems/{number}", summary="One system with its duties and entries")
def system(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.whole_system_json(queries.system(actor_of(request), number))


@router.post("/systems/{body}/{code}", summary="Register a system of a body", response={201: dict[str, Any]})
def register_system(request: HttpRequest, body: str, code: str, said: SystemSaid) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    made = services.register_system(code, said.dict(exclude_unset=True), body, actor=actor, now=clock.now())
    return Status(201, presenting.whole_system_json(queries.system(actor, made.number)))


@router.patch("/systems/{number}", summary="Change what the list says of a system")
def change_system(request: HttpRequest, number: str, said: SystemSaid) -> dict[str, Any]:
    actor = actor_of(request)
    services.change_system(number, said.dict(exclude_unset=True), actor=actor, now=clock.now())
    return presenting.whole_system_json(queries.system(actor, number))
