"""Starts, extends, pauses, restarts and meets the clocks of a case; the counting itself is pure (reckoning)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from gongshu.cases import parties, reckoning
from gongshu.cases.models import Case, Clock
from gongshu.cases.resolved import CaseLaw
from gongshu.law.articles import Article
from gongshu.law.conditions import MISSING, look_up
from gongshu.law.parameters import Unit
from gongshu.law.procedures import Clock as ClockRule
from gongshu.law.procedures import Procedure, Step
from gongshu.law.terms import Term
from gongshu.people.law import law


def article_json(article: Article | None) -> dict[str, str] | None:
    return asdict(article) if article else None


def begin(case: Case, procedure: Procedure, rules: CaseLaw, *, starting: str, on: date, now: datetime) -> None:
    """Start the clocks whose `starts` is this occasion: `received` also starts those that run from a fact already known."""
    for rule in procedure.clocks.values():
        first = _first_day(rule, case, starting, on)
        if first is not None and not case.clocks.filter(key=rule.key).exists():
            _start(case, rule, procedure, rules, first, now)


def _first_day(rule: ClockRule, case: Case, starting: str, on: date) -> date | None:
    if rule.starts == starting:
        return on
    if rule.starts.startswith("facts.") and starting == "received":
        said = look_up({"facts": case.facts}, rule.starts)
        return date.fromisoformat(said) if said is not MISSING else None
    return None


def _start(case: Case, rule: ClockRule, procedure: Procedure, rules: CaseLaw, first: date, now: datetime) -> None:
    length = _length(rule, case, rules)
    if length is None:
        return  # The text sets no number of days: silence stays silence, and the page says so.
    amount, unit, article, status = length
    entries = [reckoning.start(first, amount, unit)]
    stands = reckoning.reckon(entries, law().calendar)
    owner = (
        parties.body_of(rule.owed_by, parties.of(case), rules, first)
        if rule.owed_by != procedure.decider
        else case.decider
    )
    clock = Clock(
        case=case, key=rule.key, parameter=rule.parameter or "", unit=unit, article=article_json(article), status=status
    )
    clock.due, clock.provisional, clock.reckoning, clock.owed_by = stands.due, stands.provisional, entries, owner
    if "received" in rule.met_by:
        clock.met_at = now
        clock.missed_at = now if case.received_on > stands.due else None
    clock.save(force_insert=True)


def _length(rule: ClockRule, case: Case, rules: CaseLaw) -> tuple[int, str, Article | None, str] | None:
    if rule.days_from is not None:
        days = look_up({"facts": case.facts}, rule.days_from)
        return None if days is MISSING else (int(days), Unit.WORKING_DAY.value, _asked_under(case), "asked")
    term: Term | None = rules.terms(case.received_on).get(str(rule.parameter))
    if term is None or not isinstance(term.value, int) or isinstance(term.value, bool) or not term.unit.is_time:
        return None
    return term.value, term.unit.value, term.article, term.status


def _asked_under(case: Case) -> Article | None:
    """Days that the asker took from a text keep its article."""
    kept = case.facts.get("days_article")
    return Article(**kept) if kept else None


def extend(case: Case, step: Step, rules: CaseLaw) -> Term | None:
    """Lengthen the clock that a step extends, counted from its due day; return the term that lets it, or None without one.

    Where no text of the place extends, the step is taken inside the clock that runs. Raises: NotSet where the text gives
    the extension no number or nobody has verified it.
    """
    terms = rules.terms(case.received_on)
    if step.extends is None or step.extends.parameter not in terms:
        return None
    term = terms.deciding(step.extends.parameter)
    clock = case.clocks.filter(key=step.extends.clock).first()
    if clock is not None and clock.is_running:
        clock.extended = True
        _note(clock, reckoning.extend(int(term.value), term.unit.value))
    return term


def pass_into(case: Case, step: Step, procedure: Procedure, rules: CaseLaw, *, on: date, now: datetime) -> None:
    """Let every clock of a case follow a move: meet, stop, pause, resume or restart."""
    ended = procedure.states[step.to].ended
    for clock in case.clocks.filter(met_at__isnull=True, stopped_at__isnull=True):
        rule = procedure.clocks[clock.key]
        if step.outcome in rule.met_by or (ended and not rule.met_by and step.by == rule.owed_by):
            _close(clock, "met_at", now)
        elif ended:
            _close(clock, "stopped_at", now)
        elif step.outcome in rule.restarts_on:
            first = clock.reckoning[0]
            _note(clock, reckoning.start(on, int(first["amount"]), str(first["unit"])))
        elif step.to in rule.pauses_in and clock.paused_since is None:
            _note(clock, reckoning.pause(on))
        elif step.to not in rule.pauses_in and clock.paused_since is not None:
            _note(clock, reckoning.resume(on))
    begin(case, procedure, rules, starting=f"enters:{step.to}", on=on, now=now)


def hand_over(case: Case, former: Any) -> None:
    """Let the new decider owe what the former one owed."""
    case.clocks.filter(met_at__isnull=True, stopped_at__isnull=True, owed_by=former).update(owed_by=case.decider)


def reopen(case: Case, procedure: Procedure, *, on: date) -> None:
    """Let the clocks that an answer had met run on when a superior sends the case back.

    They have the working days that were left when the answer was given: no text gives the answer a second full term.
    """
    for clock in case.clocks.filter(stopped_at__isnull=True, met_at__isnull=False):
        if not procedure.clocks[clock.key].met_by:
            _run_on(clock, on)


def run_on(case: Case, key: str | None, *, on: date) -> None:
    """Let a clock that was met run on with the working days that were left, where a move takes back what met it."""
    for clock in case.clocks.filter(key=key or "", stopped_at__isnull=True, met_at__isnull=False):
        _run_on(clock, on)


def _run_on(clock: Clock, on: date) -> None:
    answered = timezone.localdate(clock.met_at)
    clock.met_at = clock.missed_at = None
    clock.reckoning = [*clock.reckoning, dict(reckoning.pause(answered))]
    _note(clock, reckoning.resume(on))


def _close(clock: Clock, how: str, now: datetime) -> None:
    setattr(clock, how, now)
    if how == "met_at" and clock.decides and timezone.localdate(now) > clock.due:
        clock.missed_at = clock.missed_at or now  # The answer came late, whether or not the clock had noticed before.
    clock.save(update_fields=[how, "missed_at"])


def _note(clock: Clock, entry: reckoning.Entry) -> None:
    clock.reckoning = [*clock.reckoning, dict(entry)]
    count_again(clock)
    clock.save()


def count_again(clock: Clock) -> bool:
    """Reckon a clock by the calendar as it now is; return whether its last day changed. The caller saves it."""
    stands = reckoning.reckon(clock.reckoning, law().calendar)
    changed = stands.due != clock.due or stands.provisional != clock.provisional
    clock.due, clock.provisional, clock.paused_since = stands.due, stands.provisional, stands.paused_since
    return changed
