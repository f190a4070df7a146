"""How deliveries are called in audit events, and in whose name a job goes on with one."""

from __future__ import annotations

from gongshu.audit import Subject
from gongshu.collection.models import Delivery
from gongshu.people.actor import Actor


def subject_of(delivery: Delivery) -> Subject:
    return Subject("delivery", delivery.number, f"{delivery.resource.number} {delivery.file_name}")


def carrier(delivery: Delivery) -> Actor:
    """Return the actor of the later steps: the node, in the name of whoever delivered; who may was asked at the first step."""
    return Actor(
        account_id=None,
        login=delivery.actor_login,
        name=delivery.actor_login,
        body=delivery.actor_body,
        via=delivery.actor_via,
        kind="system",
    )
