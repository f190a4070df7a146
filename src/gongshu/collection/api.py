"""Deliveries and sources under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Body, Field, Router, Schema
from ninja.errors import HttpError

from gongshu.audit import clock
from gongshu.collection import pieces, presenting, queries, services, uploads
from gongshu.collection.datasources import presenting as sourced
from gongshu.collection.datasources import queries as datasources
from gongshu.collection.services.uploading import Announced
from gongshu.people.acting import actor_of

router = Router(tags=["collection"])


class Reason(Schema):
    """What a steward says with a decision."""

    reason: str = ""


class Chosen(Schema):
    """The snapshot to go back to."""

    snapshot: str


@router.get("/deliveries", summary="Deliveries that the sender may see, newest first")
def deliveries(request: HttpRequest, entry: str = "", state: str = "", provider: str = "") -> dict[str, Any]:
    found = queries.deliveries(actor_of(request), entry=entry, state=state, provider=provider)[:200]
    return {"deliveries": [presenting.delivered(each) for each in found]}


@router.get("/deliveries/{number}", summary="One delivery")
def delivery(request: HttpRequest, number: str) -> dict[str, Any]:
    return presenting.delivered(queries.delivery(actor_of(request), number))


@router.get("/deliveries/{number}/quarantine", summary="Rejected rows that are still to be mended; the provider only")
def quarantine(request: HttpRequest, number: str, after: int = 0, limit: int = 50, code: str = "") -> dict[str, Any]:
    rows = queries.quarantine(actor_of(request), number, after=after, limit=min(max(limit, 1), 500), code=code)
    return {"delivery": number, "rows": [presenting.rejected(row) for row in rows]}


@router.post("/deliveries/{number}/approve", summary="Publish a delivery that waits")
def approve(request: HttpRequest, number: str, said: Reason) -> dict[str, Any]:
    done = services.approve_publication(number, said.reason, actor=actor_of(request), now=clock.now())
    return presenting.delivered(done)


@router.post("/deliveries/{number}/refuse", summary="Return a delivery that waits")
def refuse(request: HttpRequest, number: str, said: Reason) -> dict[str, Any]:
    done = services.refuse_publication(number, said.reason, actor=actor_of(request), now=clock.now())
    return presenting.delivered(done)


class Sending(Schema):
    """A file that is about to be sent in pieces; name, size and time of change tell it apart from others of its sender."""

    file: str
    size: int = Field(ge=0, lt=1 << 63)
    modified: int = Field(0, ge=-(1 << 62), lt=1 << 62)  # milliseconds since 1970
    mode: str = ""
    mends: str = ""
    resource: str = ""


_BYTES = {"schema": {"type": "string", "format": "binary"}}
_PIECE = {"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES}}}
_FILE = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
_UPLOAD = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FILE}}}}


@router.post(
    "/entries/{number}/deliveries",
    summary="Deliver a file; the worker reads it",
    response={202: dict[str, Any], 200: dict[str, Any]},
    openapi_extra=_UPLOAD,
)
def deliver(
    request: HttpRequest, number: str, mode: str = "", mends: str = "", resource: str = ""
) -> tuple[int, dict[str, Any]]:
    actor, now = actor_of(request), clock.now()
    queries.resources_of(actor, number)
    uploads.into_spool(request)  # before anything reads the body
    file = request.FILES.get("file")
    if file is None:
        raise HttpError(422, "send the file as the part `file` of a multipart/form-data body")
    source = uploads.spooled(file)
    taken = services.receive(number, source, actor=actor, now=now, mode=mode or None, mends=mends, resource=resource)
    return (200 if taken.is_duplicate else 202), presenting.delivered(taken)


@router.post(
    "/entries/{number}/uploads",
    summary="Announce a file that is sent in pieces; the same file again answers what of it has come",
)
def announce(request: HttpRequest, number: str, said: Sending) -> dict[str, Any]:
    announced = Announced(**said.dict())
    return presenting.uploading(services.announce_upload(number, announced, actor=actor_of(request), now=clock.now()))


@router.get("/uploads/{upload}", summary="What of a file has come; the sender only")
def upload(request: HttpRequest, upload: str) -> dict[str, Any]:
    return presenting.uploading(queries.upload(actor_of(request), upload))


@router.post(
    "/uploads/{upload}/pieces",
    summary="Send the next piece: `piece` bytes, the last one what is left; 409 tells what has come where it is not the next",
    response={200: dict[str, Any], 409: dict[str, Any]},
    openapi_extra=_PIECE,
)
def take_piece(request: HttpRequest, upload: str, offset: int, digest: str) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    queries.upload(actor, upload)  # before the body is read
    piece = request.read(pieces.PIECE + 1)
    held, is_next = services.add_piece(upload, offset, piece, digest, actor=actor, now=clock.now())
    return (200 if is_next else 409), presenting.uploading(held)


@router.post(
    "/uploads/{upload}/finish",
    summary="Deliver a file that has come whole; the worker reads it",
    response={202: dict[str, Any], 200: dict[str, Any]},
)
def finish_upload(request: HttpRequest, upload: str) -> tuple[int, dict[str, Any]]:
    taken = services.finish_upload(upload, actor=actor_of(request), now=clock.now())
    return (200 if taken.is_duplicate else 202), presenting.delivered(taken)


@router.delete("/uploads/{upload}", summary="Give up a file that has not come whole", response={204: None})
def drop_upload(request: HttpRequest, upload: str) -> tuple[int, None]:
    services.drop_upload(upload, actor=actor_of(request), now=clock.now())
    return 204, None


@router.get("/entries/{number}/snapshots", summary="Snapshots of an entry, newest first")
def snapshots(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    found = queries.snapshots(actor, number)
    return {"entry": number, "snapshots": [presenting.snapshot(each, actor) for each in found]}


@router.get("/entries/{number}/snapshots/diff", summary="How two snapshots differ")
def diff(request: HttpRequest, number: str, old: str, new: str) -> dict[str, Any]:
    return {"entry": number, **queries.diff(actor_of(request), number, old, new).as_json()}


@router.post("/entries/{number}/snapshots/restore", summary="Make an earlier snapshot the published one")
def restore(request: HttpRequest, number: str, chosen: Chosen) -> dict[str, Any]:
    actor = actor_of(request)
    restored = services.restore(number, chosen.snapshot, actor=actor, now=clock.now())
    restored.resource.refresh_from_db()
    return presenting.snapshot(restored, actor)


@router.get("/sources", summary="Sources that the sender may see, those that failed first")
def sources(request: HttpRequest) -> dict[str, Any]:
    return {"sources": [sourced.listed(each) for each in datasources.sources(actor_of(request))]}


@router.get(
    "/sources/{number}", summary="Where the data of a resource is fetched from, and its last fetches; never its secret"
)
def source(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    held = sourced.source(datasources.source(actor, number))
    return {**held, "fetches": [sourced.fetched(each) for each in datasources.fetches(actor, number)]}


@router.put("/sources/{number}", summary="Register the source of a resource, or change it; `secret` is write-only")
def register_source(request: HttpRequest, number: str, said: dict[str, Any] = Body(...)) -> dict[str, Any]:  # type: ignore[type-arg]
    given = {name: value for name, value in said.items() if name != "secret"}
    secret = str(said.get("secret") or "")
    return sourced.source(services.register_source(number, given, secret, actor=actor_of(request), now=clock.now()))


@router.delete("/sources/{number}", summary="Forget a source; what it delivered stays", response={204: None})
def remove_source(request: HttpRequest, number: str) -> tuple[int, None]:
    services.remove_source(number, actor=actor_of(request), now=clock.now())
    return 204, None


@router.post(
    "/sources/{number}/fetches", summary="Fetch now; `whole` takes everything again", response={202: dict[str, Any]}
)
def fetch(request: HttpRequest, number: str, whole: bool = False) -> tuple[int, dict[str, Any]]:
    asked = services.ask_fetch(number, whole=whole, actor=actor_of(request), now=clock.now())
    return 202, sourced.fetch(asked)
