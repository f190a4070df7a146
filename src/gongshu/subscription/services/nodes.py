"""Exchange nodes of a body: invited by a one-time code, enrolled by their key, suspended, resumed, removed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from gongshu.audit import Event, record
from gongshu.exchange.signing import Proof
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Body
from gongshu.people.permission import require, service
from gongshu.people.secret import digest_of, new_secret
from gongshu.people.subjects import subject_of
from gongshu.subscription.errors import Fault, NodeUnproven, NoNode, SubscriptionUnfit
from gongshu.subscription.models import ExchangeNode
from gongshu.subscription.services.subscribing import end_subscription

CODE_RUNS = timedelta(hours=1)  # that a one-time code can be used


@service
def invite(name: str, *, actor: Actor, now: datetime) -> tuple[ExchangeNode, str]:
    """Return a new node of one's body and the one-time code that enrols it, shown this once. Raises: Refused, SubscriptionUnfit."""
    body = Body.objects.filter(code=actor.body).first()
    require(actor, "subscription.nodes", body)
    assert body is not None  # The right asks for a body.
    if not name.strip() or len(name) > 60 or any(ord(sign) < 32 for sign in name):
        raise SubscriptionUnfit([Fault("name", "必须填写，60 字以内", "must be filled in, at most 60 characters")])
    with transaction.atomic():
        made = ExchangeNode.objects.create(number=f"x{secrets.token_hex(5)}", body=body, name=name.strip(), made_at=now)
        code = _coded(made, actor, now)
    return made, code


@service
def invite_again(number: str, *, actor: Actor, now: datetime) -> tuple[ExchangeNode, str]:
    """Return a node and a fresh code: the key that comes with it takes the place of the one before. Raises: NoNode, Refused."""
    with transaction.atomic():
        held = _own(number, actor)
        return held, _coded(held, actor, now)


def _coded(held: ExchangeNode, actor: Actor, now: datetime) -> str:
    code = new_secret()
    held.code, held.code_until = digest_of(code), now + CODE_RUNS
    held.save(update_fields=["code", "code_until"])
    record(
        Event.EXCHANGE_INVITE, subject_of(held.body), by=actor, at=now, facts={"node": held.number, "name": held.name}
    )
    return code


@service
def enrol(proof: Proof, code: str, version: str, *, now: datetime) -> ExchangeNode:
    """Take the key that a request was signed with for the node whose code it shows. Raises: NodeUnproven."""
    require(SYSTEM, "subscription.exchange")
    with transaction.atomic():
        open_ = ExchangeNode.objects.select_for_update(of=("self",)).select_related("body")
        held: ExchangeNode | None = open_.filter(code=digest_of(code), code_until__gt=now, removed_at__isnull=True).first()  # fmt: skip
        if held is None:
            raise NodeUnproven(
                "登记码不对、已经用过或者已经过期", "the code is wrong, was used already or has run out",
                remedy_zh="由使用单位在“交换节点”页面另取登记码", remedy_en="let the receiving body get another one from its page of exchange nodes",
            )  # fmt: skip
        held.public_key, held.enrolled_at, held.seen_at, held.version = proof.key, now, now, version[:40]
        held.code, held.code_until = "", None
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError as problem:
            raise NodeUnproven("这个密钥已经登记过", "this key is enrolled already", remedy_zh="为新节点另做密钥", remedy_en="make another key for another node") from problem  # fmt: skip
        facts = {"node": held.number, "name": held.name, "fingerprint": held.fingerprint}
        record(Event.EXCHANGE_ENROL, subject_of(held.body), by=SYSTEM, at=now, facts=facts)
    return held


@service
def suspend_node(number: str, *, actor: Actor, now: datetime) -> ExchangeNode:
    """Give a node nothing until it is resumed. Raises: NoNode, Refused."""
    return _suspended(number, now, Event.EXCHANGE_SUSPEND, actor, now)


@service
def resume_node(number: str, *, actor: Actor, now: datetime) -> ExchangeNode:
    """Let a node ask again. Raises: NoNode, Refused."""
    return _suspended(number, None, Event.EXCHANGE_RESUME, actor, now)


def _suspended(number: str, since: datetime | None, event: Event, actor: Actor, now: datetime) -> ExchangeNode:
    with transaction.atomic():
        held = _own(number, actor)
        if (held.suspended_at is None) is not (since is None):
            held.suspended_at = since
            held.save(update_fields=["suspended_at"])
            record(event, subject_of(held.body), by=actor, at=now, facts={"node": number, "name": held.name})
    return held


@service
def remove_node(number: str, *, actor: Actor, now: datetime) -> ExchangeNode:
    """Take a node's key back for good and stop its subscriptions; what has arrived stays with the receiver. Raises: NoNode, Refused."""
    with transaction.atomic():
        held = _own(number, actor)
        for each in held.subscriptions.select_for_update(of=("self",)).filter(stopped_at__isnull=True).select_related("grant"):  # fmt: skip
            end_subscription(each, actor, now)
        held.removed_at, held.public_key, held.code, held.code_until = now, None, "", None
        held.save(update_fields=["removed_at", "public_key", "code", "code_until"])
        held.nonces.all().delete()
        record(
            Event.EXCHANGE_REMOVE, subject_of(held.body), by=actor, at=now, facts={"node": number, "name": held.name}
        )
    return held


def _own(number: str, actor: Actor) -> ExchangeNode:
    visible = ExchangeNode.objects.visible_to(actor).select_for_update(of=("self",)).select_related("body")
    found: ExchangeNode | None = visible.filter(number=number, removed_at__isnull=True).first()
    if found is None:
        raise NoNode(number)
    require(actor, "subscription.nodes", found.body)
    return found
