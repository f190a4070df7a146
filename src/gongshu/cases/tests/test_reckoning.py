"""Counting a clock from all that happened to it, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu import law
from gongshu.cases.reckoning import extend, pause, reckon, resume, start

pytestmark = pytest.mark.pure
CALENDAR = law.load().calendar
DAYS = st.dates(date(2025, 1, 1), date(2026, 11, 1))
FIVE = ("working-day",)


def due(*entries) -> date:
    return reckon(entries, CALENDAR).due


def test_an_extension_counts_from_the_due_day_and_not_from_the_day_it_was_made():
    assert due(start(date(2025, 9, 29), 5, "working-day"), extend(5, "working-day")) == date(2025, 10, 20)


def test_a_pause_gives_back_the_working_days_that_were_left():
    begun = start(date(2025, 11, 3), 10, "working-day")  # due on the 17th
    assert due(begun, pause(date(2025, 11, 5)), resume(date(2025, 11, 12))) == date(2025, 11, 24)


def test_while_it_is_paused_a_clock_keeps_its_last_due_day_and_says_since_when():
    stands = reckon([start(date(2025, 11, 3), 10, "working-day"), pause(date(2025, 11, 5))], CALENDAR)
    assert (stands.due, stands.paused_since) == (date(2025, 11, 17), date(2025, 11, 5))


def test_a_clock_that_was_late_when_it_paused_stays_late():
    begun = start(date(2025, 11, 3), 2, "working-day")
    assert due(begun, pause(date(2025, 11, 10)), resume(date(2025, 11, 20))) == date(2025, 11, 5)


def test_a_second_start_voids_all_before_it():
    restarted = [
        start(date(2025, 11, 3), 5, "working-day"),
        extend(5, "working-day"),
        start(date(2025, 11, 20), 5, "working-day"),
    ]
    assert due(*restarted) == date(2025, 11, 27)


def test_calendar_days_that_end_on_a_rest_day_roll_on():
    assert due(start(date(2025, 9, 26), 7, "calendar-day")) == date(2025, 10, 9)


@pytest.mark.parametrize(
    "entries", [[], [extend(5, "working-day")], [start(date(2025, 11, 3), 5, "working-day"), resume(date(2025, 11, 4))]]
)
def test_entries_that_make_no_sense_are_refused(entries):
    with pytest.raises(ValueError, match=r"never began|begins with `start`|nothing that can happen"):
        reckon(entries, CALENDAR)


@given(day=DAYS, amount=st.integers(1, 60), more=st.integers(1, 30))
def test_a_due_day_is_a_working_day_and_an_extension_never_comes_earlier(day, amount, more):
    first = due(start(day, amount, "working-day"))
    later = due(start(day, amount, "working-day"), extend(more, "working-day"))
    assert CALENDAR.is_working_day(first)
    assert CALENDAR.between(first, later) == more


@given(day=DAYS, amount=st.integers(1, 30), after=st.integers(0, 40), length=st.integers(0, 60))
def test_a_pause_never_shortens_a_term_and_keeps_what_was_left(day, amount, after, length):
    begun = start(day, amount, "working-day")
    paused = day + timedelta(days=after)
    resumed = paused + timedelta(days=length)
    left = CALENDAR.between(paused, due(begun))
    ends = due(begun, pause(paused), resume(resumed))
    assert ends >= due(begun) or left == 0
    if left > 0:
        assert CALENDAR.between(resumed, ends) == left


@given(day=st.dates(date(2027, 1, 1), date(2028, 12, 31)))
def test_every_date_that_rests_on_a_year_without_a_notice_is_provisional(day):
    assert reckon([start(day, 5, "working-day")], CALENDAR).provisional
