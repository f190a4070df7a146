"""When a term ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gongshu.law.articles import Article
from gongshu.law.calendar import WorkCalendar, add_months
from gongshu.law.errors import NotSet
from gongshu.law.parameters import TO_BE_SET, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The last day of a term."""

    day: date
    unit: Unit
    article: Article | None  # None: the node's own promise
    provisional: bool  # rests on a year whose holiday notice is not loaded


def end_of(start: date, amount: int, unit: Unit, calendar: WorkCalendar) -> date:
    """Return the last day of a term that starts on a day; the day itself does not count.

    Counted in the unit given: working days with make-up days; calendar days, months and years end on the next working day
    when their last day is a rest day. Source: 民法典 第二百零一条 至 第二百零三条. Raises: NotSet for a unit that is no time; CalendarGap.
    """
    match unit:
        case Unit.WORKING_DAY:
            return calendar.after(start, amount)
        case Unit.CALENDAR_DAY:
            return calendar.next_working(start + timedelta(days=amount))
        case Unit.HOUR:
            return start + timedelta(days=-(-amount // 24))  # Hours run through rest days: an incident does not wait.
        case Unit.MONTH:
            return calendar.next_working(add_months(start, amount))
        case Unit.YEAR:
            return calendar.next_working(add_months(start, 12 * amount))
        case _:
            raise NotSet(f"{unit} is not a unit of time, so nothing falls due", f"“{unit}”不是时间单位，没有届满日")


def due(start: date, amount: object, unit: Unit, calendar: WorkCalendar, article: Article | None = None) -> Due:
    """Return when a term ends, with its article. Raises: NotSet where the text leaves the time open."""
    if amount == TO_BE_SET or not isinstance(amount, int) or isinstance(amount, bool):
        where = f" ({article})" if article else ""
        raise NotSet(
            f"the text sets no number of days{where}; a node may promise one under `promises` in gongshu.toml",
            f"条文没有规定天数{where}；可以在 gongshu.toml 的 promises 中作出服务承诺",
            article,
        )
    day = end_of(start, amount, unit, calendar)
    return Due(day=day, unit=unit, article=article, provisional=calendar.is_provisional(start, day))
