"""Reading events and their proofs. Who may read them is asked by `people.queries`, which stands above this layer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from gongshu.audit import log
from gongshu.audit.models import AuditEvent, SealedTree
from gongshu.audit.recording import Subject
from gongshu.ledger import export
from gongshu.ledger.verify import Row

_PAGE = 2_000  # events


class NotSealedYet(Exception):
    """The event has no place in the ledger yet; the sealer gives it one within the node's setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that an event is in the ledger, for good."""

    index: int  # place in the tree, counted from 0
    size: int  # leaves under the checkpoint
    root: str  # hexadecimal
    proof: tuple[str, ...]  # base64, from the leaf to the root
    document: dict[str, Any]  # what `verify.py` takes as a file


def trail(subject: Subject) -> QuerySet[AuditEvent]:
    """Return the events of a subject, oldest first."""
    return AuditEvent.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("id")


def receipt(event: AuditEvent) -> Receipt:
    """Return the proof of an event under the newest checkpoint. Raises: NotSealedYet; Damaged."""
    ledger = log.reader()
    signed = ledger.checkpoint()
    if event.index is None or signed is None or event.index >= signed.size:
        raise NotSealedYet(f"event {event.pk} of {event.at.isoformat()} is not sealed yet; try again in a minute")
    body = None if event.body is None else json.loads(event.body)
    salt = None if event.salt is None else bytes(event.salt)
    document = export.receipt(ledger, event.index, body, salt)
    proof = tuple(str(part) for part in document["proof"])  # type: ignore[attr-defined]
    return Receipt(index=event.index, size=signed.size, root=signed.root.hex(), proof=proof, document=document)


def newest_checkpoint() -> SealedTree | None:
    """Return the newest signed checkpoint, which letters and the foot of every page print."""
    return SealedTree.objects.order_by("-size").first()


def records() -> Iterator[Row]:
    """Yield index, body and salt of every event that has an index, in order."""
    for row in in_order():
        assert row.index is not None  # No other is in order.
        if row.body is None or row.salt is None:
            yield row.index, None, None
        else:
            yield row.index, row.body.encode(), bytes(row.salt)


def in_order() -> Iterator[AuditEvent]:
    """Yield every event that has an index, in order.

    Read in pages, not by a cursor: verification stops at the first fault, and a cursor of PostgreSQL that is left open
    breaks whatever transaction runs when Python collects it.
    """
    start = 0
    while page := list(AuditEvent.objects.filter(index__gte=start).order_by("index")[:_PAGE]):
        yield from page
        start = (page[-1].index or 0) + 1
