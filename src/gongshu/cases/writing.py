"""Events, notices and letters that every opening and every move leave, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongshu import audit
from gongshu.audit import Event
from gongshu.cases import letters, mailing
from gongshu.cases.models import Bond, Case, Clock, LetterKind, Move, Notice, NoticeKind
from gongshu.cases.resolved import CaseLaw
from gongshu.law.commitments import clauses
from gongshu.law.procedures import CLOCK, Procedure, Step
from gongshu.people.actor import Actor
from gongshu.people.models import Account, Body


def subject_of(case: Case, title: str = "") -> audit.Subject:
    return audit.Subject("case", case.number, title or case.procedure)


def awaited(procedure: Procedure, state: str) -> str:
    """Return what the clock waits for in a state, as the case keeps it."""
    return " ".join(step.when for step in procedure.states[state].steps.values() if step.by == CLOCK and step.when)


def note_opening(case: Case, procedure: Procedure, rules: CaseLaw, *, actor: Actor, now: datetime) -> None:
    """Record that a case was opened; its applicant gets a receipt, the body that is asked gets a notice."""
    subjects = [f"{each.kind}:{each.subject}" for each in case.subjects.order_by("id")]
    facts: dict[str, Any] = {"procedure": case.procedure, "state": case.state, "about": subjects, "law": case.law_id}
    facts["received_on"] = case.received_on.isoformat()
    facts |= {"parent": case.parent.number, "bond": case.bond} if case.parent else {}
    facts |= {"decider": case.decider.code} if case.decider else {}
    facts["due"] = {clock.key: clock.due.isoformat() for clock in case.clocks.all()}
    audit.record(
        Event.CASE_OPEN,
        subject_of(case, procedure.title["zh"]),
        by=actor,
        at=now,
        law=_label(procedure.article),
        facts=facts,
    )
    if case.bond == Bond.ASKED:
        notify(case, NoticeKind.ASKED, case.decider, occasion="open", now=now)
    if procedure.informal:
        return
    if case.bond in (Bond.NONE, Bond.FOLLOWS) and actor.kind != "system" and procedure.opened_by == "applicant":
        letters.write(case, LetterKind.RECEIPT, procedure, rules, now=now)
        mailing.post_to_visitor(case, "receipt", now)
        if case.facts.get("commitment") and clauses(procedure, rules.terms(case.received_on)):
            letters.write(case, LetterKind.COMMITMENT, procedure, rules, now=now)


def note_move(case: Case, made: Move, procedure: Procedure, *, actor: Actor, now: datetime, law: str) -> None:
    """Record a move, and the end of the case where it is one."""
    subject = subject_of(case, procedure.title["zh"])
    facts: dict[str, Any] = {
        "outcome": made.outcome,
        "from": made.from_state,
        "to": made.to_state,
        "place": made.place,
        "law": case.law_id,
    }
    facts |= {"proposed": made.proposal["outcome"], "differs": made.differs} if made.proposal else {}
    facts |= {"chain": [f"{each['duty']}:{each['login']}" for each in made.passed]} if made.passed else {}
    audit.record(Event.CASE_MOVE, subject, by=actor, at=now, law=law, facts=facts)
    if procedure.states[made.to_state].ended and not procedure.states[made.from_state].ended:
        late = [clock.key for clock in case.clocks.all() if clock.missed_at is not None]
        audit.record(Event.CASE_CLOSE, subject, by=actor, at=now, law=law, facts={"state": case.state, "late": late})


def tell(case: Case, made: Move, step: Step, procedure: Procedure, rules: CaseLaw, *, now: datetime) -> None:
    """Send the letters and notices of a move."""
    occasion = str(made.place)
    if step.outcome == "urge":
        notify(case, NoticeKind.URGE, case.decider, occasion=occasion, now=now)
    elif procedure.informal:
        if step.by not in ("applicant", CLOCK):
            facts = {"outcome": step.outcome, "state": step.to, "article": made.article}
            notify_applicant(case, NoticeKind.ANSWERED, occasion=occasion, now=now, facts=facts)
    elif "missing" in step.requires:
        letters.write(case, LetterKind.COMPLETION, procedure, rules, move=made, now=now)
        notify_applicant(case, NoticeKind.COMPLETE, occasion=occasion, now=now)
    elif procedure.respondent and step.by == procedure.decider:
        _tell_respondent(case, made, step, procedure, rules, now=now)
    elif step.hands_over or (step.above and not procedure.states[step.to].ended):
        notify(case, NoticeKind.ASKED, case.decider, occasion=occasion, now=now)
    elif procedure.states[step.to].ended and step.by == procedure.decider and step.by != "applicant":
        if case.bond != Bond.ASKED:
            kind = (
                LetterKind.REFUSAL if step.outcome in ("refuse", "reject", "dismiss", "keep") else LetterKind.DECISION
            )
            letters.write(case, kind, procedure, rules, move=made, now=now)
        notify_applicant(
            case,
            NoticeKind.ANSWERED,
            occasion=occasion,
            now=now,
            facts={"outcome": step.outcome, "state": step.to, "article": made.article},
        )


def _tell_respondent(
    case: Case, made: Move, step: Step, procedure: Procedure, rules: CaseLaw, *, now: datetime
) -> None:
    """Whoever a case is against gets every decision in writing, with what may be done about it."""
    letters.write(case, LetterKind.DECISION, procedure, rules, move=made, now=now)
    facts = {"outcome": step.outcome, "state": step.to, "article": made.article}
    notify(case, NoticeKind.ANSWERED, case.respondent, occasion=str(made.place), now=now, facts=facts)


def notify_applicant(
    case: Case, kind: NoticeKind, *, occasion: str, now: datetime, facts: Mapping[str, Any] | None = None
) -> None:
    notify(case, kind, case.applicant_body or case.applicant_account, occasion=occasion, now=now, facts=facts)
    mailing.post_to_visitor(case, occasion, now)


def notify(
    case: Case,
    kind: NoticeKind,
    receiver: Body | Account | None,
    *,
    occasion: str,
    now: datetime,
    clock: Clock | None = None,
    facts: Mapping[str, Any] | None = None,
) -> bool:
    """Write a notice unless this receiver has it already; return whether it is new."""
    if receiver is None:
        return False
    key = {"body": receiver} if isinstance(receiver, Body) else {"account": receiver}
    rest = {"clock": clock, "facts": dict(facts or {}), "at": now}
    notice, new = Notice.objects.get_or_create(case=case, kind=kind, occasion=occasion, **key, defaults=rest)
    if new:
        mailing.post(notice, now)
    return new


def _label(article: Any) -> str:
    return str(article) if article else ""
