"""What the commands `gongshu audit seal | verify | export` do, and erasing a record's content by law.

These functions stand below `people`, so the caller asks for permission: `people.services` wraps those that need it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from gongshu.audit import log, reading
from gongshu.audit.events import Event
from gongshu.audit.models import AuditEvent, SealedTree
from gongshu.audit.recording import Acting, Subject, record
from gongshu.ledger import export as exports
from gongshu.ledger.note import Checkpoint, parse_checkpoint
from gongshu.ledger.verify import Row, Verdict, verify_records

_COLUMNS = ("event", "subject_kind", "subject_id", "subject_label", "actor_login", "actor_body", "via", "law")


def verify() -> Verdict:
    """Return what re-hashing every event of the control database against the ledger finds.

    Every body, tile, root and signature is recomputed; checkpoints that were published before must be its beginnings.
    The columns that events are looked up by must say what their bodies say. `first_bad` counts events from 0.
    """
    seen = [parse_checkpoint(note) for note in SealedTree.objects.values_list("checkpoint", flat=True)]
    signed = log.reader().checkpoint()
    if signed is None:
        return Verdict(size=0, ok=True) if not seen else _gone(len(seen))
    verdict = verify_records(settings.GONGSHU.ledger, _up_to(signed.size), [log.public_key()], seen)
    differing = _first_differing_column() if verdict.ok else None
    return verdict if differing is None else _differs(verdict, *differing)


def _gone(checkpoints: int) -> Verdict:
    reason = f"{checkpoints} checkpoints were signed, but the ledger in {settings.GONGSHU.ledger} has none; restore it from a backup"
    return Verdict(size=0, ok=False, first_bad=0, finding="missing", reason=reason)


def _up_to(size: int) -> Iterator[Row]:
    # Events that have an index but are not in the tree yet are the next sealing's.
    return (row for row in reading.records() if row[0] < size)


def _first_differing_column() -> tuple[int, str] | None:
    return next(filter(None, map(_difference, reading.in_order())), None)


def _difference(row: AuditEvent) -> tuple[int, str] | None:
    if row.body is None or row.index is None:
        return None
    said = json.loads(row.body)
    for column, value in zip(_COLUMNS, _told(said), strict=True):
        if getattr(row, column) != value:
            return row.index, column
    return None if datetime.fromisoformat(said["at"]) == row.at else (row.index, "at")


def _told(said: Mapping[str, Any]) -> tuple[str, ...]:
    subject, by = said["subject"], said["by"]
    return (
        said["event"],
        subject["kind"],
        subject["id"],
        subject["label"],
        by["login"],
        by["body"],
        by["via"],
        said["law"],
    )


def _differs(verdict: Verdict, index: int, column: str) -> Verdict:
    reason = f"event {index}: the column {column} of the control database does not say what the sealed body says"
    return Verdict(size=verdict.size, ok=False, first_bad=index, finding="body", reason=reason)


def export(folder: Path, *, by: Acting, at: datetime) -> Checkpoint:
    """Write the ledger with all bodies into a new folder that `python verify.py FOLDER` verifies offline.

    Raises: OutOfRange before the first checkpoint; FileExistsError if the folder is not empty.
    """
    with transaction.atomic():
        record(Event.LEDGER_EXPORT, Subject("ledger", log.origin()), by=by, at=at, facts={"folder": folder.name})
    rows = ((index, None if body is None else json.loads(body), salt) for index, body, salt in reading.records())
    return exports.export(log.reader(), rows, folder)


def erase(event: AuditEvent, *, law: str, by: Acting, at: datetime) -> None:
    """Delete a record's content and salt; its digest stays in the tree, so that nothing else changes.

    `law` is the article that demands the erasure; the erasure is an event of its own.
    """
    with transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(
            body=None, salt=None, subject_label="", actor_login="", erased_at=at
        )
        record(Event.BODY_ERASE, Subject("record", str(event.pk)), by=by, at=at, law=law)
