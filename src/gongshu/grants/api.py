"""Grants under /api/v1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from gongshu.audit import clock
from gongshu.grants import presenting, queries, recalls, services
from gongshu.people.acting import actor_of
from gongshu.ui.moments import local_iso

router = Router(tags=["grants"])


class TokenWanted(Schema):
    """A token for the gateway: what it is for, and when it ends if not with the grant."""

    name: str
    expires_at: datetime | None = None


class FileWanted(Schema):
    """A file of all rows that the grant gives, or one of the entry's own files as it is."""

    format: str = "csv"
    file: str = ""  # number of one of the entry's files


@router.get("/grants", summary="Grants of the sender's body, on both sides, newest first")
def grants(request: HttpRequest) -> dict[str, Any]:
    return presenting.both(queries.sides(actor_of(request), clock.now()))


@router.get("/grants/{number}", summary="One grant with its terms")
def grant(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    return presenting.with_conditions(queries.grant(actor, number), queries.conditions(actor, number, clock.now()))


@router.post(
    "/grants/{number}/tokens",
    summary="Make a token for the gateway; its secret is in this answer and nowhere else",
    response={201: dict[str, Any]},
)
def token(request: HttpRequest, number: str, wanted: TokenWanted) -> tuple[int, dict[str, Any]]:
    made, secret = services.issue_token(
        number, wanted.name, expires_at=wanted.expires_at, actor=actor_of(request), now=clock.now()
    )
    return 201, {"handout": made.pk, "token": secret, "expires_at": local_iso(made.expires_at)}


@router.post(
    "/grants/{number}/files",
    summary="Order a file; its link is in this answer and nowhere else",
    response={201: dict[str, Any]},
)
def file(request: HttpRequest, number: str, wanted: FileWanted) -> tuple[int, dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    made, secret = (
        services.hand_out(number, wanted.file, actor=actor, now=now)
        if wanted.file
        else services.order_file(number, wanted.format, actor=actor, now=now)
    )
    return 201, {"handout": made.pk, "link": f"/data/files/{secret}", "expires_at": local_iso(made.expires_at)}


@router.post("/grants/handouts/{handout}/stop", summary="Stop a token or a file for good")
def stop(request: HttpRequest, handout: int) -> dict[str, Any]:
    found = services.stop_handout(handout, actor=actor_of(request), now=clock.now())
    return {"handout": found.pk, "stage": found.stage}


@router.get("/measures/{case}", summary="Measures that a case took on data, and whom they were told to")
def measures(request: HttpRequest, case: str, after: int = 0) -> dict[str, Any]:
    return recalls.to_json(recalls.told(actor_of(request), case, after=after))


@router.post("/measures/{case}/taken", summary="Confirm that the mended data was taken over")
def taken(request: HttpRequest, case: str) -> dict[str, Any]:
    return {"case": case, "settled": services.take_over(case, actor=actor_of(request), now=clock.now())}
