"""People and bodies under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from gongshu.audit import clock
from gongshu.people import permission, queries
from gongshu.people.acting import actor_of
from gongshu.people.documents import body_document, person_document

router = Router(tags=["people"])


@router.get("/me", summary="Whoever sends the request")
def me(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    permission.require(actor, "people.public")
    return {
        "login": actor.login,
        "name": actor.name,
        "body": actor.body,
        "kind": actor.kind,
        "duties": sorted(actor.duties),
    }


@router.get("/people", summary="Accounts that the sender may see")
def people(request: HttpRequest, body: str = "") -> dict[str, Any]:
    return {"people": [person_document(one) for one in queries.people(actor_of(request), now=clock.now(), body=body)]}


@router.get("/bodies", summary="Every public body")
def bodies(request: HttpRequest) -> dict[str, Any]:
    return {"bodies": [body_document(one) for one in queries.bodies(actor_of(request))]}


@router.get("/bodies/{code}", summary="One public body and what it lacks that the law demands")
def body(request: HttpRequest, code: str) -> dict[str, Any]:
    now = clock.now()
    page = queries.body_page(actor_of(request), code, now=now, day=timezone.localdate(now))
    lacks = [{"parameter": one.parameter, "what": one.what, "article": one.article.label} for one in page.lacks]
    return {**body_document(page.body), "lacks": lacks}


@router.get("/why", summary="Which rule allows or refuses a right to the sender")
def why(request: HttpRequest, right: str) -> dict[str, Any]:
    ruling = queries.why(actor_of(request), right)
    said = {"right": ruling.right, "allowed": ruling.allowed, "rule": ruling.rule, "because": ruling.because}
    return {**said, "article": ruling.article, "remedy": ruling.remedy}
