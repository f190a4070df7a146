from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu import law
from gongshu.law import calendar as calendars
from gongshu.law.calendar import CalendarGap, Notice, WorkCalendar, add_months, read_notice
from gongshu.law.due import due, end_of
from gongshu.law.errors import LawFileError, NotSet
from gongshu.law.parameters import Unit
from gongshu.law.tests.folders import write

pytestmark = pytest.mark.pure
CALENDAR = law.load().calendar
DAYS = st.dates(date(2004, 1, 1), date(2090, 1, 1))


@given(DAYS, st.integers(1, 60))
def test_a_term_in_working_days_never_ends_on_a_rest_day(received: date, count: int) -> None:
    assert CALENDAR.is_working_day(CALENDAR.after(received, count))


@given(DAYS, st.integers(1, 60))
def test_exactly_so_many_working_days_lie_between_receipt_and_the_due_day(received: date, count: int) -> None:
    due_on = CALENDAR.after(received, count)
    counted = [received + timedelta(days=n) for n in range(1, (due_on - received).days + 1)]
    assert sum(CALENDAR.is_working_day(day) for day in counted) == count == CALENDAR.between(received, due_on)


@given(DAYS, DAYS)
def test_between_is_the_same_distance_both_ways(one: date, other: date) -> None:
    assert CALENDAR.between(one, other) == -CALENDAR.between(other, one)


@given(st.dates(date(2004, 3, 1), date(2090, 1, 1)), st.integers(1, 30))
def test_counting_back_undoes_counting_forward_from_a_working_day(day: date, count: int) -> None:
    start = CALENDAR.next_working(day)
    assert CALENDAR.before(CALENDAR.after(start, count), count) == start


@pytest.mark.parametrize(
    ("received", "count", "ends"),
    [
        (date(2025, 9, 29), 5, date(2025, 10, 13)),  # National Day and Mid-Autumn, Saturday 11 October works
        (date(2025, 9, 28), 1, date(2025, 9, 29)),  # received on a make-up Sunday
        (date(2025, 10, 1), 5, date(2025, 10, 14)),  # received in the holiday: the 9th is day 1
        (date(2026, 2, 13), 3, date(2026, 2, 25)),  # Spring Festival; Saturday the 14th works
        (date(2025, 4, 25), 5, date(2025, 5, 6)),  # Sunday 27 April works
    ],
)
def test_holidays_and_make_up_days_count_as_the_notices_say(received: date, count: int, ends: date) -> None:
    assert CALENDAR.after(received, count) == ends


def test_a_year_without_a_notice_counts_weekends_and_solar_holidays_and_says_so() -> None:
    assert not CALENDAR.is_working_day(date(2027, 5, 1))
    assert not CALENDAR.is_working_day(date(2027, 10, 1))
    assert CALENDAR.is_working_day(date(2027, 10, 4))
    assert CALENDAR.is_provisional(date(2026, 12, 30), date(2027, 1, 4))
    assert not CALENDAR.is_provisional(date(2025, 12, 30), date(2026, 1, 6))


def test_the_second_of_may_is_a_holiday_only_under_the_rules_of_2024() -> None:
    rules = [(date(2008, 1, 1), frozenset({(5, 1)})), (date(2025, 1, 1), frozenset({(5, 1), (5, 2)}))]
    calendar = WorkCalendar([], rules)
    assert calendar.is_working_day(date(2024, 5, 2))
    assert not calendar.is_working_day(date(2030, 5, 2))
    assert calendar.is_working_day(date(2005, 5, 2))  # a Monday before any rule


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2100, 1, 1)])
def test_a_year_outside_the_calendar_is_refused(day: date) -> None:
    for question in (CALENDAR.is_working_day, lambda d: CALENDAR.after(d, 1), lambda d: CALENDAR.before(d, 1)):
        with pytest.raises(CalendarGap, match="2004 to 2099"):
            question(day)


def test_a_term_that_leaves_the_calendar_is_refused() -> None:
    with pytest.raises(CalendarGap, match="beyond 2099"):
        CALENDAR.after(date(2099, 12, 30), 30)
    with pytest.raises(CalendarGap, match="before 2004"):
        CALENDAR.before(date(2004, 1, 5), 30)


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
    ],
)
def test_a_month_without_that_day_ends_on_its_last(start: date, months: int, ends: date) -> None:
    assert add_months(start, months) == ends


@pytest.mark.parametrize(
    ("amount", "unit", "ends"),
    [
        (2, Unit.CALENDAR_DAY, date(2025, 10, 9)),  # 2 October is a holiday: rolls to the 9th
        (30, Unit.CALENDAR_DAY, date(2025, 10, 30)),
        (24, Unit.HOUR, date(2025, 10, 1)),
        (1, Unit.MONTH, date(2025, 10, 30)),
        (1, Unit.YEAR, date(2026, 9, 30)),
        (0, Unit.WORKING_DAY, date(2025, 9, 30)),
    ],
)
def test_each_unit_of_time_ends_as_the_civil_code_says(amount: int, unit: Unit, ends: date) -> None:
    assert end_of(date(2025, 9, 30), amount, unit, CALENDAR) == ends


def test_what_is_no_time_never_falls_due() -> None:
    with pytest.raises(NotSet, match="is not a unit of time"):
        end_of(date(2025, 9, 30), 1, Unit.COUNT, CALENDAR)


@pytest.mark.parametrize("amount", ["to_be_set", "timely", True])
def test_a_time_that_the_text_leaves_open_is_never_guessed(amount: object) -> None:
    with pytest.raises(NotSet, match="sets no number of days"):
        due(date(2025, 9, 30), amount, Unit.WORKING_DAY, CALENDAR)


def test_a_notice_with_something_that_is_no_day_is_refused(tmp_path) -> None:
    path = write(tmp_path / "2025.yaml", "year: 2025\nholidays: {元旦: [1月1日]}\n")
    with pytest.raises(LawFileError, match="'1月1日' is not a day"):
        read_notice(path)


def test_a_new_notice_changes_only_its_own_year() -> None:
    more = WorkCalendar(
        [Notice(year=2027, number=None, rest=frozenset({date(2027, 2, 5)}), work=frozenset({date(2027, 2, 6)}))]
    )
    assert not more.is_working_day(date(2027, 2, 5))
    assert more.is_working_day(date(2027, 2, 6))
    assert more.years == {2027}
    assert calendars.FIRST_YEAR == 2004
