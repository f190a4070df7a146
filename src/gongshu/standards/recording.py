"""How events name a standard."""

from __future__ import annotations

from gongshu.audit import Subject
from gongshu.standards.models import Norm


def subject_of(norm: Norm) -> Subject:
    return Subject("standard", str(norm.pk), str(norm))
