"""A body's internal chain: a draft answer passes along its steps inside the same clock, and only the last step moves the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from gongshu import audit
from gongshu.audit import Event
from gongshu.cases import parties, resolved
from gongshu.cases.errors import NotNow
from gongshu.cases.models import Case, Draft
from gongshu.cases.statement import Statement, stated
from gongshu.cases.taking import steps_of
from gongshu.people import permission
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty

if TYPE_CHECKING:
    from gongshu.cases.services.moving import Motion


def pass_or(motion: Motion, take: Callable[[Motion], Case]) -> Case:
    """Pass the draft to the chain's next step, or take the move when its last step has spoken. Raises: NotNow."""
    if motion.step.inherited or motion.step.by != motion.procedure.decider or motion.step.above:
        return take(motion)
    draft = Draft.objects.filter(case=motion.case).first()
    steps = draft.steps if draft else steps_of(motion.body, motion.case.procedure)
    if len(steps) < 2:
        return take(motion)
    position = draft.position if draft else 0
    _require_turn(motion, draft, steps[position])
    if draft is not None and not motion.said.given():
        motion = replace(motion, said=stated(draft.statement))
    passed = [*(draft.passed if draft else []), _seen(motion, steps[position])]
    if position + 1 < len(steps):
        return _pass_on(motion, draft, steps, position + 1, passed)
    if draft is not None:
        draft.delete()
    return take(replace(motion, passed=tuple(passed)))


def _require_turn(motion: Motion, draft: Draft | None, duty: str) -> None:
    name = next(each for each in Duty if each.value == duty)
    if draft is not None and draft.outcome != motion.step.outcome:
        raise NotNow(
            f"“{draft.outcome}”的拟办意见正在单位内部流转，待{name.zh}办理", f"a draft {draft.outcome!r} passes along inside the body and waits for the {name.en}",
            shown=motion.step.outcome, remedy_zh="先退回拟办意见，再提出另一种意见", remedy_en="return the draft first, then propose another outcome",
        )  # fmt: skip
    if not motion.actor.has(duty):
        raise NotNow(
            f"本单位内部办理环节现在轮到{name.zh}", f"inside this body it is the turn of the {name.en}", shown=motion.actor.login,
            remedy_zh=f"请{name.zh}办理", remedy_en=f"somebody with the duty {duty!r} has to act",
        )  # fmt: skip


def _seen(motion: Motion, duty: str) -> dict[str, Any]:
    return {"duty": duty, "login": motion.actor.login, "name": motion.actor.name, "at": motion.now.isoformat()}


def _pass_on(
    motion: Motion, draft: Draft | None, steps: list[str], position: int, passed: list[dict[str, Any]]
) -> Case:
    from gongshu.cases.services.moving import require_said

    require_said(motion)  # An incomplete answer does not start on its way.
    kept = draft or Draft(case=motion.case, outcome=motion.step.outcome, steps=steps)
    kept.statement, kept.position, kept.passed = motion.said.as_json(), position, passed
    kept.save()
    motion.case.version += 1
    motion.case.save(update_fields=["version"])
    facts = {"outcome": kept.outcome, "by_duty": passed[-1]["duty"], "to_duty": steps[position]}
    audit.record(Event.CASE_CHAIN, _subject(motion.case), by=motion.actor, at=motion.now, facts=facts)
    return motion.case


@permission.service
def return_draft(number: str, said: Statement, *, actor: Actor, now: datetime) -> Case:
    """Send a draft answer back to the first step of the chain, with a reason; the clock runs on. Raises: UnknownCase; Refused; NotNow."""
    from gongshu.cases.services.moving import locked

    with transaction.atomic():
        case = locked(number, actor)
        draft = Draft.objects.filter(case=case).first()
        if draft is None:
            raise NotNow(f"{number} 没有流转中的拟办意见", f"no draft of {number} passes along", shown=number)
        procedure = resolved.read(case.law_id).procedure(case.procedure)
        step = procedure.step(case.state, draft.outcome)
        standing = parties.standing(case, step, procedure, resolved.read(case.law_id), now.date())
        permission.require(actor, "cases.move", about=standing)
        facts = {
            "outcome": draft.outcome,
            "returned": True,
            "reason": said.reason,
            "by_duty": draft.steps[draft.position],
            "to_duty": draft.steps[0],
        }
        draft.delete()
        case.version += 1
        case.save(update_fields=["version"])
        audit.record(Event.CASE_CHAIN, _subject(case), by=actor, at=now, facts=facts)
        return case


def _subject(case: Case) -> audit.Subject:
    return audit.Subject("case", case.number, case.procedure)
