"""Making and stopping a subscription, and asking for a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.grants import access
from gongshu.grants.errors import NotHandedOut, unknown
from gongshu.grants.models import Grant
from gongshu.grants.subjects import subject_of
from gongshu.jobs.rhythm import Rhythm, next_after
from gongshu.outside.databases import DIALECTS, WRITES, Server
from gongshu.outside.sealing import seal
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service
from gongshu.subscription.errors import BatchRunning, Fault, NoSubscription, SubscriptionUnfit
from gongshu.subscription.models import OPEN, Batch, ExchangeNode, Subscription
from gongshu.subscription.services.handing import fail, open_batch

PURPOSE = "secrets of subscriptions"  # of the key that is derived from the node's master key
_TEXTS = ("host", "database", "user", "table")  # of a database that the platform itself reaches
_NODE_TEXTS = ("target", "table")


@service
def subscribe(number: str, given: Mapping[str, Any], secret: str, *, actor: Actor, now: datetime) -> Subscription:
    """Let the data of a grant go into a table of its receiver from now on: dialect, host, port, database, user, table, whole, rhythm, at.

    With `node` and `target` in place of the address, the receiver's own exchange node puts it where it alone knows. Raises: UnknownGrant, Refused; NotHandedOut where the grant gives no files or does not run; SubscriptionUnfit with every fault.
    """
    grant = _grant(number, actor)
    access.under(grant, now)
    if "file" not in grant.kinds:
        raise NotHandedOut(
            f"授权 {number} 不含“文件”交付，不能订阅", f"grant {number} gives no files, so it cannot be subscribed to", shown=number,
            remedy_zh="请决定单位变更交付方式", remedy_en="the deciding body may change the kinds of hand-out",
        )  # fmt: skip
    faults, rhythm, at = _faults(given, secret)
    node = _node(grant, given, faults) if given.get("node") else None
    if faults:
        raise SubscriptionUnfit(faults)
    where = {"node": node, "target": given["target"].strip(), "said": {}} if node else {"said": asdict(_server(given))}
    with transaction.atomic():
        Grant.objects.select_for_update().get(pk=grant.pk)
        made = Subscription(
            number=f"{number}-{grant.subscriptions.count() + 1}", grant=grant, **where, table=given["table"].strip(), whole=bool(given.get("whole")),
            rhythm=rhythm.value, at=at, next_at=next_after(timezone.localtime(now), rhythm, at), made_at=now, made_by=actor.login, made_body=actor.body,
        )  # fmt: skip
        if node is None:
            made.secret = seal(secret, settings.GONGSHU.derived(PURPOSE), made.number)
        made.save()
        # Where the receiver's system stands is its own affair; the record names its host alone.
        facts = {
            "subscription": made.number,
            "host": made.said.get("host", ""),
            "node": node.number if node else "",
            "rhythm": made.rhythm,
            "whole": made.whole,
        }
        record(Event.SUBSCRIPTION_MAKE, subject_of(grant), by=actor, at=now, law=grant.label_of_law, facts=facts)
        open_batch(made, by=actor, now=now)
    return made


@service
def stop(number: str, *, actor: Actor, now: datetime) -> Subscription:
    """Hand nothing over any more; what has arrived stays with the receiver. Raises: NoSubscription, Refused."""
    found = _own(number, actor, "grants.stop")
    with transaction.atomic():
        held = Subscription.objects.select_for_update(of=("self",)).select_related("grant").get(pk=found.pk)
        if held.stopped_at is None:
            end_subscription(held, actor, now)
    return held


def end_subscription(held: Subscription, actor: Actor, now: datetime) -> None:
    """Stop a subscription within the transaction of whoever asked whether this person may."""
    held.stopped_at, held.next_at = now, None
    held.save(update_fields=["stopped_at", "next_at"])
    record(Event.SUBSCRIPTION_STOP, subject_of(held.grant), by=actor, at=now, facts={"subscription": held.number})
    if held.node_id is not None:
        stopped = {
            "cause": "grant",
            "zh": f"订阅 {held.number} 已停止",
            "en": f"the subscription {held.number} was stopped",
        }
        for batch in held.batches.filter(state__in=OPEN):
            fail(batch, stopped, again=False, now=now)


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
        return open_batch(held, by=actor, now=now)


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


def _server(given: Mapping[str, Any]) -> Server:
    return Server(
        dialect=str(given["dialect"]), host=given["host"].strip(), port=int(given.get("port") or DIALECTS[given["dialect"]].port),
        database=given["database"].strip(), user=given["user"].strip(), encrypted=bool(given.get("encrypted")),
    )  # fmt: skip


def _node(grant: Grant, given: Mapping[str, Any], faults: list[Fault]) -> ExchangeNode | None:
    """Return the receiver's own node that is named; what it has never told of is no target."""
    enrolled = ExchangeNode.objects.filter(body=grant.body, removed_at__isnull=True, public_key__isnull=False)
    found: ExchangeNode | None = enrolled.filter(number=str(given["node"])).first() if grant.body else None
    if found is None:
        faults.append(Fault("node", "不是使用单位已登记的交换节点", "no exchange node that the receiver has enrolled"))
    elif str(given.get("target") or "").strip() not in [each["name"] for each in found.targets]:
        faults.append(Fault("target", "该交换节点没有报告过这个目标", "the exchange node has told of no such target"))
    return found


def _faults(given: Mapping[str, Any], secret: str) -> tuple[list[Fault], Rhythm, time]:
    texts = _NODE_TEXTS if given.get("node") else _TEXTS
    found = [
        Fault(name, "必须填写，200 字以内", "must be filled in, at most 200 characters")
        for name in texts if not _is_text(given.get(name))
    ]  # fmt: skip
    if not given.get("node"):
        found += _address_faults(given, secret)
    rhythm, at = str(given.get("rhythm", Rhythm.DAILY.value)), str(given.get("at") or "04:00")
    if rhythm not in list(Rhythm):
        found.append(Fault("rhythm", f"可选：{'、'.join(Rhythm)}", f"choose one of {', '.join(Rhythm)}"))
    try:
        moment = time.fromisoformat(at)
    except ValueError:
        moment = time(4, 0)
        found.append(Fault("at", f"“{at}”不是时刻", f"{at!r} is no time of day"))
    return found, Rhythm(rhythm) if rhythm in list(Rhythm) else Rhythm.DAILY, moment


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= 200 and all(ord(sign) >= 32 for sign in value)  # fmt: skip


def _address_faults(given: Mapping[str, Any], secret: str) -> list[Fault]:
    found: list[Fault] = []
    if given.get("dialect") not in WRITES:
        options = sorted(WRITES)
        found.append(Fault("dialect", f"可选：{'、'.join(options)}", f"choose one of {', '.join(options)}"))
    if any(sign in str(given.get("host", "")) for sign in "/@,? "):
        found.append(Fault("host", "只写主机名或者地址", "write a host or an address only"))
    if any(sign in str(given.get("database", "")) for sign in "=/"):
        found.append(Fault("database", "只写库名", "write the name of the database only"))
    port = given.get("port") or 0
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65535:
        found.append(Fault("port", "端口为 1 至 65535", "a port is 1 to 65535"))
    if not secret or len(secret) > 2000:
        found.append(Fault("secret", "须填写密码", "enter the password"))
    return found
