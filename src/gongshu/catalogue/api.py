"""The catalogue under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router, Schema, Status

from gongshu.audit import clock
from gongshu.catalogue import pages, presenting, queries, services
from gongshu.catalogue.queries.search import PAGE
from gongshu.catalogue.views import asked
from gongshu.people.acting import actor_of
from gongshu.ui.moments import local_iso

router = Router(tags=["catalogue"])
_LARGEST_PAGE = 100


class Submission(Schema):
    """Entries of one provider that are sent for review together."""

    entries: list[str]
    reason: str = ""


@router.get("/catalogue", summary="Search the catalogue; facets narrow, cursors lead on")
def search(request: HttpRequest, q: str = "", after: str = "", before: str = "", size: int = PAGE) -> dict[str, Any]:
    size = max(1, min(size, _LARGEST_PAGE))
    return pages.found_json(queries.search(actor_of(request), asked(request), after=after, before=before, size=size))


@router.post("/catalogue/reviews", summary="Send drafts for review", response={201: dict[str, Any]})
def submit(request: HttpRequest, submission: Submission) -> Status[dict[str, Any]]:
    case = services.submit(submission.entries, submission.reason, actor=actor_of(request), now=clock.now())
    return Status(201, {"case": case.number})


class Placing(Schema):
    """The class that an entry is put into, by its code."""

    place: str


@router.get("/classes", summary="Classes of the catalogue with how many entries are in each")
def classes(request: HttpRequest) -> dict[str, Any]:
    return pages.classes_json(queries.classes(actor_of(request)))


@router.post(
    "/catalogue/{number}/class",
    summary="Put an entry into a class, where it gets its code",
    response={201: dict[str, Any]},
)
def classify(request: HttpRequest, number: str, placing: Placing) -> Status[dict[str, Any]]:
    made = services.classify(number, placing.place, actor=actor_of(request), now=clock.now())
    return Status(201, pages.code_json(made))


@router.get("/codes/{path:code}", summary="The entry that a resource code leads to, also one that it had before")
def by_code(request: HttpRequest, code: str) -> dict[str, Any]:
    actor = actor_of(request)
    found = queries.by_code(actor, code)
    return {"entry": found.number, "codes": [pages.code_json(each) for each in queries.codes_of(actor, found)]}


class Thresholds(Schema):
    """The numbers that are set for a list, by their names."""

    values: dict[str, int]


@router.put("/lists/{kind}/{scope}", summary="Set the threshold and the period of a list")
def set_list(request: HttpRequest, kind: str, scope: str, given: Thresholds) -> dict[str, Any]:
    actor, now = actor_of(request), clock.now()
    services.set_list(kind, scope, given.values, actor=actor, now=now)
    return pages.standing_json(queries.list_standing(actor, kind, scope, now))


@router.get("/lists", summary="Lists, their newest versions, and what has changed since for whoever publishes them")
def lists(request: HttpRequest) -> dict[str, Any]:
    return {"lists": [pages.standing_json(each) for each in queries.list_standings(actor_of(request), clock.now())]}


@router.get("/lists/{kind}/{scope}/{version}", summary="One version of a list with all its rows")
def list_version(request: HttpRequest, kind: str, scope: str, version: int) -> dict[str, Any]:
    actor = actor_of(request)
    held = queries.list_version(actor, kind, scope, version)
    return pages.list_json(held, list(queries.list_rows(actor, held)))


@router.post("/lists/{kind}/{scope}", summary="Publish the next version of a list", response={201: dict[str, Any]})
def publish_list(request: HttpRequest, kind: str, scope: str) -> Status[dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    services.publish_list(kind, scope, actor=actor, now=now)
    return Status(201, pages.standing_json(queries.list_standing(actor, kind, scope, now)))


@router.get("/catalogue/{number}", summary="One entry with its items and resources")
def entry(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    return presenting.to_json(queries.entry(actor, number), actor)


@router.get(
    "/catalogue/{number}/problems", summary="What the law finds wrong with an entry, each with its article and remedy"
)
def problems(request: HttpRequest, number: str) -> dict[str, Any]:
    return {"problems": [problem.as_json() for problem in queries.problems(actor_of(request), number, clock.now())]}


@router.get("/catalogue/{number}/score", summary="How well a published entry is described, and what it lacks")
def score(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.score_json(*queries.score(actor_of(request), number, clock.now()))


@router.get("/catalogue/{number}/citation", summary="How an entry is cited, with licence, digests and their proofs")
def citation(request: HttpRequest, number: str) -> dict[str, Any]:
    return queries.citation(actor_of(request), number, clock.now()).as_json()


@router.get("/catalogue/{number}/snapshots", summary="The snapshots of an entry that the sender may see, newest first")
def snapshots(request: HttpRequest, number: str) -> dict[str, Any]:
    found = queries.snapshots(actor_of(request), number)
    rows = [
        {"snapshot": each.number, "at": local_iso(each.at), "rows": each.rows, "published": each.is_published}
        for each in found
    ]
    return {"snapshots": rows}


@router.post("/catalogue", summary="Keep a new entry as a draft", response={201: dict[str, Any]})
def add(request: HttpRequest, description: Body[dict[str, Any]]) -> Status[dict[str, Any]]:
    actor = actor_of(request)
    made = services.add(description, actor=actor, now=clock.now())
    return Status(201, presenting.to_json(queries.entry(actor, made.number), actor))


@router.patch(
    "/catalogue/{number}", summary="Change the draft of an entry; a published one gets a draft of its next version"
)
def edit(request: HttpRequest, number: str, description: Body[dict[str, Any]]) -> dict[str, Any]:
    actor = actor_of(request)
    services.edit(number, description, actor=actor, now=clock.now())
    return presenting.to_json(queries.entry(actor, number), actor)


@router.post("/resources/{number}/hook", summary="Send a resource for hooking", response={201: dict[str, Any]})
def hook(request: HttpRequest, number: str, reason: str = "") -> Status[dict[str, Any]]:
    case = services.submit_resource(number, reason, actor=actor_of(request), now=clock.now())
    return Status(201, {"case": case.number})


class Source(Schema):
    """A catalogue to be read on a schedule; `mapping` as in imports, `every` in days (1, 7 or 30)."""

    title: str
    address: str
    mapping: str
    every: int = 7
    provider: str = ""


class Rhythm(Schema):
    """What of a source is to change."""

    active: bool | None = None
    every: int | None = None


@router.get("/harvests", summary="The sources of catalogues that are read on a schedule, newest first")
def harvests(request: HttpRequest) -> dict[str, Any]:
    found = queries.harvest_sources(actor_of(request))
    return {
        "sources": [
            {**pages.harvest_json(each), "last": pages.run_json(each.last) if each.last else None} for each in found
        ]
    }


@router.post("/harvests", summary="Register a source; it is read at once", response={201: dict[str, Any]})
def register_harvest(request: HttpRequest, source: Source) -> Status[dict[str, Any]]:
    return Status(
        201, pages.harvest_json(services.register_harvest(source.dict(), actor=actor_of(request), now=clock.now()))
    )


@router.get("/harvests/{number}", summary="A source with what came of each time, newest first")
def harvest(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    runs = [pages.run_json(each) for each in queries.harvest_runs(actor, number)]
    return {**pages.harvest_json(queries.harvest_source(actor, number)), "runs": runs}


@router.patch("/harvests/{number}", summary="Pause a source, take it up again, or change its rhythm")
def change_harvest(request: HttpRequest, number: str, rhythm: Rhythm) -> dict[str, Any]:
    held = services.change_harvest(
        number, active=rhythm.active, every=rhythm.every, actor=actor_of(request), now=clock.now()
    )
    return pages.harvest_json(held)


@router.post("/harvests/{number}/runs", summary="Let a source be read now", response={202: dict[str, Any]})
def order_harvest(request: HttpRequest, number: str) -> Status[dict[str, Any]]:
    return Status(202, pages.harvest_json(services.order_harvest(number, actor=actor_of(request), now=clock.now())))
