"""What a measure against misuse brings about besides itself, by the names that procedure tables give after `then`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from gongshu.audit import Event
from gongshu.cases import effects, facts, resolved
from gongshu.cases.effects import Effect
from gongshu.cases.models import Case, Move
from gongshu.cases.statement import Statement
from gongshu.cases.timekeeping import article_json
from gongshu.grants.models import Grant
from gongshu.grants.subjects import KIND
from gongshu.law.due import end_of
from gongshu.law.terms import Term, Terms
from gongshu.oversight.models import MisuseMeasure
from gongshu.oversight.recording import note
from gongshu.people.actor import Actor
from gongshu.people.law import law

SHOWN_FOR = "oversight.notice"  # how long a notice is public: a text's term, else what the node set for itself
SCOPE, LEVEL = "supervision.dishonesty_scope", "supervision.credit_level"


def record(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Put the measure into the credit record of the user, where a text of the place asks for one; it decides nothing there.

    Source: 达州办法 第四十九条第二款; 江苏条例 第七十条第二款.
    """
    terms = _terms(case)
    for grant in _grants(case):
        measure = _measure(case, grant)
        asked = _asked(terms, grant.channel, measure)
        if asked is not None:
            measure.credit = article_json(asked.article)
            measure.save()
            note(Event.CREDIT_RECORD, measure, actor, now)


def publish(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Tell the public of the measure until its term is over; where neither a text nor the node sets a term, nobody is told."""
    term = _terms(case).get(SHOWN_FOR)
    if term is None or not term.decides:
        return
    last = _last_day(term, timezone.localdate(now))
    for grant in _grants(case):
        measure = _measure(case, grant)
        measure.published_at, measure.shown_until, measure.shown_under = now, last, article_json(term.article)
        measure.save()
        note(Event.NOTICE_PUBLISH, measure, actor, now, until=last.isoformat())


def close(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Say of the measures so far that this move has lifted or replaced them, and take their notices down."""
    last = _last_move(case)
    for measure in MisuseMeasure.objects.filter(case=case.number, over_at__isnull=True, place__lt=last.place):
        measure.over_at, measure.over_by = now, _words(case, last)
        shown = measure.published_at is not None and measure.withdrawn_at is None
        if shown:
            measure.withdrawn_at = now
        measure.save()
        note(Event.NOTICE_WITHDRAW if shown else Event.CREDIT_CLOSE, measure, actor, now)


def _asked(terms: Terms, channel: str, measure: MisuseMeasure) -> Term | None:
    """The term that asks for a credit record: it names the process that this happened in, or the level that keeps records."""
    scope, level = terms.get(SCOPE), terms.get(LEVEL)
    if scope is not None and scope.decides and channel in scope.value:
        found: Term | None = scope
    elif level is not None and level.decides and measure.decider.territory.level == level.value:
        found = level
    else:
        found = None
    return found


def _last_day(term: Term, today: date) -> date:
    return end_of(today, int(term.value), term.unit, law().calendar)


def _terms(case: Case) -> Terms:
    return resolved.read(case.law_id).terms(case.received_on)


def _grants(case: Case) -> list[Grant]:
    numbers = case.subjects.filter(kind=KIND).values("subject")
    return list(Grant.objects.filter(number__in=numbers).select_related("body", "account").order_by("number"))


def _last_move(case: Case) -> Move:
    found = case.moves.order_by("-place").first()
    assert found is not None  # effects run in a move
    return found


def _words(case: Case, move: Move) -> dict[str, str]:
    table = resolved.read(case.law_id).procedure(case.procedure)
    return dict(table.states[move.from_state].steps[move.outcome].title)


def _measure(case: Case, grant: Grant) -> MisuseMeasure:
    """Return the row of the move that is being made, not yet saved where it is new."""
    last = _last_move(case)
    found = MisuseMeasure.objects.filter(case=case.number, place=last.place, grant=grant.number).first()
    if found is not None:
        return found
    assert case.decider is not None  # only divided cases have none, and these tables divide nothing
    return MisuseMeasure(
        case=case.number, place=last.place, grant=grant.number, entry=grant.entry, body=grant.body, account=grant.account,
        ground=_ground(case), measure=_words(case, last), article=last.article, decider=case.decider, taken_at=last.at,
    )  # fmt: skip


def _ground(case: Case) -> dict[str, str]:
    """The ground in the words of the place's text; what an officer wrote in place of one is not repeated, for it may name people."""
    rules = resolved.read(case.law_id)
    kinds = facts.kinds_of(rules.procedure(case.procedure), rules, case.received_on)
    options = kinds.get("grounds", {}).get("options") or {}
    return dict(options.get(case.facts.get("grounds"), {}))


def _made(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """The notices of a case that are still shown."""
    shown: Any = MisuseMeasure.objects.visible_to(actor).filter(case=case.number, published_at__isnull=False)
    numbers = shown.filter(withdrawn_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    return [(gettext("违规使用通告"), reverse("oversight:notice", args=[number])) for number in numbers]


effects.declare(Effect(name="oversight.record", run=record))
effects.declare(Effect(name="oversight.publish", run=publish, made=_made))
effects.declare(Effect(name="oversight.close", run=close))
