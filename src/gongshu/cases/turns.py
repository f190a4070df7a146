"""Keeps whose turn it is."""

from __future__ import annotations

from datetime import date

from gongshu.cases import parties
from gongshu.cases.errors import NoHolder
from gongshu.cases.models import Case, Turn
from gongshu.cases.resolved import CaseLaw
from gongshu.law.procedures import CLOCK, Procedure


def keep(case: Case, procedure: Procedure, rules: CaseLaw, day: date) -> None:
    """Write who can take the case further; office moves such as urging or withdrawing make it nobody's turn, an end does neither."""
    Turn.objects.filter(case=case).delete()
    state = procedure.states[case.state]
    owners = set()
    for step in () if state.ended else state.steps.values():
        if step.inherited or step.by == CLOCK or step.above:
            continue
        try:
            standing = parties.standing(case, step, procedure, rules, day)
        except NoHolder:
            continue  # A role that nobody holds is nobody's turn; whoever takes the move is told.
        owners.add((standing.body, standing.account))
    Turn.objects.bulk_create(
        [Turn(case=case, body=body, account=account) for body, account in owners if body or account]
    )
