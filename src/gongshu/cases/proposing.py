"""What the law proposes for a case as it stands, by the rules that the present state can carry out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gongshu.cases import facts, parties, subjects
from gongshu.cases.models import Case
from gongshu.cases.resolved import CaseLaw
from gongshu.cases.subjects import Subject
from gongshu.cases.timekeeping import article_json
from gongshu.law.errors import NothingProposed
from gongshu.law.procedures import Procedure
from gongshu.law.proposals import Proposal, propose


def proposal_of(case: Case, procedure: Procedure, rules: CaseLaw) -> dict[str, Any] | None:
    """Return outcome, article, because and warnings; None where no rule fits what the present state offers.

    About several subjects a rule holds only if it holds for each of them, so the last of their rules is proposed.
    """
    steps = procedure.states[case.state].steps
    taken = set(case.moves.values_list("outcome", flat=True))
    offered = {key for key, step in steps.items() if not (step.once and key in taken)}
    open_rules = replace(procedure, propose=tuple(rule for rule in procedure.propose if rule.outcome in offered))
    order = [rule.outcome for rule in open_rules.propose]
    found = [_one(case, subject, open_rules, rules) for subject in subjects_of(case) or (None,)]
    if not found or any(proposal is None for proposal in found):
        return None
    last = max((proposal for proposal in found if proposal), key=lambda proposal: order.index(proposal.outcome))
    reason = next(
        (dict(rule.reason) for rule in open_rules.propose if rule.outcome == last.outcome and rule.reason), None
    )
    said = {"outcome": last.outcome, "article": article_json(last.article), "because": last.because, "reason": reason}
    return {**said, "warnings": list(last.warnings)}


def _one(case: Case, subject: Subject | None, procedure: Procedure, rules: CaseLaw) -> Proposal | None:
    asked = facts.asked_of(parties.of(case), subject, case.facts, case=case, parent=case.parent)
    try:
        return propose(procedure, asked, rules.terms(case.received_on))
    except NothingProposed:
        return None


def subjects_of(case: Case) -> list[Subject]:
    """Return what a case is about, as it is now."""
    return [subjects.subject(each.kind, each.subject) for each in case.subjects.order_by("id")]
