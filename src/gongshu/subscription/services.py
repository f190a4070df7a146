"""Making and stopping a subscription, asking for a batch, and what is noted of it as it goes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, record
from gongshu.grants import access
from gongshu.grants.errors import NotHandedOut, unknown
from gongshu.grants.models import Grant
from gongshu.grants.subjects import subject_of
from gongshu.jobs.rhythm import Rhythm, next_after
from gongshu.outside.databases import DIALECTS, WRITES, Receipt, Server
from gongshu.outside.failures import INTERRUPTED
from gongshu.outside.sealing import seal
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service
from gongshu.subscription.errors import BatchRunning, Fault, NoSubscription, SubscriptionUnfit
from gongshu.subscription.models import OPEN, Batch, BatchState, Subscription

SEND = "subscription.send"  # kind of job
PURPOSE = "secrets of subscriptions"  # of the key that is derived from the node's master key
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))  # before the next try
_TEXTS = ("host", "database", "user", "table")


@service
def subscribe(number: str, given: Mapping[str, Any], secret: str, *, actor: Actor, now: datetime) -> Subscription:
    """Let the data of a grant go into a table of its receiver from now on: dialect, host, port, database, user, table, whole, rhythm, at.

    Raises: UnknownGrant, Refused; NotHandedOut where the grant gives no files or does not run; SubscriptionUnfit with every fault.
    """
    grant = _grant(number, actor)
    access.under(grant, now)
    if "file" not in grant.kinds:
        raise NotHandedOut(
            f"授权 {number} 不含“文件”交付，不能订阅", f"grant {number} gives no files, so it cannot be subscribed to", shown=number,
            remedy_zh="请决定单位变更交付方式", remedy_en="the deciding body may change the kinds of hand-out",
        )  # fmt: skip
    faults, rhythm, at = _faults(given, secret)
    if faults:
        raise SubscriptionUnfit(faults)
    server = Server(
        dialect=str(given["dialect"]), host=given["host"].strip(), port=int(given.get("port") or DIALECTS[given["dialect"]].port),
        database=given["database"].strip(), user=given["user"].strip(), encrypted=bool(given.get("encrypted")),
    )  # fmt: skip
    with transaction.atomic():
        Grant.objects.select_for_update().get(pk=grant.pk)
        made = Subscription(
            number=f"{number}-{grant.subscriptions.count() + 1}", grant=grant, said=asdict(server), table=given["table"].strip(), whole=bool(given.get("whole")),
            rhythm=rhythm.value, at=at, next_at=next_after(timezone.localtime(now), rhythm, at), made_at=now, made_by=actor.login, made_body=actor.body,
        )  # fmt: skip
        made.secret = seal(secret, settings.GONGSHU.derived(PURPOSE), made.number)
        made.save()
        # Where the receiver's system stands is its own affair; the record names its host alone.
        facts = {"subscription": made.number, "host": server.host, "rhythm": made.rhythm, "whole": made.whole}
        record(Event.SUBSCRIPTION_MAKE, subject_of(grant), by=actor, at=now, law=grant.label_of_law, facts=facts)
        _open(made, by=actor, now=now)
    return made


@service
def stop(number: str, *, actor: Actor, now: datetime) -> Subscription:
    """Hand nothing over any more; what has arrived stays with the receiver. Raises: NoSubscription, Refused."""
    found = _own(number, actor, "grants.stop")
    with transaction.atomic():
        held = Subscription.objects.select_for_update(of=("self",)).select_related("grant").get(pk=found.pk)
        if held.stopped_at is None:
            held.stopped_at, held.next_at = now, None
            held.save(update_fields=["stopped_at", "next_at"])
            record(Event.SUBSCRIPTION_STOP, subject_of(held.grant), by=actor, at=now, facts={"subscription": number})
    return held


@service
def ask_batch(number: str, *, actor: Actor, now: datetime) -> Batch:
    """Ask for a batch now; the worker hands it over. Raises: NoSubscription, Refused; BatchRunning; NotHandedOut where it was stopped."""
    found = _own(number, actor, "grants.use")
    with transaction.atomic():
        held = Subscription.objects.select_for_update(of=("self",)).select_related("grant").get(pk=found.pk)
        if held.stopped_at is not None:
            raise NotHandedOut(f"订阅 {number} 已停止", f"the subscription {number} was stopped", shown=number, remedy_zh="需要时另建订阅", remedy_en="make another one")  # fmt: skip
        if held.batches.filter(state__in=OPEN).exists():
            raise BatchRunning(f"订阅 {number} 正在交付", f"a batch of {number} is under way", shown=number, remedy_zh="请待其结束", remedy_en="try again when it has ended")  # fmt: skip
        return _open(held, by=actor, now=now)


@service
def start_due(now: datetime) -> int:
    """Open the batches whose time has come and return how many."""
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        _end_abandoned(now)
        due = Subscription.objects.filter(next_at__lte=now, stopped_at__isnull=True).exclude(batches__state__in=OPEN)
        found = list(due.select_related("grant"))
        for each in found:
            each.next_at = next_after(timezone.localtime(now), Rhythm(each.rhythm), each.at)
            _open(each, by=SYSTEM, now=now)
        Subscription.objects.bulk_update(found, ["next_at"])
    return len(found)


def _end_abandoned(now: datetime) -> None:
    """A job that was given up leaves its batch open, and an open batch keeps the next from beginning."""
    left = Batch.objects.filter(pk__in=jobs.given_up(SEND, "batch"), state__in=OPEN)
    for batch in left.select_related("subscription__grant"):
        _end(batch, INTERRUPTED, now)


def _open(held: Subscription, *, by: Actor, now: datetime) -> Batch:
    made = Batch.objects.create(number=f"b{secrets.token_hex(8)}", subscription=held, asked_at=now, asked_by=by.login)
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
def confirm(batch: Batch, receipt: Receipt, *, now: datetime) -> None:
    """Note the receipt of the receiver's database."""
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        batch.receipt = {
            "rows": receipt.rows,
            "digest": receipt.digest,
            "removed": receipt.removed,
            "table_rows": receipt.table_rows,
        }
        batch.state, batch.finished_at, batch.error = BatchState.CONFIRMED, now, {}
        batch.save(update_fields=["receipt", "state", "finished_at", "error"])
        facts = {"subscription": batch.subscription.number, "batch": batch.number, **batch.receipt}
        record(Event.BATCH_CONFIRM, subject_of(batch.subscription.grant), by=SYSTEM, at=now, facts=facts)


@service
def fail(batch: Batch, error: Mapping[str, Any], *, again: bool, now: datetime) -> None:
    """Note why a try failed; another follows where it may help and patience is left, else the batch ends."""
    require(SYSTEM, "subscription.clock")
    with transaction.atomic():
        if not again or batch.tries > len(WAITS):
            _end(batch, error, now)
            return
        batch.state, batch.again_at, batch.error = BatchState.WAITING, now + WAITS[batch.tries - 1], dict(error)
        batch.save(update_fields=["state", "again_at", "error"])
        jobs.enqueue(SEND, {"batch": batch.pk}, key=f"{batch.number}.{batch.tries}", at=now, ready=batch.again_at)


def _end(batch: Batch, error: Mapping[str, Any], now: datetime) -> None:
    batch.state, batch.finished_at, batch.again_at, batch.error = BatchState.FAILED, now, None, dict(error)
    batch.save(update_fields=["state", "finished_at", "again_at", "error"])
    facts = {"subscription": batch.subscription.number, "batch": batch.number, "cause": error.get("cause", "")}
    record(Event.BATCH_FAIL, subject_of(batch.subscription.grant), by=SYSTEM, at=now, facts=facts)


def _grant(number: str, actor: Actor) -> Grant:
    visible = Grant.objects.visible_to(actor).select_related("body", "account", "provider")
    found: Grant | None = visible.filter(number=number).first()
    if found is None:
        raise unknown(number)
    require(actor, "grants.use", found)
    return found


def _own(number: str, actor: Actor, right: str) -> Subscription:
    visible = Subscription.objects.visible_to(actor).select_related("grant__body", "grant__provider", "grant__account")
    found: Subscription | None = visible.filter(number=number).first()
    if found is None:
        raise NoSubscription(number)
    require(actor, right, found.grant)
    return found


def _faults(given: Mapping[str, Any], secret: str) -> tuple[list[Fault], Rhythm, time]:
    found: list[Fault] = []
    if given.get("dialect") not in WRITES:
        options = sorted(WRITES)
        found.append(Fault("dialect", f"可选：{'、'.join(options)}", f"choose one of {', '.join(options)}"))
    for name in _TEXTS:
        value = given.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > 200 or any(ord(sign) < 32 for sign in value):
            found.append(Fault(name, "必须填写，200 字以内", "must be filled in, at most 200 characters"))
    if any(sign in str(given.get("host", "")) for sign in "/@,? "):
        found.append(Fault("host", "只写主机名或者地址", "write a host or an address only"))
    if any(sign in str(given.get("database", "")) for sign in "=/"):
        found.append(Fault("database", "只写库名", "write the name of the database only"))
    port = given.get("port") or 0
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65535:
        found.append(Fault("port", "端口为 1 至 65535", "a port is 1 to 65535"))
    if not secret or len(secret) > 2000:
        found.append(Fault("secret", "须填写密码", "enter the password"))
    rhythm, at = str(given.get("rhythm", Rhythm.DAILY.value)), str(given.get("at") or "04:00")
    if rhythm not in list(Rhythm):
        found.append(Fault("rhythm", f"可选：{'、'.join(Rhythm)}", f"choose one of {', '.join(Rhythm)}"))
    try:
        moment = time.fromisoformat(at)
    except ValueError:
        moment = time(4, 0)
        found.append(Fault("at", f"“{at}”不是时刻", f"{at!r} is no time of day"))
    return found, Rhythm(rhythm) if rhythm in list(Rhythm) else Rhythm.DAILY, moment
