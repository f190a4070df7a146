"""Information systems as subjects of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from gongshu.audit import clock
from gongshu.cases.models import Case
from gongshu.cases.subjects import SubjectKind, declare
from gongshu.people.law import terms
from gongshu.registers.models import SYSTEM, System
from gongshu.registers.rules import integrated_under

INTEGRATION = "platform-integration"


def _found(number: str) -> System:
    return System.objects.select_related("body__region__parent__parent", "body__entrusted").get(number=number)


def _facts(system: System) -> Mapping[str, Any]:
    """Return what conditions may ask of a system: whether a text has it integrated, and under which case it is."""
    # A condition names facts and no day: the law of the day on which it is asked says whether it is to be integrated.
    under = integrated_under(system.kind, terms(timezone.localdate(clock.now())))
    cases = Case.objects.filter(procedure=INTEGRATION, subjects__kind=SYSTEM, subjects__subject=system.number)
    return {
        "number": system.number, "kind": system.kind, "retired": system.retired_on is not None, "integrates": under is not None,
        "integration": cases.exclude(state="withdrawn").values_list("number", flat=True).first(),
    }  # fmt: skip


declare(
    SubjectKind(
        name=SYSTEM, found=_found, label=lambda system: system.name, address=lambda number: f"/systems/{number}", facts=_facts,
        provider=lambda system: system.body,
        visible=lambda actor, number: System.objects.visible_to(actor).filter(number=number).exists(),
    )
)  # fmt: skip
