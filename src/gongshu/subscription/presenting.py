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
        "receipt": held.receipt or None, "error": held.error or None,
    }  # fmt: skip


def subscribed(found: Subscribed) -> dict[str, Any]:
    held = found.held
    where = {**held.said, "table": held.table} if found.inside else {}
    return {
        "subscription": held.number, **where, "whole": held.whole, "rhythm": held.rhythm, "at": held.at.isoformat("minutes"),
        "next_at": local_iso(held.next_at), "stopped_at": local_iso(held.stopped_at), "batches": [batch(each) for each in found.batches],
    }  # fmt: skip
