"""Cases under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from gongshu.audit import clock
from gongshu.cases import presenting, queries, replaying, services
from gongshu.cases.statement import Statement
from gongshu.people.acting import actor_of

router = Router(tags=["cases"])


class Application(Schema):
    """What is applied for: identifiers of the procedure's subjects, and facts by the keys of its form."""

    procedure: str
    about: list[str] = []
    facts: dict[str, Any] = {}
    parent: str | None = None


class Said(Schema):
    """What is said with a move."""

    reason: str = ""
    basis: str = ""
    facts: dict[str, Any] = {}
    terms: dict[str, Any] = {}
    seen: int | None = None  # the version that the decision was made on; an older one is refused


@router.get("/cases", summary="Cases that the sender may see, newest first")
def cases(
    request: HttpRequest, procedure: str = "", state: str = "", about: str = "", open: bool = False, mine: bool = False
) -> dict[str, Any]:
    found = queries.cases(actor_of(request), procedure=procedure, state=state, about=about, open_only=open, mine=mine)
    return {"cases": [presenting.summary(each) for each in found.prefetch_related("clocks", "subjects")[:200]]}


@router.get("/inbox", summary="Cases in which it is the sender's turn, by days left")
def inbox(request: HttpRequest) -> dict[str, Any]:
    waiting = queries.inbox(actor_of(request), clock.now())
    return {"cases": [{**presenting.summary(each.case), "days_left": each.days_left} for each in waiting]}


@router.get("/procedures/{procedure}/form", summary="What opening a case asks for today")
def form(request: HttpRequest, procedure: str) -> dict[str, Any]:
    return presenting.form_json(*queries.form(actor_of(request), procedure, clock.now()))


@router.post("/cases", summary="Open a case", response={201: dict[str, Any]})
def open_case(request: HttpRequest, application: Application) -> tuple[int, dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    made = services.open_case(
        application.procedure, application.about, application.facts, actor=actor, now=now, parent=application.parent
    )
    if not actor.is_signed_in:
        return 201, {"number": made.number, "code": made.receipt_code}  # With these two a visitor asks how it stands.
    return 201, presenting.to_json(made, actor=actor, now=now)


@router.get("/cases/{number}", summary="One case, and what the sender may do next")
def case(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    return presenting.to_json(queries.case(actor, number), actor=actor, now=clock.now())


@router.post("/cases/{number}/moves/{outcome}", summary="Take a step of a case")
def move(request: HttpRequest, number: str, outcome: str, said: Said) -> dict[str, Any]:
    actor, now = actor_of(request), clock.now()
    services.move(number, outcome, Statement(**said.dict()), actor=actor, now=now)
    return presenting.to_json(queries.case(actor, number), actor=actor, now=now)


@router.get("/cases/{number}/replay", summary="Whether the stored law bears out the record of a case")
def replay(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    found = replaying.replay(actor, queries.case(actor, number))
    lines = [
        {"what": each.what, "holds": each.holds, "recorded": each.recorded, "law_says": each.law_says} for each in found
    ]
    return {"holds": all(each.holds for each in found), "claims": lines}
