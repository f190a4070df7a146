"""Writing an event: in the caller's transaction or not at all."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from gongshu import jobs
from gongshu.audit.events import Event
from gongshu.audit.models import AuditEvent
from gongshu.audit.subscriptions import consumers
from gongshu.ledger import jcs
from gongshu.ledger.leaves import leaf_bytes
from gongshu.ledger.records import new_salt

ALGORITHM = "sha256"
_CHANNELS = ("session", "token", "cli", "clock")


class NotInTransaction(Exception):
    """An event was recorded outside the transaction of the change that it tells of."""


class Acting(Protocol):
    """Who acts: a login, the code of a body or an empty text, and the channel."""

    @property
    def login(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def via(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about, as text: kind, identifier, and a label for people to read."""

    kind: str
    id: str
    label: str = ""


def record(
    event: Event, subject: Subject, *, by: Acting, at: datetime, law: str = "", facts: Mapping[str, Any] | None = None
) -> AuditEvent:
    """Write one event and the jobs that follow it, in the caller's transaction.

    `at` is the node's clock; `facts` are JSON values. Whoever stands in for another is named in the record.
    Raises: NotInTransaction; ValueError for a naive time or an unknown channel; ledger.jcs errors for facts that JSON cannot say.
    """
    _check(event, by, at)
    body = {"event": event.value, "subject": {"kind": subject.kind, "id": subject.id, "label": subject.label}}
    body |= {"by": _acting(by), "at": at.isoformat(), "law": law, "facts": dict(facts or {})}
    salt = new_salt()
    row = AuditEvent(event=event.value, subject_kind=subject.kind, subject_id=subject.id, subject_label=subject.label)
    row.actor_login, row.actor_body, row.via, row.at, row.law = by.login, by.body, by.via, at, law
    row.body, row.salt, row.algorithm = jcs.canonical(body).decode(), salt, ALGORITHM
    row.leaf = leaf_bytes(row.body.encode(), salt, ALGORITHM)
    row.written_at = time.time()  # Only tells whether the sealer keeps up; no right or date depends on it.
    row.save(force_insert=True)
    _follow(row, event, subject, at)
    return row


def _check(event: Event, by: Acting, at: datetime) -> None:
    if not in_own_transaction():
        raise NotInTransaction(
            f"{event.value} was recorded outside a transaction; wrap the change and its record in transaction.atomic()"
        )
    if at.tzinfo is None:
        raise ValueError(
            f"{event.value} at {at!r}: a time without its zone proves nothing; pass the aware `now` of the service"
        )
    if by.via not in _CHANNELS:
        raise ValueError(f"{event.value} by {by.login}: channel {by.via!r} is none of {_CHANNELS}")


def in_own_transaction() -> bool:
    """Say whether a transaction is open, not counting the one that Django's test case wraps around each test."""
    blocks = getattr(connection, "atomic_blocks", [])
    return any(not block._from_testcase for block in blocks)


def _acting(by: Acting) -> dict[str, Any]:
    said: dict[str, Any] = {"login": by.login, "body": by.body, "via": by.via}
    stands_in_for = getattr(by, "stands_in_for", ())
    if stands_in_for:
        said["stands_in_for"] = sorted(stands_in_for)
    return said


def _follow(row: AuditEvent, event: Event, subject: Subject, at: datetime) -> None:
    payload = {"event": row.pk, "subject": subject.id, "kind": subject.kind}
    for kind in consumers(event):
        jobs.enqueue(kind, payload, key=f"event {row.pk}", at=at)
