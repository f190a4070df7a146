"""A batch as it goes: opened by the clock or on request, begun, noted before it leaves, confirmed or failed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, record
from gongshu.exchange.receipts import digest_of
from gongshu.grants.subjects import subject_of
from gongshu.jobs.rhythm import Rhythm, next_after
from gongshu.outside.databases import Receipt
from gongshu.outside.failures import INTERRUPTED
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service
from gongshu.subscription import telling
from gongshu.subscription.errors import GRANT
from gongshu.subscription.models import OPEN, Batch, BatchState, Subscription

SEND = "subscription.send"  # kind of job
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))  # before the next try
NODE_WAITS = timedelta(minutes=30)  # at most, where an exchange node tries


@service
def start_due(now: datetime) -> int:
    """Open the batches whose time has come and return how many."""
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        _end_abandoned(now)
        telling.overdue(now)
        due = Subscription.objects.filter(next_at__lte=now, stopped_at__isnull=True).exclude(batches__state__in=OPEN)
        found = list(due.select_related("grant"))
        for each in found:
            each.next_at = next_after(timezone.localtime(now), Rhythm(each.rhythm), each.at)
            open_batch(each, by=SYSTEM, now=now)
        Subscription.objects.bulk_update(found, ["next_at"])
    return len(found)


def _end_abandoned(now: datetime) -> None:
    """A job that was given up leaves its batch open, and an open batch keeps the next from beginning."""
    left = Batch.objects.filter(pk__in=jobs.given_up(SEND, "batch"), state__in=OPEN)
    for batch in left.select_related("subscription__grant"):
        _end(batch, INTERRUPTED, now)


def open_batch(held: Subscription, *, by: Actor, now: datetime) -> Batch:
    """Let a batch wait: for the worker, or for the receiver's exchange node to ask for it."""
    made = Batch.objects.create(number=f"b{secrets.token_hex(8)}", subscription=held, asked_at=now, asked_by=by.login)
    if held.node_id is None:
        jobs.enqueue(SEND, {"batch": made.pk}, key=f"{made.number}.0", at=now)
    return made


@service
def begin(pk: int, *, now: datetime) -> Batch | None:
    """Return a batch that is to be handed over now, counted as one more try; None if it has ended."""
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        held = Batch.objects.select_for_update(of=("self",)).select_related(
            "subscription__grant__body", "subscription__grant__account"
        )
        found: Batch | None = held.filter(pk=pk, state__in=OPEN).first()
        if found is not None:
            found.state, found.tries, found.again_at = BatchState.RUNNING, found.tries + 1, None
            found.save(update_fields=["state", "tries", "again_at"])
    return found


@service
def note_sent(batch: Batch, *, now: datetime) -> None:
    """Note what is about to leave, before it does: snapshot, terms, rows and digest as the node computed them."""
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        batch.save(update_fields=["whole", "snapshot", "resource", "lake", "terms", "sent"])
        grant = batch.subscription.grant
        facts = {
            "subscription": batch.subscription.number,
            "batch": batch.number,
            "snapshot": batch.snapshot,
            "whole": batch.whole,
            **batch.sent,
        }
        record(Event.BATCH_SEND, subject_of(grant), by=SYSTEM, at=now, law=grant.label_of_law, facts=facts)


@service
def confirm(batch: Batch, receipt: Receipt, *, now: datetime, signed: Mapping[str, Any] | None = None) -> None:
    """Note the receipt of the receiver's database; `signed`: those that its exchange node and the platform have signed."""
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        batch.receipt = {
            "rows": receipt.rows,
            "digest": receipt.digest,
            "removed": receipt.removed,
            "table_rows": receipt.table_rows,
        }
        batch.state, batch.finished_at, batch.again_at, batch.error = BatchState.CONFIRMED, now, None, {}
        batch.signed = dict(signed or {})
        batch.save(update_fields=["receipt", "state", "finished_at", "again_at", "error", "signed"])
        facts = {"subscription": batch.subscription.number, "batch": batch.number, **batch.receipt}
        facts |= {f"{end}_receipt": digest_of(each) for end, each in batch.signed.items()}
        record(Event.BATCH_CONFIRM, subject_of(batch.subscription.grant), by=SYSTEM, at=now, facts=facts)
        telling.arrived(batch, now)


@service
def fail(batch: Batch, error: Mapping[str, Any], *, again: bool, now: datetime) -> None:
    """Note why a try failed; another follows where it may help and patience is left, else the batch ends.

    An exchange node asks by itself: what its database was not there for waits until it is.
    """
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        by_node = batch.subscription.node_id is not None
        if not again or (batch.tries > len(WAITS) and not by_node):
            _end(batch, error, now)
            return
        wait = min(WAITS[min(max(batch.tries, 1), len(WAITS)) - 1], NODE_WAITS if by_node else WAITS[-1])
        batch.state, batch.again_at, batch.error = BatchState.WAITING, now + wait, dict(error)
        batch.save(update_fields=["state", "again_at", "error"])
        if batch.tries >= telling.TRIES:
            telling.missed(batch, now)
        if not by_node:
            jobs.enqueue(SEND, {"batch": batch.pk}, key=f"{batch.number}.{batch.tries}", at=now, ready=batch.again_at)


def _end(batch: Batch, error: Mapping[str, Any], now: datetime) -> None:
    batch.state, batch.finished_at, batch.again_at, batch.error = BatchState.FAILED, now, None, dict(error)
    batch.save(update_fields=["state", "finished_at", "again_at", "error"])
    facts = {"subscription": batch.subscription.number, "batch": batch.number, "cause": error.get("cause", "")}
    record(Event.BATCH_FAIL, subject_of(batch.subscription.grant), by=SYSTEM, at=now, facts=facts)
    if error.get("cause") != GRANT:
        telling.missed(batch, now)
