"""Classification under /api/v1."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from gongshu.audit import clock
from gongshu.classification import presenting, queries, services
from gongshu.classification.services.rules import Said
from gongshu.people.acting import actor_of

router = Router(tags=["classification"])


class RulesSaid(Schema):
    """`statements`: name of a parameter → key → what the rules say of it."""

    title: str
    in_force_on: date
    provisions: list[str]
    sector: str = ""
    document: str = ""
    statements: dict[str, dict[str, str]] = {}
    made_with: list[str] = []  # codes of bodies


@router.get(
    "/classification/rules",
    summary="Rules of classification: which the texts have made, the newest of each, the table of grades",
)
def rules(request: HttpRequest) -> dict[str, Any]:
    return presenting.standings_json(queries.standings(actor_of(request), clock.now()), queries.matrix())


@router.get("/classification/rules/{number}", summary="One version of rules and what it changed")
def version(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.rules_json(queries.rules(actor_of(request), number, clock.now()))


@router.post(
    "/classification/rules/{kind}", summary="Issue the next version of a kind of rules", response={201: dict[str, Any]}
)
def issue(request: HttpRequest, kind: str, said: RulesSaid) -> Status[dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    made = services.issue(kind, Said(**said.dict()), actor=actor, now=now)
    return Status(201, presenting.rules_json(queries.rules(actor, made.number, now)))


@router.post(
    "/classification/level", summary="The level that harms to affected objects give, by the table of the standard"
)
def level(request: HttpRequest, harmed: dict[str, str]) -> dict[str, Any]:
    found = queries.matrix().graded(harmed)
    return {"grade": found.grade, "level": found.level, "object": found.object, "harm": found.harm}
