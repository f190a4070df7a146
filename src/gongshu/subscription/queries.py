"""What page, API and command line read of subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongshu.grants import queries as grants
from gongshu.grants.models import Grant
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import allowed, query, require
from gongshu.subscription.errors import NoSubscription
from gongshu.subscription.models import Batch, ExchangeNode, Subscription

SHOWN = 20  # batches of one subscription
_MOST_NODES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """One subscription with its newest batches; `inside`: whether this person is told where the table stands."""

    held: Subscription
    batches: list[Batch]
    inside: bool


@query
def of_grant(actor: Actor, number: str) -> tuple[Grant, list[Subscribed]]:
    """Return a grant and its subscriptions, the newest first. Raises: UnknownGrant."""
    found = grants.grant(actor, number)
    inside = allowed(actor, "grants.use", found).allowed
    held = Subscription.objects.visible_to(actor).select_related("node").filter(grant=found).order_by("-pk")
    return found, [Subscribed(held=each, batches=list(each.batches.all()[:SHOWN]), inside=inside) for each in held]


@query
def subscription(actor: Actor, number: str) -> Subscribed:
    """Return one subscription. Raises: NoSubscription."""
    found: Subscription | None = (
        Subscription.objects.visible_to(actor)
        .select_related("grant__body", "grant__account", "grant__provider", "node")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NoSubscription(number)
    inside = allowed(actor, "grants.use", found.grant).allowed
    return Subscribed(held=found, batches=list(found.batches.all()[:SHOWN]), inside=inside)


@query
def nodes(actor: Actor) -> list[ExchangeNode]:
    """Return the exchange nodes of one's body that were not removed, the newest first. Raises: Refused."""
    require(actor, "subscription.nodes", Body.objects.filter(code=actor.body).first())
    return list(ExchangeNode.objects.visible_to(actor).filter(removed_at__isnull=True)[:_MOST_NODES])


@query
def nodes_for(actor: Actor, grant: Grant) -> list[ExchangeNode]:
    """Return the nodes with targets that the data of a grant can go to; none for whoever does not use it."""
    if not allowed(actor, "grants.use", grant).allowed or grant.body is None:
        return []
    own = ExchangeNode.objects.filter(body=grant.body, removed_at__isnull=True, public_key__isnull=False)
    return [each for each in own[:_MOST_NODES] if each.targets]


@query
def receipts(actor: Actor, number: str, batch: str) -> dict[str, Any]:
    """Return the signed receipts of a batch, empty where there are none. Raises: NoSubscription."""
    held = Batch.objects.filter(subscription__in=Subscription.objects.visible_to(actor), subscription__number=number)
    found = held.filter(number=batch).first()
    if found is None:
        raise NoSubscription(number)
    return dict(found.signed)
