"""What the moves of an integration bring about."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.cases import effects
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.people.actor import Actor
from gongshu.registers.models import SYSTEM, System


def integrate(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Take the systems that were integrated into the one platform out of use; those that were out of use stay so."""
    numbers = case.subjects.filter(kind=SYSTEM).values_list("subject", flat=True)
    for system in System.objects.select_for_update().filter(number__in=list(numbers)).order_by("pk"):
        system.retired_on, system.changed_at = system.retired_on or timezone.localdate(now), now
        system.save(update_fields=["retired_on", "changed_at"])
        subject = Subject("system", system.number, system.name)
        record(Event.SYSTEM_INTEGRATE, subject, by=actor, at=now, facts={"case": case.number})


effects.declare(effects.Effect(name="registers.integrate", run=integrate))
