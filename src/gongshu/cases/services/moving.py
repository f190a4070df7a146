"""Moving a case: one step of its table, by whoever the table names, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.cases import effects, parties, resolved, timekeeping, turns, writing
from gongshu.cases import facts as facts_
from gongshu.cases.citing import article_for
from gongshu.cases.errors import CaseMoved, FactsMissing, UnknownCase
from gongshu.cases.models import Bond, Case, Move
from gongshu.cases.proposing import proposal_of
from gongshu.cases.resolved import CaseLaw
from gongshu.cases.services import asking, chains
from gongshu.cases.statement import NOTHING, Statement
from gongshu.cases.taking import require_takeable
from gongshu.law.articles import Article
from gongshu.law.errors import MoveNotAllowed
from gongshu.law.procedures import CLOCK, Procedure, Step
from gongshu.law.proposals import unsaid
from gongshu.people import permission
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """One step about to be taken."""

    case: Case
    step: Step
    procedure: Procedure
    rules: CaseLaw
    said: Statement
    actor: Actor
    now: datetime
    body: Body | None  # in whose name
    passed: tuple[Mapping[str, Any], ...] = ()  # steps of the body's internal chain

    @property
    def day(self) -> date:
        return timezone.localdate(self.now)

    @property
    def kinds(self) -> Mapping[str, Mapping[str, Any]]:
        """How each fact is asked for in this case."""
        return facts_.kinds_of(self.procedure, self.rules, self.case.received_on)


@permission.service
def move(number: str, outcome: str, said: Statement, *, actor: Actor, now: datetime) -> Case:
    """Take one step of a case's table and return the case.

    Inside a body with a chain the first steps pass a draft along and only the last one moves the case.
    Raises: UnknownCase; Refused (permission); MoveNotAllowed (law); CaseMoved if somebody was faster; OnlyOnce; NotNow;
    FactsMissing; OwnApplication; EffectRefused.
    """
    with transaction.atomic():
        case = locked(number, actor)
        rules = resolved.read(case.law_id)
        procedure = rules.procedure(case.procedure)
        _require_unmoved(case, outcome, said, procedure)
        step = procedure.step(case.state, outcome)
        if step.by == CLOCK or actor.kind == "system":
            raise MoveNotAllowed(
                f"{outcome} in {case.number} is made by {step.by}, not by {actor.login}",
                f"{case.number} 的“{step.title['zh']}”由 {step.by} 作出，不由 {actor.login} 作出",
            )
        day = timezone.localdate(now)
        standing = parties.standing(case, step, procedure, rules, day)
        permission.require(actor, "cases.move", about=standing)
        parties.require_independence(case, step, procedure, standing.body, actor)
        motion = Motion(
            case=case, step=step, procedure=procedure, rules=rules, said=said, actor=actor, now=now, body=standing.body
        )
        require_takeable(case, step)
        return chains.pass_or(motion, take)


def locked(number: str, actor: Actor) -> Case:
    """Return a case that this person sees, locked until the transaction ends. Raises: UnknownCase."""
    seen = Case.objects.visible_to(actor).filter(number=number).values_list("pk", flat=True).first()
    case = Case.objects.select_for_update(of=("self",)).select_related(None).filter(pk=seen).first() if seen else None
    if case is None:
        raise UnknownCase(
            f"没有您可以办理的办件 {number}", f"there is no case {number} that {actor.login} may see", shown=number,
            remedy_zh="核对编号", remedy_en="check the number; `gongshu case list` shows yours",
        )  # fmt: skip
    return case


def _require_unmoved(case: Case, outcome: str, said: Statement, procedure: Procedure) -> None:
    stale = said.seen is not None and said.seen != case.version
    if not stale:
        return
    last = case.moves.order_by("-place").first()
    step = procedure.states[last.from_state].steps.get(last.outcome) if last else None
    title = step.title["zh"] if step else ""
    what_zh = (
        f"{last.by_name}已于 {timezone.localtime(last.at):%Y-%m-%d %H:%M} 作出“{title}”"
        if last
        else "草稿已在单位内部流转"
    )
    what_en = (
        f"{last.by_login} made {last.outcome!r} at {timezone.localtime(last.at):%Y-%m-%d %H:%M}"
        if last
        else "a draft passed along"
    )
    state = procedure.states[case.state].title
    raise CaseMoved(
        f"{case.number} 在您打开之后已有变化：{what_zh}，现为“{state['zh']}”", f"{case.number} has changed since you opened it: {what_en}; it is now {case.state}",
        remedy_zh="重新打开办件再决定", remedy_en="open it again and decide then", shown=outcome,
    )  # fmt: skip


def require_said(motion: Motion) -> None:
    """Raise FactsMissing unless all that the step requires was said; to differ from the proposal takes a reason."""
    given = motion.said.given()
    missing = unsaid(motion.step, {"facts": given}, motion.rules.terms(motion.case.received_on))
    proposal = motion.case.proposal
    decides = motion.step.by == motion.procedure.decider and not motion.step.inherited and not motion.step.above
    if (
        proposal
        and decides
        and proposal["outcome"] != motion.step.outcome
        and "reason" not in given
        and "reason" not in missing
    ):
        missing.append("reason")
    if not missing:
        return
    zh, en = facts_.labelled(missing, motion.rules)
    raise FactsMissing(
        f"办理“{motion.step.title['zh']}”须写明：{zh}", f"{motion.step.outcome} needs: {en}", article=motion.step.article or _cited(motion),
        shown=", ".join(missing), remedy_zh="补充后重新提交", remedy_en="add them (--reason, --basis, --facts)",
    )  # fmt: skip


def take(motion: Motion) -> Case:
    """Take the step: state, clocks, children, effect, events, letters; in the caller's transaction."""
    case, step, procedure = motion.case, motion.step, motion.procedure
    require_said(motion)
    former = case.decider
    extension = timekeeping.extend(case, step, motion.rules)
    case.facts = {**case.facts, **_kept(motion)}
    if step.hands_over:
        asking.hand_over(motion)
    if step.assigns:
        asking.assign(motion, step.assigns)
    made = _record(motion, extension.article if extension else _cited(motion))
    reopened = procedure.states[step.state].ended and not procedure.states[step.to].ended
    _enter(case, step, procedure, motion.now)
    timekeeping.pass_into(case, step, procedure, motion.rules, on=motion.day, now=motion.now)
    if reopened:
        timekeeping.reopen(case, procedure, on=motion.day)
    timekeeping.run_on(case, step.reopens, on=motion.day)
    if former != case.decider:
        timekeeping.hand_over(case, former)
    asking.ask(motion, extension)
    if step.state == "divided" and step.by != CLOCK:
        _carry_to_parts(motion)
    case.proposal = proposal_of(case, procedure, motion.rules) if not case.ended else None
    case.save()
    turns.keep(case, procedure, motion.rules, motion.day)
    for effect in step.effects:
        effects.run(effect, case, motion.said, actor=motion.actor, now=motion.now)
    law = str(Article(**made.article)) if made.article else ""
    writing.note_move(case, made, procedure, actor=motion.actor, now=motion.now, law=law)
    writing.tell(case, made, step, procedure, motion.rules, now=motion.now)
    if case.ended:
        _close_moot(case, motion.now)
        _follow_children(case, motion.now)
    return case


def _carry_to_parts(motion: Motion) -> None:
    """What the applicant does to a divided case, such as withdrawing it, happens to each of its open parts."""
    for part in motion.case.children.select_for_update(of=("self",)).filter(bond=Bond.PART, ended=False).order_by("pk"):
        step = motion.procedure.states[part.state].steps.get(motion.step.outcome)
        if step is not None:
            take(replace(motion, case=part, step=step))


def _cited(motion: Motion) -> Article | None:
    return article_for(motion.case, motion.step, motion.procedure, motion.rules)


def _kept(motion: Motion) -> dict[str, Any]:
    """What a completion says becomes part of the application; of what others say, only what the table keeps."""
    completes = motion.step.by == "applicant" and not motion.procedure.states[motion.step.to].ended
    said = facts_.cleaned(motion.said.facts, motion.kinds)
    return said if completes else {key: value for key, value in said.items() if key in motion.step.keeps}


def _record(motion: Motion, article: Article | None) -> Move:
    case, actor, body = motion.case, motion.actor, motion.body
    decides = motion.step.by == motion.procedure.decider and not motion.step.above
    return Move.objects.create(
        case=case,
        place=case.moves.count() + 1,
        outcome=motion.step.outcome,
        from_state=motion.step.state,
        to_state=motion.step.to,
        by_login=actor.login,
        by_name=actor.name,
        by_body=body.code if body else "",
        by_body_name=body.zh if body else "",
        via=actor.via,
        at=motion.now,
        article=timekeeping.article_json(article),
        statement=_statement(motion),
        proposal=case.proposal if decides and not motion.step.inherited else None,
        passed=[dict(each) for each in motion.passed],
    )


def _statement(motion: Motion) -> dict[str, Any]:
    said = motion.said
    facts, terms = facts_.cleaned(said.facts, motion.kinds), facts_.cleaned(said.terms, motion.kinds)
    return {**said.as_json(), "facts": facts, "terms": terms}


def _enter(case: Case, step: Step, procedure: Procedure, now: datetime) -> None:
    ended = procedure.states[step.to].ended
    if ended and not case.ended:
        case.closed_at = now
    elif not ended:
        case.closed_at = None
    case.state, case.ended, case.moved_at, case.version = step.to, ended, now, case.version + 1
    case.waits_for = writing.awaited(procedure, step.to)


def _close_moot(case: Case, now: datetime) -> None:
    """End what was asked for this case and is still open: nobody owes an opinion on what is decided."""
    for child in case.children.select_for_update(of=("self",)).filter(bond=Bond.ASKED, ended=False).order_by("pk"):
        if "parent.closed" in child.waits_for.split():
            take_by_clock(child, "parent.closed", now)


def _follow_children(case: Case, now: datetime) -> None:
    """Let the parent go on when its last part or opinion has closed."""
    if case.parent_id is None or case.bond not in (Bond.PART, Bond.ASKED):
        return
    parent = Case.objects.select_for_update(of=("self",)).get(pk=case.parent_id)
    if (
        "children.closed" in parent.waits_for.split()
        and not parent.children.filter(bond=case.bond, ended=False).exists()
    ):
        take_by_clock(parent, "children.closed", now)


def take_by_clock(case: Case, when: str, now: datetime) -> Case | None:
    """Take the move that waits for this moment in the case's present state; None if there is none any more."""
    rules = resolved.read(case.law_id)
    procedure = rules.procedure(case.procedure)
    step = next(
        (each for each in procedure.states[case.state].steps.values() if each.by == CLOCK and each.when == when), None
    )
    if step is None:
        return None
    return take(
        Motion(case=case, step=step, procedure=procedure, rules=rules, said=NOTHING, actor=SYSTEM, now=now, body=None)
    )
