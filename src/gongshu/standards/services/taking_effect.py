"""The day on which an issued version takes the place of the one before: its elements and codes are those that hold."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.people.actor import SYSTEM
from gongshu.people.permission import require, service
from gongshu.standards.enforcing import put_in_force
from gongshu.standards.models import Norm, NormVersion
from gongshu.standards.recording import subject_of
from gongshu.standards.words import State

TAKE_EFFECT: Final = "standards.take-effect"  # the job


@service
def take_effect(version: int, *, now: datetime) -> bool:
    """Let an issued version hold from its day on and say whether it did; before that day, or a second time, nothing changes."""
    require(SYSTEM, "standards.clock")
    with transaction.atomic():
        held = NormVersion.objects.select_related("norm").filter(pk=version, issued_at__isnull=False).first()
        day = timezone.localdate(now)
        if held is None or held.in_force_from is None or held.in_force_from > day:
            return False
        norm = Norm.objects.select_for_update(of=("self",)).get(pk=held.norm_id)
        newer = norm.current is not None and norm.current.number >= held.number
        if newer or norm.state == State.WITHDRAWN:
            return False
        put_in_force(norm, held, now)
        record(Event.STANDARD_EFFECT, subject_of(norm), by=SYSTEM, at=now, facts={"version": held.number})
    return True
