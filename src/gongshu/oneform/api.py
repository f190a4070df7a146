"""One form under /api/v1. Values leave on the pages of whoever fills a form, not here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from gongshu.audit import clock
from gongshu.oneform import presenting, queries, services
from gongshu.people.acting import actor_of

router = Router(tags=["one form"])


class FieldSaid(Schema):
    """Filled from `item` under `grant`, or asked under `name`; `standard` is the code of an element."""

    name: str = ""
    standard: str = ""
    grant: str = ""
    item: str = ""


class FormSaid(Schema):
    title: str
    key: str
    fields: list[FieldSaid]


@router.get("/forms", summary="Forms that are filled from shared data")
def forms(request: HttpRequest) -> dict[str, Any]:
    return {"forms": [presenting.brief(each) for each in queries.forms(actor_of(request))]}


@router.get("/forms/{number}", summary="One form: what is filled by sharing, and what is asked")
def form(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.form_json(queries.form(actor_of(request), number))


@router.post("/forms", summary="Define a form of one's own body", response={201: dict[str, Any]})
def define(request: HttpRequest, said: FormSaid) -> Status[dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    fields = [services.Wanted(**each.dict()) for each in said.fields]
    made = services.define(said.title, said.key, fields, queries.own_body(actor), actor=actor, now=now)
    return Status(201, presenting.form_json(queries.form(actor, made.number)))
