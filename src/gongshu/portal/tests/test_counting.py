"""A term counted day by day gives what the law gives, and shows why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from gongshu import law
from gongshu.law.calendar import CalendarGap
from gongshu.law.errors import LawNotInForce, NotSet, UnknownName
from gongshu.portal.lawbook.counting import Count, count, kind_of, time_terms, why_none

pytestmark = pytest.mark.pure
LAW = law.load()
DAZHOU = "cn/sichuan/dazhou"


def counted(received: date, parameter: str = "sharing.reply", place: str = DAZHOU) -> Count:
    return count(LAW, place, parameter, received, {})


def cells(found: Count) -> dict:
    return {cell.day: cell for month in found.months for week in month.weeks for cell in week if cell}


def test_the_long_holiday_is_shown_as_rest_and_its_make_up_saturday_as_work() -> None:
    found = counted(date(2025, 9, 29))
    shown = cells(found)
    assert found.due.day == date(2025, 10, 13)
    assert shown[date(2025, 10, 1)].kind == "holiday"
    assert shown[date(2025, 10, 4)].kind == "weekend"
    assert (shown[date(2025, 10, 11)].kind, shown[date(2025, 10, 11)].number) == ("makeup", 4)
    assert found.kinds == {"work": 4, "makeup": 1, "weekend": 3, "holiday": 6}


@given(received=st.dates(date(2025, 3, 1), date(2026, 11, 30)))
def test_the_last_number_of_the_count_is_the_number_of_days_that_the_text_gives(received: date) -> None:
    found = counted(received)
    numbers = [cell.number for cell in cells(found).values() if cell.number]
    assert numbers == list(range(1, found.term.value + 1))
    assert [cell.day for cell in cells(found).values() if cell.is_due] == [found.due.day]


@given(received=st.dates(date(2025, 3, 1), date(2026, 11, 30)))
def test_the_day_of_receipt_never_counts(received: date) -> None:
    cell = cells(counted(received))[received]
    assert (cell.kind, cell.number) == ("received", None)


@given(received=st.dates(date(2025, 3, 1), date(2026, 11, 30)))
def test_whole_weeks_are_shown_with_monday_first(received: date) -> None:
    for month in counted(received).months:
        for week in month.weeks:
            assert len(week) == 7
            assert all(cell.day.weekday() == at for at, cell in enumerate(week) if cell)


def test_in_calendar_days_rest_days_count_and_a_last_day_of_rest_rolls_on() -> None:
    found = counted(date(2025, 9, 5), "correction.check_application")
    assert found.term.value == 30
    assert found.rolled == date(2025, 10, 5)
    assert found.due.day == date(2025, 10, 9)
    assert cells(found)[date(2025, 10, 4)].number == 29


def test_a_term_that_ends_on_a_working_day_does_not_roll() -> None:
    assert counted(date(2025, 6, 3), "correction.check_application").rolled is None


def test_days_of_a_year_without_a_notice_are_marked_as_provisional() -> None:
    found = counted(date(2026, 12, 29))
    assert found.due.provisional
    assert cells(found)[date(2027, 1, 4)].is_provisional
    assert not cells(found)[date(2026, 12, 30)].is_provisional


def test_a_term_of_years_is_told_and_not_drawn() -> None:
    found = (
        counted(date(2025, 9, 29), "regulations.lapse")
        if "regulations.lapse" in LAW.terms(DAZHOU, date(2025, 9, 29))
        else None
    )
    years = [name for name, term in time_terms(LAW, DAZHOU, date(2025, 9, 29), {}).items() if str(term.unit) == "year"]
    found = found or counted(date(2025, 9, 29), years[0])
    assert found.months == ()
    assert found.due.day - found.received > timedelta(days=365)


def test_only_times_with_a_number_are_offered() -> None:
    offered = time_terms(LAW, DAZHOU, date(2025, 9, 29), {})
    assert "sharing.reply" in offered
    assert "sharing.types" not in offered
    assert all(isinstance(term.value, int) for term in offered.values())


def test_a_promise_of_the_node_fills_what_a_text_leaves_open() -> None:
    place, day = "cn/sichuan/chengdu", date(2025, 9, 29)
    open_times = [
        name for name, term in LAW.terms(place, day).items() if term.unit.is_time and term.status == "to_be_set"
    ]
    assert open_times
    assert open_times[0] not in time_terms(LAW, place, day, {})
    assert time_terms(LAW, place, day, {open_times[0]: 7})[open_times[0]].status == "promise"


@pytest.mark.parametrize(
    ("day", "kind"),
    [("2025-09-29", "work"), ("2025-10-11", "makeup"), ("2025-10-12", "weekend"), ("2025-10-01", "holiday")],
)
def test_a_day_is_of_one_of_four_kinds(day: str, kind: str) -> None:
    assert kind_of(LAW.calendar, date.fromisoformat(day)) == kind


@pytest.mark.parametrize(
    ("place", "day", "error", "said"),
    [
        ("cn/hunan", "2025-09-29", LawNotInForce, "草案"),
        (DAZHOU, "2025-02-28", LawNotInForce, "尚未施行"),
        (DAZHOU, "2030-03-01", LawNotInForce, "失效"),
        ("cn/sichuan/chengdu", "2025-09-29", NotSet, "没有规定这个期限的天数"),
    ],
)
def test_where_nothing_falls_due_the_page_says_why(place: str, day: str, error: type[Exception], said: str) -> None:
    received = date.fromisoformat(day)
    parameter = "sharing.reply"
    with pytest.raises((LawNotInForce, NotSet, UnknownName)) as problem:
        counted(received, parameter, place)
    if isinstance(problem.value, error):
        assert said in why_none(problem.value, LAW, place, received)


def test_other_reasons_are_told_as_well() -> None:
    day = date(2025, 9, 29)
    assert "工作日历" in why_none(CalendarGap("x"), LAW, DAZHOU, day)
    assert why_none(UnknownName("parameter", "x", []), LAW, DAZHOU, day).startswith("unknown parameter")
    with override("en"):
        assert "sets no number of days" in why_none(NotSet("x"), LAW, DAZHOU, day)
