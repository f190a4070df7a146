"""Whether a step can be taken now: what the table and the body's own chain say, asked alike by services and by pages."""

from __future__ import annotations

from gongshu.cases import facts as facts_
from gongshu.cases import parties
from gongshu.cases.errors import NotNow, OnlyOnce
from gongshu.cases.models import Case
from gongshu.cases.proposing import subjects_of
from gongshu.law.procedures import Step
from gongshu.people.models import Body, Chain


def require_takeable(case: Case, step: Step) -> None:
    """Raise OnlyOnce or NotNow unless the table lets this step be taken in this case now."""
    if step.once and case.moves.filter(outcome=step.outcome).exists():
        raise OnlyOnce(
            f"“{step.title['zh']}”只能办理一次", f"{step.outcome} was taken before and the table allows it once", article=step.article,
            shown=step.outcome, remedy_zh="选择其他办理方式", remedy_en="take another move",
        )  # fmt: skip
    for subject in subjects_of(case) or (None,):
        asked = facts_.asked_of(parties.of(case), subject, case.facts, case=case, parent=case.parent)
        if not step.condition.holds(asked):
            raise NotNow(
                f"现在不能办理“{step.title['zh']}”：须满足 {step.condition}", f"{step.outcome} needs: {step.condition}",
                article=step.article, shown=step.outcome,
            )  # fmt: skip


def steps_of(body: Body | None, procedure: str) -> list[str]:
    """Return the duties that an answer passes inside a body, in order; the procedure's own chain before the general one."""
    if body is None:
        return []
    found = Chain.objects.filter(body=body, procedure__in=[procedure, ""]).order_by("-procedure").first()
    return list(found.steps) if found else []
