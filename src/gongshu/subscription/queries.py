"""What page, API and command line read of subscriptions."""

from __future__ import annotations

from dataclasses import dataclass

from gongshu.grants import queries as grants
from gongshu.grants.models import Grant
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed, query
from gongshu.subscription.errors import NoSubscription
from gongshu.subscription.models import Batch, Subscription

SHOWN = 20  # batches of one subscription


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
    held = Subscription.objects.visible_to(actor).filter(grant=found).order_by("-pk")
    return found, [Subscribed(held=each, batches=list(each.batches.all()[:SHOWN]), inside=inside) for each in held]


@query
def subscription(actor: Actor, number: str) -> Subscribed:
    """Return one subscription. Raises: NoSubscription."""
    found: Subscription | None = (
        Subscription.objects.visible_to(actor)
        .select_related("grant__body", "grant__account", "grant__provider")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NoSubscription(number)
    inside = allowed(actor, "grants.use", found.grant).allowed
    return Subscribed(held=found, batches=list(found.batches.all()[:SHOWN]), inside=inside)
