"""Changing many entries at once: each becomes a draft, all go to one review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from gongshu.catalogue.errors import CatalogueError, EntryUnfit, NotYet
from gongshu.catalogue.locking import locked
from gongshu.catalogue.rules import Problem
from gongshu.catalogue.services.drafting import edit, own_entry
from gongshu.catalogue.services.reviewing import submit
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service

_CHUNK = 50  # entries in one transaction, so that others can write in between


@dataclass(slots=True, kw_only=True)
class Edited:
    """What came of a change of many entries."""

    kept: list[str] = field(default_factory=list)
    unfit: dict[str, Sequence[Problem]] = field(default_factory=dict)  # what keeps an entry from being kept, by number
    refused: dict[str, CatalogueError] = field(default_factory=dict)  # why an entry cannot be changed now, by number
    case: str = ""  # number of the review; empty: none was asked for, or it could not be opened
    hindered: CatalogueError | None = None  # why it could not


@service
def edit_many(
    changes: Mapping[str, Mapping[str, Any]], *, seen: Mapping[str, str] | None = None, send: Sequence[str] = (), reason: str = "",
    actor: Actor, now: datetime,
) -> Edited:  # fmt: skip
    """Keep the changes as drafts, each entry for itself, and send those of `send` for one review; return what came of it.

    `seen`: by number, when an entry had last changed as the person saw it; one that has changed since is refused. Where an entry
    that is to be sent could not be kept or is not ready, none is sent. Raises: Refused.
    """
    require(actor, "catalogue.desk")
    done, numbers = Edited(), list(changes)
    for start in range(0, len(numbers), _CHUNK):
        with transaction.atomic():
            for number in numbers[start : start + _CHUNK]:
                _keep(done, number, changes[number], (seen or {}).get(number), actor, now)
    left = {*done.unfit, *done.refused} & set(send)
    if send and not left:
        try:
            done.case = submit(send, reason, actor=actor, now=now).number
        except CatalogueError as hindered:
            done.hindered = hindered
    return done


def _keep(done: Edited, number: str, given: Mapping[str, Any], seen: str | None, actor: Actor, now: datetime) -> None:
    try:
        with transaction.atomic():
            _require_unchanged(number, seen, actor)
            edit(number, given, actor=actor, now=now)
    except EntryUnfit as unfit:
        done.unfit[number] = unfit.problems
    except CatalogueError as refused:
        done.refused[number] = refused
    else:
        done.kept.append(number)


def _require_unchanged(number: str, seen: str | None, actor: Actor) -> None:
    changed = locked(own_entry(number, actor)).changed_at.isoformat()
    if seen is not None and changed != seen:
        raise NotYet(
            f"{number} 在您打开之后已有修改，没有覆盖", f"{number} has been changed since you opened it and was not overwritten",
            where=number, remedy_zh="重新打开后再改", remedy_en="open it again and change it then",
        )  # fmt: skip
