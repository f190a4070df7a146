"""Jobs of sharing, and the events that they follow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.audit import Event, subscribe
from gongshu.cases.models import Case
from gongshu.jobs import handler
from gongshu.people.actor import SYSTEM
from gongshu.sharing import services


@handler("sharing.prepare")
def prepare(payload: dict[str, Any], *, now: datetime) -> None:
    """Look a verification's keys up as soon as it is opened or completed; other cases are none of ours."""
    case = Case.objects.visible_to(SYSTEM).filter(number=str(payload["subject"])).first()
    if case is not None and case.procedure == "verification" and not case.ended:
        services.prepare(case.number, now=now)


subscribe(Event.CASE_OPEN, "sharing.prepare")
