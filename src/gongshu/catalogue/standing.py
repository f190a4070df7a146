"""Where an entry stands: its state as told, whether its data is late, who sees its draft."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import DAYS_BETWEEN, Frequency, State
from gongshu.people.actor import Actor

_GRACE = timedelta(days=1)  # a delivery of the last day may arrive the morning after


def state_of(held: Entry) -> str:
    """Return the state as pages, API and command line tell it: draft, in_review, published, withdrawn."""
    in_review = getattr(held, "is_in_review", False) and held.state == State.DRAFT
    return "in_review" if in_review else str(held.state)


def is_late(frequency: str, delivered_at: datetime | None, now: datetime) -> bool:
    """Say whether data is older than its update frequency allows, one day of grace included; nothing without a rhythm is late."""
    days = DAYS_BETWEEN.get(Frequency(frequency)) if frequency else None
    return days is not None and delivered_at is not None and delivered_at < latest(days, now)


def latest(days: float, now: datetime) -> datetime:
    """Return the moment before which a delivery of data with so many days between its updates is late."""
    return now - timedelta(days=days) - _GRACE


def is_timely(frequency: str, delivered_at: datetime | None, now: datetime) -> bool:
    """Say whether there is data that keeps to its rhythm; without a rhythm or a delivery there is nothing to keep."""
    rhythm = DAYS_BETWEEN.get(Frequency(frequency)) if frequency else None
    return rhythm is not None and delivered_at is not None and not is_late(frequency, delivered_at, now)


def sees_draft(actor: Actor, held: Entry) -> bool:
    """Say whether a person sees the draft of an entry: its provider, or the body that reviews it now."""
    return bool(actor.body) and (
        actor.body == held.provider.code or Entry.objects.seen_by_reviewers(actor).filter(pk=held.pk).exists()
    )
