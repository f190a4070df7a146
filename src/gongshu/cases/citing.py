"""Which article a move rests on."""

from __future__ import annotations

from gongshu.cases.models import Case
from gongshu.cases.resolved import CaseLaw
from gongshu.law.articles import Article
from gongshu.law.errors import UnknownName
from gongshu.law.procedures import CLOCK, Procedure, Step


def article_for(case: Case, step: Step, procedure: Procedure, rules: CaseLaw) -> Article | None:
    """Return the article of the move itself, else of the term that it answers, of the role that takes it, of the procedure.

    None where no text speaks: the office's own moves are never shown as law.
    """
    if step.article is not None:
        return step.article
    if step.extends is not None:
        term = rules.terms(case.received_on).get(step.extends.parameter)
        return term.article if term else None
    if step.inherited or step.by in (CLOCK, "applicant"):
        return None
    return _of_clock(case, step, procedure, rules) or of_function(step.by, rules) or procedure.article


def _of_clock(case: Case, step: Step, procedure: Procedure, rules: CaseLaw) -> Article | None:
    """A decision that meets a clock answers within the article of that clock."""
    if step.above or not procedure.states[step.to].ended or procedure.states[step.state].ended:
        return None
    terms = rules.terms(case.received_on)
    owed = (
        terms.get(str(clock.parameter))
        for clock in procedure.clocks.values()
        if clock.owed_by == step.by and clock.parameter
    )
    return next((term.article for term in owed if term is not None and term.decides and term.article), None)


def of_function(key: str, rules: CaseLaw) -> Article | None:
    """Return the article that names who carries out a function; None for parties and for the platform's own defaults."""
    try:
        return rules.function(key).article
    except UnknownName:
        return None
