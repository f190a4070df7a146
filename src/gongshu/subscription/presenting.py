"""Subscriptions as JSON. The password is in no answer; where the table stands goes to the receiver alone."""

from __future__ import annotations

from typing import Any

from gongshu.subscription.models import Batch
from gongshu.subscription.queries import Subscribed
from gongshu.ui.moments import local_iso


def batch(held: Batch) -> dict[str, Any]:
    return {
        "batch": held.number, "state": held.state, "asked_at": local_iso(held.asked_at), "finished_at": local_iso(held.finished_at), "tries": held.tries,
        "again_at": local_iso(held.again_at), "whole": held.whole, "snapshot": held.snapshot or None, "sent": held.sent or None,
        "receipt": held.receipt or None, "receipts": held.signed or None, "error": held.error or None,
    }  # fmt: skip


def subscribed(found: Subscribed) -> dict[str, Any]:
    held = found.held
    by_node = {"node": held.node.number, "target": held.target} if held.node else {}
    where = {**held.said, **by_node, "table": held.table} if found.inside else {}
    return {
        "subscription": held.number, **where, "whole": held.whole, "rhythm": held.rhythm, "at": held.at.isoformat("minutes"),
        "next_at": local_iso(held.next_at), "stopped_at": local_iso(held.stopped_at), "batches": [batch(each) for each in found.batches],
    }  # fmt: skip


def due(held: Batch) -> dict[str, Any]:
    """Return what an exchange node is told of a batch that waits for it."""
    subscription = held.subscription
    return {
        "batch": held.number, "subscription": subscription.number, "target": subscription.target, "table": subscription.table,
        "asked_at": local_iso(held.asked_at), "begun": held.tries > 0,
    }  # fmt: skip
