"""Quality under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from gongshu.audit import clock
from gongshu.people.acting import actor_of
from gongshu.quality import presenting, queries, services

router = Router(tags=["quality"])


class Rules(Schema):
    """The rules of an entry, each as a mapping with `kind` and what the kind needs."""

    rules: list[dict[str, Any]]


@router.get("/quality", summary="Newest scores by administrative division")
def overview(request: HttpRequest) -> dict[str, Any]:
    return {"divisions": [presenting.division(each) for each in queries.overview(actor_of(request))]}


@router.get("/entries/{number}/quality", summary="Newest check of an entry and the scores before it")
def quality(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.standing(queries.quality(actor_of(request), number))


@router.get("/entries/{number}/quality/rules", summary="Quality rules of an entry; provider and checking body only")
def rules(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.ruled(number, queries.rules(actor_of(request), number))


@router.put("/entries/{number}/quality/rules", summary="Set the quality rules of an entry as their next version")
def set_rules(request: HttpRequest, number: str, said: Rules) -> dict[str, Any]:
    return presenting.ruled(number, services.set_rules(number, said.rules, actor=actor_of(request), now=clock.now()))


@router.get("/entries/{number}/quality/proposal", summary="Rules that items and records of an entry suggest")
def proposal(request: HttpRequest, number: str) -> dict[str, Any]:
    return {"entry": number, "rules": queries.proposal(actor_of(request), number, clock.now())}


@router.post("/entries/{number}/quality/checks", summary="Check the published snapshot by the entry's rules")
def check(request: HttpRequest, number: str) -> dict[str, Any]:
    found = services.check_entry(number, actor=actor_of(request), now=clock.now())
    return {"entry": number, **presenting.checked(found, sees=True)}
