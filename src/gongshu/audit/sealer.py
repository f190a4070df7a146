"""The sealer puts events into the ledger. It may be killed anywhere: the next run completes what it began.

Steps: 1 give indexes (transaction), 2 write tiles and 3 put the signed checkpoint into place (files), 4 note what is
sealed (transaction). Tiles are a function of the indexes, so that a step done twice writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from gongshu.audit import log
from gongshu.audit.models import AuditEvent, SealedTree
from gongshu.ledger.log import Log
from gongshu.ledger.note import Checkpoint

After = Callable[[str], None]
Source = Callable[[datetime], int]
BATCH = 2_000  # events a transaction: a longer one would keep writers waiting
_LEASE = 0x676F6E67  # "gong": the number of the sealer's advisory lock on PostgreSQL

_sources: list[Source] = []


class LedgerApart(Exception):
    """Ledger and control database do not fit together; one of them comes from another backup."""

    def __init__(self, en: str) -> None:
        super().__init__(en)
        self.because = {"zh": f"账本与控制库不一致，其中一个来自别的备份；请用同一次备份恢复两者。{en}", "en": en}


def source(move: Source) -> Source:
    """Register a function that moves events kept elsewhere (the gateway's uses) into the control database before sealing."""
    if move not in _sources:
        _sources.append(move)
    return move


def seal(now: datetime, *, after: After = lambda step: None) -> int:
    """Seal every pending event and return how many were newly covered by a signed checkpoint.

    Raises: LedgerApart; the ledger's errors (Damaged, WrongLedger); OSError of a full disk, after which nothing is lost.
    """
    with _lease():
        for move in _sources:
            move(now)
        while _give_indexes():
            after("1 indexes given")
        checkpoint = _write(after)
        after("3 checkpoint in place")
        sealed = _note(checkpoint, now) if checkpoint else 0
        after("4 noted")
        return sealed


@contextmanager
def _lease() -> Iterator[None]:
    """One sealer at a time: PostgreSQL's lock ends with its connection; on SQLite the log's own file lock is enough."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LEASE])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LEASE])


def _give_indexes() -> int:
    """Number the next events that have no index, whatever their id: a transaction with a lower id may commit later."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        start = indexed()
        cursor.execute(
            'UPDATE audit_auditevent SET "index" = %s + fresh.place FROM ('
            '  SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM audit_auditevent WHERE "index" IS NULL ORDER BY id LIMIT %s'
            ") AS fresh WHERE audit_auditevent.id = fresh.id",
            [start, BATCH],
        )
        return int(cursor.rowcount)


def indexed() -> int:
    """Return how many events have an index, which is also the next one."""
    last: int | None = AuditEvent.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def _write(after: After) -> Checkpoint | None:
    ledger = log.writer(after=lambda step: after(f"2 {step}"))
    size, known = ledger.size, indexed()
    if size > known:
        raise LedgerApart(
            f"the ledger in {ledger.folder} holds {size} events, the control database only {known}; restore both from one backup"
        )
    signed = SealedTree.objects.aggregate(most=Max("size"))["most"] or 0
    if size < signed:
        raise LedgerApart(
            f"{signed} events were signed once, the ledger in {ledger.folder} shows only {size}; restore it from a backup, for signing "
            "them anew could give one size two roots"
        )
    checkpoint = ledger.checkpoint()
    while size < known:
        checkpoint = _append(ledger, size)
        size = checkpoint.size
    return checkpoint


def _append(ledger: Log, start: int) -> Checkpoint:
    rows = AuditEvent.objects.filter(index__gte=start, index__lt=start + BATCH).order_by("index")
    return ledger.append([bytes(leaf) for leaf in rows.values_list("leaf", flat=True)], start=start)


def _note(checkpoint: Checkpoint, now: datetime) -> int:
    with transaction.atomic(durable=True):
        kept, _ = SealedTree.objects.get_or_create(
            size=checkpoint.size, defaults={"root": checkpoint.root.hex(), "checkpoint": checkpoint.note, "at": now}
        )
        if kept.root != checkpoint.root.hex():
            raise LedgerApart(
                f"{checkpoint.size} events were signed with root {kept.root}, the ledger shows {checkpoint.root.hex()}"
            )
        return AuditEvent.objects.filter(index__lt=checkpoint.size, sealed_at__isnull=True).update(sealed_at=now)
