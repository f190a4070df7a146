"""Notices are marked as read by whoever they are for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongshu import audit
from gongshu.audit import Event
from gongshu.cases.models import Notice
from gongshu.people import permission
from gongshu.people.actor import Actor


@permission.service
def read_notices(*, actor: Actor, now: datetime) -> int:
    """Mark every unread notice of this person's body, or of this person, as read and return how many there were."""
    permission.require(actor, "cases.list")
    with transaction.atomic():
        unread = Notice.objects.visible_to(actor).filter(read_at__isnull=True)
        numbers = sorted(set(unread.values_list("case__number", flat=True)))
        count = unread.update(read_at=now)
        if count:
            subject = audit.Subject("notices", actor.body or actor.login, f"{count}")
            audit.record(Event.NOTICE_READ, subject, by=actor, at=now, facts={"cases": numbers[:50], "count": count})
        return int(count)
