"""A term counted day by day, so that anybody can check when it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext

from gongshu.law import Law
from gongshu.law.calendar import CalendarGap, WorkCalendar
from gongshu.law.due import Due
from gongshu.law.errors import LawError, LawNotInForce, NotSet
from gongshu.law.measures import Status
from gongshu.law.parameters import Unit
from gongshu.law.terms import Term

SHOWN_DAYS = 200  # a longer term is told in one line; nobody checks three years by eye
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day of the count."""

    day: date
    kind: str  # received | work | makeup | weekend | holiday | outside (before or after the count)
    number: int | None  # the how-manieth day that counts
    is_due: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    first: date
    weeks: Sequence[Sequence[Cell | None]]  # Monday first; None: a day of another month


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The answer with its reckoning."""

    term: Term
    received: date
    due: Due
    months: Sequence[Month]  # empty where the term is too long to be shown
    kinds: Mapping[str, int]  # days after receipt up to the due day, by kind
    rolled: date | None  # the last day by the calendar where it was a rest day


def time_terms(law: Law, path: str, day: date, promises: Mapping[str, int]) -> dict[str, Term]:
    """Return the terms of a place that are times, drafts included, by name."""
    held = law.terms(path, day, promises, as_if_in_force=True)
    return {name: term for name, term in sorted(held.items()) if term.unit.is_time and isinstance(term.value, int)}


def count(law: Law, path: str, parameter: str, received: date, promises: Mapping[str, int]) -> Count:
    """Return when a term ends and how it was counted.

    The day of receipt does not count; in a term of working days rest days do not, make-up days do. A text that was not
    in force on that day counts nothing. Raises: LawNotInForce; NotSet; UnknownName; CalendarGap.
    """
    due = law.due(path, parameter, received, promises)
    term = law.terms(path, received, promises)[parameter]
    cells = list(_cells(law.calendar, received, due.day, working=term.unit is Unit.WORKING_DAY))
    counted = [cell for cell in cells if received < cell.day <= due.day]
    kinds = {kind: sum(1 for cell in counted if cell.kind == kind) for kind in ("work", "makeup", "weekend", "holiday")}
    is_short = (due.day - received).days <= SHOWN_DAYS
    return Count(
        term=term,
        received=received,
        due=due,
        months=_months(cells) if is_short else (),
        kinds=kinds,
        rolled=_rolled(term, received, due.day),
    )


def _rolled(term: Term, received: date, day: date) -> date | None:
    if term.unit is not Unit.CALENDAR_DAY:
        return None
    last = received + timedelta(days=term.value)
    return last if last != day else None


def _cells(calendar: WorkCalendar, received: date, due: date, *, working: bool) -> list[Cell]:
    """Whole weeks from the Monday before receipt to the Sunday after the due day."""
    first, last = received - timedelta(days=received.weekday()), due + timedelta(days=WEEK - 1 - due.weekday())
    cells, number = [], 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        kind = kind_of(calendar, day)
        inside = received < day <= due
        counts = inside and (kind in {"work", "makeup"} or not working)
        number += counts
        cells.append(
            Cell(
                day=day,
                kind="received" if day == received else kind if inside else "outside",
                number=number if counts else None,
                is_due=day == due,
                is_provisional=inside and calendar.is_provisional(day, day),
            )
        )
    return cells


def kind_of(calendar: WorkCalendar, day: date) -> str:
    """Return whether a day is for work, a make-up day at a weekend, a weekend, or a holiday on a weekday. Raises: CalendarGap."""
    is_weekend = day.weekday() >= WEEK - 2
    if calendar.is_working_day(day):
        return "makeup" if is_weekend else "work"
    return "weekend" if is_weekend else "holiday"


def _months(cells: Sequence[Cell]) -> list[Month]:
    months = []
    for (year, month), group in groupby(cells, key=lambda cell: (cell.day.year, cell.day.month)):
        days: list[Cell | None] = list(group)
        assert days[0] is not None
        filled = [None] * days[0].day.weekday() + days
        filled += [None] * (-len(filled) % WEEK)
        weeks = [filled[at : at + WEEK] for at in range(0, len(filled), WEEK)]
        months.append(Month(first=date(year, month, 1), weeks=weeks))
    return months


def why_none(problem: LawError, law: Law, path: str, received: date) -> str:
    """Return in the page's language why nothing falls due."""
    main = law.jurisdiction(path).main
    if isinstance(problem, LawNotInForce) and main is not None:
        said = {
            Status.DRAFT: gettext("这个文本还是草案，可以阅读和比较，但不据此计算期限。"),
            Status.NOT_YET: gettext("这个文本在收到之日尚未施行。"),
            Status.LAPSED: gettext("这个文本在收到之日已经失效，不再受理新的事项。"),
            Status.REPLACED: gettext("这个文本在收到之日已被替代。"),
        }
        return said.get(main.status_on(received), str(problem))
    if isinstance(problem, CalendarGap):
        return gettext("超出工作日历的范围（2004 年至 2099 年）。")
    return (
        gettext("文本没有规定这个期限的天数；本节点可以作出服务承诺。") if isinstance(problem, NotSet) else str(problem)
    )
