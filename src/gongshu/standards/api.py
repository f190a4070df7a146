"""Standards, elements, code sets and conformance under /api/v1. A draft is issued as a case: POST /cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from gongshu.audit import clock
from gongshu.people.acting import actor_of
from gongshu.standards import presenting, queries, services

router = Router(tags=["standards"])


class NormSaid(Schema):
    """`follows` says how the draft follows what the text of the place names."""

    code: str
    zh: str
    en: str = ""
    kind: str = "standard"
    level: str = "platform"
    sector: str = ""
    text: str = ""
    follows: dict[str, str] = {}


class DraftSaid(Schema):
    """What is not given stays."""

    text: str | None = None
    follows: dict[str, str] | None = None


class RowsSaid(Schema):
    """Elements, or codes, as the rows of a file with the usual headings."""

    rows: list[dict[str, Any]]
    dry_run: bool = False


class AnswerSaid(Schema):
    adopted: str
    answer: str = ""


@router.get("/standards", summary="Standards, newest first")
def norms(
    request: HttpRequest, q: str = "", kind: str = "", state: str = "", after: str = "", before: str = ""
) -> dict[str, Any]:  # fmt: skip
    page = queries.norms(actor_of(request), text=q, kind=kind, state=state, after=after, before=before)
    return {"rows": [presenting.norm_json(each) for each in page.rows], "before": page.before, "after": page.after}


@router.post("/standards", summary="Begin a standard of one's own body", response={201: dict[str, Any]})
def add_norm(request: HttpRequest, said: NormSaid) -> Status[dict[str, Any]]:
    made = services.add_norm(said.dict(), actor=actor_of(request), now=clock.now())
    return Status(201, presenting.norm_json(made))


@router.get(
    "/standards/{number}", summary="A standard, or one of its versions, with the difference from the one before"
)
def norm(request: HttpRequest, number: int, version: int = 0) -> dict[str, Any]:
    return presenting.shown_json(queries.norm_of(actor_of(request), number, clock.now(), version=version))


@router.patch("/standards/{number}", summary="Change the draft of a standard")
def edit_norm(request: HttpRequest, number: int, said: DraftSaid) -> dict[str, Any]:
    actor = actor_of(request)
    services.edit_norm(number, said.dict(exclude_none=True), actor=actor, now=clock.now())
    return presenting.shown_json(queries.norm_of(actor, number, clock.now()))


@router.put(
    "/standards/{number}/rows", summary="Load the elements, or the codes, of a draft; a dry run changes nothing"
)
def load(request: HttpRequest, number: int, said: RowsSaid) -> dict[str, Any]:
    done = services.load(
        number, presenting.file_of(said.rows), "rows", dry_run=said.dry_run, actor=actor_of(request), now=clock.now()
    )
    return presenting.loaded_json(done)


@router.post("/standards/opinions/{opinion}", summary="Answer an opinion on a draft")
def answer_opinion(request: HttpRequest, opinion: int, said: AnswerSaid) -> dict[str, Any]:
    actor = actor_of(request)
    made = services.answer_opinion(opinion, said.adopted, said.answer, actor=actor, now=clock.now())
    return presenting.shown_json(queries.norm_of(actor, made.version.norm_id, clock.now()))


@router.get("/elements", summary="Elements in force, newest first; ?code= for one with what names it")
def elements(request: HttpRequest, q: str = "", code: str = "", after: str = "", before: str = "") -> dict[str, Any]:
    actor = actor_of(request)
    if code:
        found, _held = queries.element_of(actor, code)
        return {
            **presenting.element_json(found),
            **presenting.used_json(queries.used(actor, code, after=after, before=before)),
        }
    page = queries.elements(actor, text=q, after=after, before=before)
    return {"rows": [presenting.element_json(each) for each in page.rows], "before": page.before, "after": page.after}


@router.get("/code-sets", summary="A code set by ?code= with its values")
def codes(request: HttpRequest, code: str, after: str = "", before: str = "") -> dict[str, Any]:
    actor = actor_of(request)
    page = queries.codes_of(actor, code, after=after, before=before)
    rows = [presenting.code_json(each) for each in page.rows]
    return {
        **presenting.set_json(queries.code_set_of(actor, code)),
        "rows": rows,
        "before": page.before,
        "after": page.after,
    }


@router.get("/conformance", summary="The conformance rate of all, of each body, or of one entry")
def conformance(
    request: HttpRequest, entry: str = "", body: str = "", standard: str = "", after: str = ""
) -> dict[str, Any]:
    actor = actor_of(request)
    if entry:
        return presenting.entry_json(*queries.of_entry(actor, entry))
    page = queries.columns(actor, body=body, standard=standard, after=after)
    return presenting.standings_json(queries.whole(actor), queries.bodies(actor), page)
