"""The holiday regulation stands in two files: one that a lawyer reads and one that the calendar counts with."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu import law


@pytest.mark.pure
def test_the_calendar_counts_the_holidays_that_the_regulation_names() -> None:
    library = law.load()
    named = library.terms("cn", date(2027, 1, 1))["time.solar_holidays"].value
    days = [date(2099, int(day[:2]), int(day[3:])) for day in named]
    assert [day for day in days if library.calendar.is_working_day(day)] == []


@pytest.mark.pure
def test_no_weekday_of_a_year_without_a_notice_is_off_unless_the_regulation_names_it() -> None:
    library = law.load()
    named = library.terms("cn", date(2027, 1, 1))["time.solar_holidays"].value
    year = [date.fromordinal(number) for number in range(date(2099, 1, 1).toordinal(), date(2100, 1, 1).toordinal())]
    off = {day.strftime("%m-%d") for day in year if day.weekday() < 5 and not library.calendar.is_working_day(day)}
    assert off <= set(named)


@pytest.mark.pure
def test_the_regulation_gives_thirteen_days_of_which_six_have_a_fixed_solar_date() -> None:
    terms = law.load().terms("cn", date(2026, 11, 25))
    assert sum(terms["time.statutory_holidays"].value.values()) == 13
    assert len(terms["time.solar_holidays"].value) == 6
