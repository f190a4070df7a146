"""Opening under /api/v1."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from gongshu.audit import clock
from gongshu.opening import presenting, queries, services
from gongshu.opening.papers import LARGEST, Paper
from gongshu.people.acting import actor_of

router = Router(tags=["opening"])


class Treatment(Schema):
    """What was done to one item."""

    item: str
    method: str
    how: str = ""


class Masking(Schema):
    """A masking record as its provider sends it."""

    treatments: list[Treatment]
    basis: str


class ConsentGiven(Schema):
    """Whose consent, to what, until when, and where its evidence is kept."""

    holder: str
    scope: str
    evidence: str
    given_on: date
    until: date | None = None


class Chosen(Schema):
    """The items that a check looks at; none: those of the last one, else those suggested."""

    quasi: list[str] = []
    sensitive: list[str] = []
    snapshot: str = ""  # none: the published one


@router.get("/entries/{number}/opening", summary="What was recorded before an entry is opened, and what is missing")
def preparation(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.preparation(queries.preparation(actor_of(request), number, clock.now()))


@router.post("/entries/{number}/opening/records", summary="Make a masking record", response={201: dict[str, Any]})
def record_masking(request: HttpRequest, number: str, said: Masking) -> tuple[int, dict[str, Any]]:
    treatments = [each.dict() for each in said.treatments]
    made = services.record_masking(number, treatments, said.basis, actor=actor_of(request), now=clock.now())
    return 201, presenting.record(made)


@router.post("/entries/{number}/opening/consents", summary="Record a consent", response={201: dict[str, Any]})
def record_consent(
    request: HttpRequest, number: str, said: Form[ConsentGiven], paper: File[UploadedFile]
) -> tuple[int, dict[str, Any]]:
    scan = Paper(name=paper.name or "", content=paper.read(LARGEST + 1))
    made = services.record_consent(number, **said.dict(), paper=scan, actor=actor_of(request), now=clock.now())
    return 201, {"number": made.number, "entry": number, "paper": made.paper_digest}


@router.get("/opening/consents/{number}/paper", summary="The paper of a consent, for reviewers and auditors")
def consent_paper(request: HttpRequest, number: str) -> HttpResponse:
    held, content = services.read_paper(number, actor=actor_of(request), now=clock.now())
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, held.paper_name) or "attachment"
    return answer


@router.post("/entries/{number}/opening/checks", summary="Run the small-cell check", response={201: dict[str, Any]})
def check(request: HttpRequest, number: str, said: Chosen) -> tuple[int, dict[str, Any]]:
    made = services.check(number, **said.dict(), actor=actor_of(request), now=clock.now())
    return 201, presenting.check_json(made)


@router.get("/opening/priorities", summary="How far the fields are that a text opens first")
def priorities(request: HttpRequest) -> dict[str, Any]:
    return presenting.priorities(queries.priorities(actor_of(request), clock.now()))


@router.get("/opening/plans/{region}/{year}", summary="The opening plan of a level and year")
def plan(request: HttpRequest, region: str, year: int) -> dict[str, Any]:
    return presenting.plan(queries.plan(actor_of(request), region, year, clock.now()))
