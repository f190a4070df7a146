"""Taking uses into the control database, so that the sealer finds them beside all other events: each exactly once."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from gongshu.audit import sealer
from gongshu.audit.models import AuditEvent
from gongshu.grants.models import UseMark
from gongshu.grants.uses.records import ALGORITHM
from gongshu.grants.uses.store import connect

BATCH = 500  # a transaction: a longer one would keep writers waiting
# Ids grow in the order of commits, for the file has one writer at a time; so "greater than the last" loses none.
_NEXT = "SELECT id, body, salt, leaf, written_at FROM use WHERE id > ? ORDER BY id LIMIT ?"


@sealer.source
def take_uses(now: datetime) -> int:
    """Write an event for every use that has none yet and return how many.

    The mark of the last one is written in the transaction of its events, so a crash in between takes none twice.
    """
    path: Path = settings.GONGSHU.uses
    if not path.exists():
        return 0
    connection = connect(path)
    try:
        name: str = connection.execute("SELECT name FROM store").fetchone()[0]
        taken = 0
        while batch := _take_batch(connection, name):
            taken += batch
        return taken
    finally:
        connection.close()


def _take_batch(connection: sqlite3.Connection, name: str) -> int:
    with transaction.atomic():
        UseMark.objects.bulk_create([UseMark(store=name)], ignore_conflicts=True)
        mark = UseMark.objects.select_for_update().get(store=name)
        rows = connection.execute(_NEXT, (mark.last, BATCH)).fetchall()
        AuditEvent.objects.bulk_create([_event(*row[1:]) for row in rows])
        if rows:
            mark.last = rows[-1][0]
            mark.save(update_fields=["last"])
        return len(rows)


def _event(body: str, salt: bytes, leaf: bytes, written_at: float) -> AuditEvent:
    said = json.loads(body)
    subject, by = said["subject"], said["by"]
    return AuditEvent(
        event=said["event"],
        subject_kind=subject["kind"],
        subject_id=subject["id"],
        subject_label=subject["label"],
        actor_login=by["login"],
        actor_body=by["body"],
        via=by["via"],
        at=datetime.fromisoformat(said["at"]),
        law=said["law"],
        body=body,
        salt=salt,
        algorithm=ALGORITHM,
        leaf=leaf,
        written_at=written_at,
    )
