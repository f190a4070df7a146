"""Classification under /api/v1."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from gongshu.audit import clock
from gongshu.classification import presenting, queries, services
from gongshu.classification.services.grading import Given
from gongshu.classification.services.rules import Said
from gongshu.classification.standard import matrix
from gongshu.people.acting import actor_of

router = Router(tags=["classification"])


class RulesSaid(Schema):
    """`kind`: rules, standards, requirements, sector or measures. `statements`: parameter → key → what is said of it."""

    kind: str
    title: str
    in_force_on: date
    provisions: list[str]
    sector: str = ""
    document: str = ""
    statements: dict[str, dict[str, str]] = {}
    made_with: list[str] = []  # codes of bodies


class GradeSaid(Schema):
    """One column; the category is empty where it has none, the reason where the proposal is taken."""

    column: str
    category: str = ""
    level: str
    reason: str = ""


class ReviewSaid(Schema):
    """`outcome`: unchanged or changes."""

    outcome: str
    reason: str


class GradeOfCatalogue(Schema):
    """`grade`: important or core."""

    grade: str


class ReportSaid(Schema):
    to: str
    letter: str


@router.get(
    "/classification/rules",
    summary="Rules of classification: which the texts have made, the newest of each, the table of grades",
)
def rules(request: HttpRequest) -> dict[str, Any]:
    return presenting.standings_json(queries.standings(actor_of(request), clock.now()), matrix())


@router.get("/classification/rules/{number}", summary="One version of rules and what it changed")
def version(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.rules_json(queries.rules(actor_of(request), number, clock.now()))


@router.post(
    "/classification/rules", summary="Issue the next version of a kind of rules", response={201: dict[str, Any]}
)
def issue(request: HttpRequest, said: RulesSaid) -> Status[dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    given = said.dict()
    made = services.issue(given.pop("kind"), Said(**given), actor=actor, now=now)
    return Status(201, presenting.rules_json(queries.rules(actor, made.number, now)))


@router.get("/classification/level", summary="The level that harms give by the table of the standard: ?economy=serious")
def level(request: HttpRequest) -> dict[str, Any]:
    found = matrix().graded(request.GET.dict())
    return {"grade": found.grade, "level": found.level, "object": found.object, "harm": found.harm}


@router.get(
    "/classification/entries/{number}", summary="What is proposed for each column of an entry and what was said of it"
)
def grading(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.grading_json(queries.grading(actor_of(request), number))


@router.put(
    "/classification/entries/{number}", summary="Grade columns of an entry; what changes a level goes to the review"
)
def grade(request: HttpRequest, number: str, said: list[GradeSaid]) -> dict[str, Any]:
    given = [Given(**each.dict()) for each in said]
    made = services.grade(number, given, actor=actor_of(request), now=clock.now())
    return {"entry": number, "kept": made.kept, "case": made.case.number if made.case else None}


@router.get("/classification/reviews", summary="What one's own body has to look at")
def reviews(request: HttpRequest) -> dict[str, Any]:
    return presenting.round_json(queries.own_round(actor_of(request), clock.now()))


@router.post(
    "/classification/entries/{number}/reviews",
    summary="Keep that attributes and level stay, or are to be changed",
    response={201: dict[str, Any]},
)
def review(request: HttpRequest, number: str, said: ReviewSaid) -> Status[dict[str, Any]]:
    made = services.review(number, said.outcome, said.reason, actor=actor_of(request), now=clock.now())
    return Status(201, {"entry": number, "outcome": made.outcome, "version": made.version, "case": made.case or None})


@router.get("/important-data", summary="Important and core data that one may see; nobody from the public sees any")
def important(request: HttpRequest, after: str = "", before: str = "") -> dict[str, Any]:
    return presenting.important_json(queries.important(actor_of(request), clock.now(), after=after, before=before))


@router.get("/important-data/{number}", summary="One version of a catalogue of important or core data")
def catalogue(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.catalogue_json(queries.important_catalogue(actor_of(request), number, clock.now()))


@router.post("/important-data", summary="Fix the next version of a catalogue", response={201: dict[str, Any]})
def fix(request: HttpRequest, said: GradeOfCatalogue) -> Status[dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    made = services.fix(said.grade, actor=actor, now=now)
    return Status(201, presenting.catalogue_json(queries.important_catalogue(actor, made.number, now)))


@router.post("/important-data/{number}/report", summary="Record that a version was reported upward")
def report(request: HttpRequest, number: str, said: ReportSaid) -> dict[str, Any]:
    actor, now = actor_of(request), clock.now()
    services.report(number, said.to, said.letter, actor=actor, now=now)
    return presenting.catalogue_json(queries.important_catalogue(actor, number, now))
