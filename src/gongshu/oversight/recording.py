"""How events call a measure."""

from __future__ import annotations

from datetime import datetime

from gongshu.audit import Event, Subject, record
from gongshu.oversight.models import MisuseMeasure
from gongshu.people.actor import Actor


def note(event: Event, measure: MisuseMeasure, actor: Actor, now: datetime, **more: str) -> None:
    """Record what happened to a measure; the user is named by the grant alone."""
    law = measure.cited.label if measure.cited else ""
    said = {"grant": measure.grant, "place": measure.place, "measure": measure.measure, **more}
    record(event, Subject("case", measure.case, "misuse"), by=actor, at=now, law=law, facts=said)
