"""How records of opening are called in audit events."""

from __future__ import annotations

from gongshu.audit import Subject
from gongshu.opening.models import Consent, MaskingRecord, PlanVersion


def subject_of(about: MaskingRecord | Consent | PlanVersion) -> Subject:
    """Return the subject of an event. Its label is the number of the entry, never a word about its rows."""
    if isinstance(about, PlanVersion):
        return Subject("opening-plan", str(about), about.region.zh)
    kind = "masking-record" if isinstance(about, MaskingRecord) else "consent"
    return Subject(kind, about.number, about.entry.number)
