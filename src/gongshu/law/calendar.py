"""Working days of the People's Republic: weekends, the State Council's yearly notices, and what holds before a notice is there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from gongshu.law import yamlfile
from gongshu.law.errors import LawError

FIRST_YEAR = 2004  # the oldest notice there is a file of
LAST_YEAR = 2099


class CalendarGap(LawError):
    """A day outside the years that the calendar knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One year's notice of the State Council's General Office: days off on weekdays, and make-up working days at weekends."""

    year: int
    number: str | None  # 国办发明电〔2024〕12号
    rest: frozenset[date]
    work: frozenset[date]


def read_notice(path: Path) -> Notice:
    """Return the notice that one yearly file holds. Raises: LawFileError."""
    section = yamlfile.read(path)
    year = section.need("year", int)
    holidays = section.need("holidays", yamlfile.Section).plain()
    section.maybe("source", str)
    rest = frozenset(day for days in holidays.values() for day in days)
    work = frozenset(section.maybe("workdays", list, []))
    for day in rest | work:
        if not isinstance(day, date):
            raise section.complain(f"{day!r} is not a day; write it like {year}-10-01", "holidays")
    notice = Notice(year=year, number=section.maybe("notice"), rest=rest, work=work)
    section.finish()
    return notice


class WorkCalendar:
    """Answers which days are working days; every answer that rests on a year without a notice is provisional."""

    def __init__(
        self, notices: Iterable[Notice], solar_holidays: Iterable[tuple[date, frozenset[tuple[int, int]]]] = ()
    ) -> None:
        """`solar_holidays`: from a day on, the (month, day) of the statutory holidays that fall on a fixed solar date."""
        found = list(notices)
        self.years = frozenset(notice.year for notice in found)
        self._rest = frozenset[date]().union(*(notice.rest for notice in found))
        self._work = frozenset[date]().union(*(notice.work for notice in found))
        self._solar = sorted(solar_holidays, key=lambda pair: pair[0])
        self._working = self._count()

    def _count(self) -> list[int]:
        first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
        return [number for number in range(first, last + 1) if self._works(date.fromordinal(number))]

    def _works(self, day: date) -> bool:
        if day in self._work:
            return True
        if day.weekday() >= 5 or day in self._rest:
            return False
        return day.year in self.years or (day.month, day.day) not in self._solar_on(day)

    def _solar_on(self, day: date) -> frozenset[tuple[int, int]]:
        return next((days for since, days in reversed(self._solar) if since <= day), frozenset())

    def is_working_day(self, day: date) -> bool:
        _require_known(day)
        at = bisect_left(self._working, day.toordinal())
        return at < len(self._working) and self._working[at] == day.toordinal()

    def after(self, day: date, count: int) -> date:
        """Return the count-th working day after a day; the day itself does not count (Civil Code 201).

        Counted in working days, make-up days included; a count of 0 gives the day itself or the next working day.
        Raises: CalendarGap outside the years 2004 to 2099.
        """
        _require_known(day)
        at = (
            bisect_left(self._working, day.toordinal())
            if count == 0
            else bisect_right(self._working, day.toordinal()) + count - 1
        )
        if at >= len(self._working):
            raise CalendarGap(
                f"{count} working days after {day} lies beyond {LAST_YEAR}",
                f"{day} 之后第 {count} 个工作日超出工作日历（{FIRST_YEAR} 年至 {LAST_YEAR} 年）",
            )
        return date.fromordinal(self._working[at])

    def before(self, day: date, count: int) -> date:
        """Return the count-th working day before a day; the day itself does not count."""
        _require_known(day)
        at = bisect_left(self._working, day.toordinal()) - count
        if at < 0:
            raise CalendarGap(
                f"{count} working days before {day} lies before {FIRST_YEAR}",
                f"{day} 之前第 {count} 个工作日超出工作日历（{FIRST_YEAR} 年至 {LAST_YEAR} 年）",
            )
        return date.fromordinal(self._working[at])

    def between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and including `end`; negative when `end` lies before."""
        if end < start:
            return -self.between(end, start)
        return bisect_right(self._working, end.toordinal()) - bisect_right(self._working, start.toordinal())

    def next_working(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next one (Civil Code 203)."""
        return self.after(day, 0)

    def is_provisional(self, start: date, end: date) -> bool:
        """Return whether a count between two days rests on a year whose notice is not loaded."""
        return any(year not in self.years for year in range(min(start, end).year, max(start, end).year + 1))


def _require_known(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CalendarGap(
            f"{day} lies outside the years {FIRST_YEAR} to {LAST_YEAR} that the working calendar knows",
            f"{day} 不在工作日历所载的 {FIRST_YEAR} 年至 {LAST_YEAR} 年之内；请核对日期",
        )


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has none (Civil Code 202)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
