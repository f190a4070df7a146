"""What every page says about its visitor and about the log; declared to the base page when Django starts."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gongshu.ledger.errors import NoteRejected
from gongshu.ledger.note import parse_checkpoint
from gongshu.people.acting import NoSuchPerson, actor_of
from gongshu.people.actor import ANYONE, Actor
from gongshu.ui import context


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest checkpoint as pages and papers show it."""

    size: int
    root: str  # base64


def visitor(request: HttpRequest) -> dict[str, Any]:
    """The actor, and the short name of the body the person works in."""
    actor = _actor(request)
    body = getattr(getattr(request, "user", None), "body", None) if actor.is_signed_in else None
    return {"actor": actor, "body_name": body.short if body else ""}


# Others ask who the visitor is, so a bad token has to be dealt with before them.
context.extend(visitor, first=True)


@context.extend
def checkpoint(request: HttpRequest) -> dict[str, Any]:
    """The newest checkpoint, so that who keeps a printed page is a witness."""
    return {"checkpoint": newest_checkpoint(settings.GONGSHU.ledger)}


def newest_checkpoint(ledger: Path) -> Newest | None:
    """Return the newest checkpoint of a log's folder, None before the first or where it cannot be read."""
    path = ledger / "checkpoint"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (FileNotFoundError, NoteRejected):
        return None  # `gongshu doctor` tells what is wrong with it; pages go on.


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Newest:
    """`changed` is part of the key: the sealer renames a new file into place."""
    said = parse_checkpoint(path.read_text(encoding="utf-8"))
    return Newest(said.size, base64.b64encode(said.root).decode())


def _actor(request: HttpRequest) -> Actor:
    """A page about a bad token is drawn for nobody in particular, by everyone who helps to draw it."""
    try:
        return actor_of(request)
    except NoSuchPerson:
        request._gongshu_actor = ANYONE  # type: ignore[attr-defined]  # where `actor_of` keeps its answer
        return ANYONE
