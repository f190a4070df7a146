"""What time does to a case: reminders, escalations, moves of the clock, and dates that a notice changes."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import moments, presenting, services
from gongshu.cases.models import Case, Clock, Notice
from gongshu.cases.services import ticking
from gongshu.cases.tests.cast import at
from gongshu.law.calendar import Notice as HolidayNotice
from gongshu.law.calendar import WorkCalendar
from gongshu.people.permission import Refused


def tick(day: str) -> int:
    return services.tick(at(day))


def kinds() -> list[tuple[str, str]]:
    return list(Notice.objects.exclude(kind="answered").order_by("id").values_list("kind", "body__code"))


def test_the_debtor_is_reminded_one_working_day_before_the_due_day_and_once_only(apply):
    apply("2025-09-29")
    assert tick("2025-10-10") == 0
    assert [tick("2025-10-11"), tick("2025-10-11"), tick("2025-10-13")] == [1, 0, 0]  # 11 October is a make-up Saturday
    assert kinds() == [("remind", "511700-sjj")]
    event = AuditEvent.objects.get(event=Event.CASE_REMIND)
    assert (event.actor_login, event.law) == ("clock", "达州办法 第二十条第二款")


def test_a_missed_day_is_reported_to_the_body_above_one_working_day_later_and_once_only(apply):
    case = apply("2025-09-29")
    tick("2025-10-13")
    assert Clock.objects.get().missed_at is None
    assert tick("2025-10-14") == 2  # found missed, and reported
    assert tick("2025-10-15") == 0
    assert kinds()[1:] == [("escalate", "511700-sjj"), ("escalate", "510000-sjj")]
    assert AuditEvent.objects.filter(event=Event.CASE_ESCALATE, subject_id=case.number).count() == 1


def test_an_answer_after_the_due_day_is_met_and_late(apply, move, cast):
    case = apply("2025-09-29")
    tick("2025-10-14")
    move(case, "grant", cast.chen, "2025-10-15")
    clock = Clock.objects.get()
    assert clock.met_at > clock.missed_at
    assert '"late":["reply"]' in AuditEvent.objects.get(event=Event.CASE_CLOSE).body


def test_whoever_lists_cases_sees_which_are_late_answered_or_not(apply, move, cast):
    case = apply("2025-09-29")
    assert presenting.summary(case)["late"] is False
    tick("2025-10-14")
    assert presenting.summary(case)["late"] is True
    move(case, "grant", cast.chen, "2025-10-15")
    case.refresh_from_db()
    assert presenting.summary(case)["late"] is True


def test_a_clock_that_was_missed_between_two_ticks_is_late_all_the_same(apply, move, cast):
    case = apply("2025-09-29")
    move(case, "grant", cast.chen, "2025-10-15")
    assert Clock.objects.get().missed_at is not None


def test_after_an_extension_the_reminder_comes_again_for_the_new_day(apply, move, cast):
    case = apply("2025-09-29", purpose="其他")
    tick("2025-10-11")
    move(case, "ask_provider", cast.chen, "2025-10-13", facts={"question": "问"})
    tick("2025-10-17")
    reminders = Notice.objects.filter(case=case, kind="remind").values_list("occasion", flat=True)
    assert list(reminders) == ["reply 2025-10-13", "reply 2025-10-20"]


def test_a_closed_case_is_left_alone(apply, move, cast):
    move(apply("2025-09-29"), "grant", cast.chen)
    assert tick("2025-11-03") == 0


def test_a_late_opinion_is_reported_to_the_body_that_asked(apply, move, cast):
    case = move(apply(purpose="其他"), "ask_provider", cast.chen, "2025-09-29", facts={"question": "问"})
    tick("2025-10-14")
    opinion = case.children.get()
    told = Notice.objects.filter(case=opinion, kind="escalate").values_list("body__code", flat=True)
    assert set(told) == {"511700-zrj", "511700-szf"}


def test_a_grant_runs_out_on_the_day_after_its_last(apply, move, cast, monkeypatch, registry):
    monkeypatch.setattr(moments, "_moments", {})
    case = move(apply(), "grant", cast.chen, terms={"until": "2026-12-31"})
    assert tick("2027-03-01") == 0  # nobody registered the moment: it never passes
    moments.register_moment("grant.until", lambda case: date(2026, 12, 31))
    assert tick("2026-12-31") == 0
    assert tick("2027-01-01") == 1
    case.refresh_from_db()
    assert (case.state, case.moves.last().by_login) == ("expired", "clock")
    assert [number for number, _, login in registry.carried_out if login == "clock"] == [case.number]


def test_a_provisional_day_moves_when_the_notice_arrives_and_everybody_is_told(apply, monkeypatch):
    case = apply("2027-09-29")
    assert Clock.objects.get().due == date(2027, 10, 7)
    assert services.recompute(at("2027-09-29")) == 0  # nothing new is known
    notice = HolidayNotice(
        year=2027,
        number="国办发明电〔2026〕9号",
        rest=frozenset(date(2027, 10, day) for day in range(1, 8)),
        work=frozenset({date(2027, 10, 9)}),
    )
    announced(monkeypatch, notice)
    assert services.recompute(at("2027-09-30")) == 1
    clock = Clock.objects.get()
    assert (clock.due, clock.provisional) == (date(2027, 10, 12), False)
    assert set(Notice.objects.filter(case=case, kind="moved-due").values_list("body__code", flat=True)) == {
        "511700-sjj",
        "511700-jtj",
    }
    assert '"from":"2027-10-07"' in AuditEvent.objects.get(event=Event.CASE_RECOMPUTE).body
    assert services.recompute(at("2027-09-30")) == 0


def test_a_day_that_was_missed_provisionally_is_not_missed_any_more(apply, monkeypatch):
    apply("2027-09-29")
    tick("2027-10-08")
    assert Clock.objects.get().missed_at is not None
    announced(
        monkeypatch,
        HolidayNotice(
            year=2027, number="9", rest=frozenset(date(2027, 10, day) for day in range(1, 8)), work=frozenset()
        ),
    )
    services.recompute(at("2027-10-08"))
    assert Clock.objects.get().missed_at is None


def announced(monkeypatch, notice: HolidayNotice) -> None:
    from types import SimpleNamespace

    calendar = WorkCalendar([notice])
    for module in ("gongshu.cases.timekeeping", "gongshu.cases.services.ticking"):
        monkeypatch.setattr(f"{module}.law", lambda: SimpleNamespace(calendar=calendar))


def test_only_the_clock_or_the_system_administrator_lets_time_act(cast):
    with pytest.raises(Refused, match=r"cases\.clock"):
        services.tick(at("2025-10-14"), actor=cast.chen)


def test_a_tick_that_is_killed_between_two_cases_has_done_the_first_and_does_the_second_next_time(apply, monkeypatch):
    first, second = apply("2025-09-29"), apply("2025-09-29")
    real, seen = ticking._remind, []

    def dies(clock, case, *rest):
        seen.append(case.number)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(clock, case, *rest)

    monkeypatch.setattr(ticking, "_remind", dies)
    with pytest.raises(KeyboardInterrupt):
        tick("2025-10-13")
    monkeypatch.setattr(ticking, "_remind", real)
    assert tick("2025-10-13") == 1
    assert [Notice.objects.filter(case=each).count() for each in (first, second)] == [1, 1]


def test_the_worker_lets_time_act_and_makes_the_letters(apply, node):
    from gongshu.jobs import worker

    case = apply("2025-09-29")
    worker.drain(at("2025-10-13"))
    assert Notice.objects.filter(case=case, kind="remind").count() == 1
    letter = case.letters.get()
    assert (node.spool / letter.path).read_bytes().startswith(b"%PDF")


def test_nothing_waits_in_an_ended_case_but_a_grants_end(apply, move, cast):
    case = apply()
    assert case.waits_for == ""
    assert move(case, "grant", cast.chen).waits_for == "grant.until"
    assert Case.objects.filter(waits_for="grant.until").count() == 1
