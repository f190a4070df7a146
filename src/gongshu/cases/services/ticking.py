"""What time does to cases: moves of the clock, reminders, escalations, and dates that a new holiday notice changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gongshu import audit
from gongshu.audit import Event
from gongshu.cases import moments, resolved, timekeeping, writing
from gongshu.cases.models import Case, Clock, NoticeKind
from gongshu.cases.services.moving import take_by_clock
from gongshu.law.articles import Article
from gongshu.law.procedures import Procedure
from gongshu.people import permission
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.law import law

_AHEAD = timedelta(days=40)  # no reminder comes earlier, the longest holidays included


@permission.service
def tick(now: datetime, *, actor: Actor = SYSTEM) -> int:
    """Let time act on every case that waits for it and return how many things it did; each is done once, however often this runs."""
    permission.require(actor, "cases.clock")
    today = timezone.localdate(now)
    running = Clock.objects.filter(
        met_at__isnull=True, stopped_at__isnull=True, paused_since__isnull=True, due__lte=today + _AHEAD
    )
    done = sum(_tick_clock(pk, today, now) for pk in running.order_by("due").values_list("pk", flat=True))
    waiting = Case.objects.filter(~Q(waits_for="")).order_by("pk").values_list("pk", "waits_for")
    return done + sum(_tick_moments(pk, awaited, today, now) for pk, awaited in waiting)


def _tick_clock(pk: int, today: date, now: datetime) -> int:
    with transaction.atomic():
        clock = Clock.objects.select_for_update(of=("self",)).get(pk=pk)
        if not clock.is_running or clock.paused_since:
            return 0
        case = Case.objects.get(pk=clock.case_id)
        procedure = resolved.read(case.law_id).procedure(case.procedure)
        return (
            _remind(clock, case, procedure, today, now)
            + _miss(clock, today, now)
            + _escalate(clock, case, procedure, today, now)
        )


def _remind(clock: Clock, case: Case, procedure: Procedure, today: date, now: datetime) -> int:
    if procedure.remind is None or today < law().calendar.before(clock.due, -procedure.remind) or today > clock.due:
        return 0
    return _say(clock, case, NoticeKind.REMIND, Event.CASE_REMIND, now)


def _miss(clock: Clock, today: date, now: datetime) -> int:
    if today <= clock.due or clock.missed_at is not None or not clock.decides:
        return 0
    clock.missed_at = now
    clock.save(update_fields=["missed_at"])
    return 1


def _escalate(clock: Clock, case: Case, procedure: Procedure, today: date, now: datetime) -> int:
    if procedure.escalate is None or not clock.decides or today < law().calendar.after(clock.due, procedure.escalate):
        return 0
    return _say(clock, case, NoticeKind.ESCALATE, Event.CASE_ESCALATE, now)


def _say(clock: Clock, case: Case, kind: NoticeKind, event: Event, now: datetime) -> int:
    """Tell whoever owes the date, and of lateness the body above as well; record it once for each due day."""
    debtor = clock.owed_by or case.respondent_account or case.applicant_account
    above = (clock.owed_by.parent or case.superior) if clock.owed_by else case.decider
    receivers = [debtor, case.superior or above] if kind is NoticeKind.ESCALATE else [debtor]
    facts = {"clock": clock.key, "due": clock.due.isoformat(), "article": clock.article}
    occasion = f"{clock.key} {clock.due.isoformat()}"
    told = [
        writing.notify(case, kind, each, occasion=occasion, now=now, clock=clock, facts=facts)
        for each in dict.fromkeys(receivers)
    ]
    if not any(told):
        return 0
    article = str(Article(**clock.article)) if clock.article else ""
    record = {**facts, "owed_by": clock.owed_by.code if clock.owed_by else "", "told": sum(told)}
    audit.record(event, writing.subject_of(case), by=SYSTEM, at=now, law=article, facts=record)
    return 1


def _tick_moments(pk: int, awaited: str, today: date, now: datetime) -> int:
    for when in awaited.split():
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",)).get(pk=pk)
            if when in case.waits_for.split() and _has_come(when, case, today) and take_by_clock(case, when, now):
                return 1
    return 0


def _has_come(when: str, case: Case, today: date) -> bool:
    if when == "children.closed":
        children = case.children.exclude(bond="follows")
        return children.exists() and not children.filter(ended=False).exists()
    if when == "parent.closed":
        return case.parent is not None and case.parent.ended
    source, _, event = when.partition(".")
    if event == "due":
        clock = case.clocks.filter(key=source).first()
        return clock is not None and clock.is_running and clock.decides and not clock.paused_since and today > clock.due
    return moments.has_passed(when, case, today)


@permission.service
def recompute(now: datetime, *, actor: Actor = SYSTEM) -> int:
    """Count every provisional date again by the calendar as it now is; return how many changed. Each change is told and recorded."""
    permission.require(actor, "cases.clock")
    running = Clock.objects.filter(provisional=True, met_at__isnull=True, stopped_at__isnull=True)
    return sum(_recompute(pk, now, actor) for pk in running.values_list("pk", flat=True))


def _recompute(pk: int, now: datetime, actor: Actor) -> int:
    with transaction.atomic():
        clock = Clock.objects.select_for_update(of=("self",)).get(pk=pk)
        before = clock.due
        if not timekeeping.count_again(clock):
            return 0
        if clock.missed_at is not None and timezone.localdate(now) <= clock.due:
            clock.missed_at = None
        clock.save()
        case = Case.objects.get(pk=clock.case_id)
        facts = {
            "clock": clock.key,
            "from": before.isoformat(),
            "to": clock.due.isoformat(),
            "provisional": clock.provisional,
        }
        audit.record(Event.CASE_RECOMPUTE, writing.subject_of(case), by=actor, at=now, facts=facts)
        if before != clock.due:
            for each in dict.fromkeys([clock.owed_by, case.applicant_body or case.applicant_account]):
                writing.notify(
                    case,
                    NoticeKind.MOVED_DUE,
                    each,
                    occasion=f"{clock.key} {clock.due}",
                    now=now,
                    clock=clock,
                    facts=facts,
                )
        return 1
