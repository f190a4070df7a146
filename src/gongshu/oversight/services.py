"""What changes in oversight outside the moves of a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event
from gongshu.oversight.models import MisuseMeasure
from gongshu.oversight.recording import note
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service


@service
def take_down(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Take down the notices whose last day is over, and return how many; the measures themselves go on."""
    require(actor, "oversight.take_down")
    today = timezone.localdate(now)
    with transaction.atomic():
        over = list(MisuseMeasure.objects.filter(withdrawn_at__isnull=True, shown_until__lt=today).order_by("pk"))
        for measure in over:
            measure.withdrawn_at = now
            measure.save(update_fields=["withdrawn_at"])
            note(Event.NOTICE_WITHDRAW, measure, actor, now)
    return len(over)
