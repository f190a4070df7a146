"""Standards as subjects of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongshu.cases.models import CaseSubject
from gongshu.cases.subjects import SubjectKind, declare
from gongshu.standards.models import NORM, Norm
from gongshu.standards.words import State


def _found(identifier: str) -> Norm:
    if not identifier.isdecimal():
        raise LookupError(identifier)
    return Norm.objects.select_related("body__region__parent__parent", "draft", "current").get(pk=int(identifier))


def _facts(norm: Norm) -> Mapping[str, Any]:
    """Return what conditions may ask: the kind, whether there is a draft, whether it holds, and the case that is open about it."""
    running = CaseSubject.objects.filter(kind=NORM, subject=str(norm.pk), case__ended=False, case__parent__isnull=True)
    return {
        "code": norm.code, "kind": norm.kind, "drafted": norm.draft_id is not None, "in_force": norm.state == State.IN_FORCE,
        "review": running.values_list("case__number", flat=True).first(),
    }  # fmt: skip


def _named(name: str) -> str:
    """A standard may be named by its code, as it is cited."""
    found = Norm.objects.filter(code=name).values_list("pk", flat=True).first()
    return str(found) if found else name


declare(
    SubjectKind(
        name=NORM, found=_found, label=str, address=lambda number: f"/standards/{number}", facts=_facts, named=_named,
        provider=lambda norm: norm.body,
        visible=lambda actor, number: number.isdecimal() and Norm.objects.visible_to(actor).filter(pk=int(number)).exists(),
    )
)  # fmt: skip
