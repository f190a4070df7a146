"""Provider and receiver are told when a subscription does not arrive, and when it does again: once for each disturbance."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from gongshu.cases.models import Case, NoticeKind
from gongshu.cases.writing import notify
from gongshu.subscription.models import OPEN, Batch, Subscription
from gongshu.ui.moments import local_iso

TRIES: Final = 3  # without success
OVERDUE: Final = timedelta(days=1)  # that a batch waits for an exchange node which does not ask for it


def missed(batch: Batch, now: datetime) -> int:
    """Tell both ends that a batch does not arrive, unless they know, and return how many are told. In the caller's transaction."""
    known = Subscription.objects.filter(pk=batch.subscription_id, alarmed_at__isnull=True)
    return _tell(batch, NoticeKind.MISSED, now) if known.update(alarmed_at=now) else 0


def arrived(batch: Batch, now: datetime) -> int:
    """Tell both ends that data arrive again, if they were told that they do not."""
    known = Subscription.objects.filter(pk=batch.subscription_id, alarmed_at__isnull=False)
    return _tell(batch, NoticeKind.RESUMED, now) if known.update(alarmed_at=None) else 0


def overdue(now: datetime) -> int:
    """Tell of batches that nobody has fetched."""
    waiting = Batch.objects.filter(state__in=OPEN, asked_at__lte=now - OVERDUE, subscription__alarmed_at__isnull=True)
    found = waiting.select_related(
        "subscription__grant__provider", "subscription__grant__body", "subscription__grant__account"
    )
    return sum(missed(each, now) for each in found)


def _tell(batch: Batch, kind: NoticeKind, now: datetime) -> int:
    grant = batch.subscription.grant
    case = Case.objects.get(number=grant.case)
    facts = {
        "address": reverse("subscription:list", args=[grant.number]), "subscription": batch.subscription.number,
        "since": local_iso(batch.asked_at), "cause": batch.error.get("cause", ""),
    }  # fmt: skip
    ends = dict.fromkeys((grant.provider, grant.receiver))
    return sum(notify(case, kind, each, occasion=f"{kind} {batch.number}", now=now, facts=facts) for each in ends)
