"""Counts a clock's last day from all that happened to it, so that it can be counted again when a holiday notice arrives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongshu.law.calendar import WorkCalendar
from gongshu.law.due import end_of
from gongshu.law.parameters import Unit

Entry = Mapping[str, Any]  # as stored: {"do": "start", "on": "2025-09-29", "amount": 5, "unit": "working-day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """Where a clock stands."""

    due: date
    provisional: bool
    paused_since: date | None


def start(on: date, amount: int, unit: str) -> Entry:
    return {"do": "start", "on": on.isoformat(), "amount": amount, "unit": unit}


def extend(amount: int, unit: str) -> Entry:
    return {"do": "extend", "amount": amount, "unit": unit}


def pause(on: date) -> Entry:
    return {"do": "pause", "on": on.isoformat()}


def resume(on: date) -> Entry:
    return {"do": "resume", "on": on.isoformat()}


def reckon(entries: Sequence[Entry], calendar: WorkCalendar) -> Reckoned:
    """Return the last day after all entries in their order.

    An extension counts from the due day before it. A pause keeps the working days that were left and a resumption runs them
    from its day. A second start is a restart: all before it is void. Raises: ValueError for an unknown entry or none.
    """
    due: date | None = None
    paused: date | None = None
    days: list[date] = []
    for entry in entries:
        if entry["do"] == "start":
            due, paused = _end(_day(entry), entry, calendar), None
            days = [_day(entry), due]
        elif due is None:
            raise ValueError(f"a clock begins with `start`, not with {entry!r}")
        elif entry["do"] == "extend":
            due = _end(due, entry, calendar)
        elif entry["do"] == "pause":
            paused = _day(entry)
        elif entry["do"] == "resume" and paused is not None:
            due, paused = _resumed(due, paused, _day(entry), calendar), None
        else:
            raise ValueError(f"{entry!r} is nothing that can happen to a clock here")
        days.append(due)
    if due is None:
        raise ValueError("a clock without entries never began")
    return Reckoned(due=due, provisional=_provisional(days, calendar), paused_since=paused)


def _end(start: date, entry: Entry, calendar: WorkCalendar) -> date:
    return end_of(start, int(entry["amount"]), Unit(entry["unit"]), calendar)


def _resumed(due: date, paused: date, on: date, calendar: WorkCalendar) -> date:
    # A clock that was late when it paused stays late: a pause gives no days back.
    left = calendar.between(paused, due)
    return calendar.after(on, left) if left >= 0 else due


def _day(entry: Entry) -> date:
    return date.fromisoformat(entry["on"])


def _provisional(days: Iterable[date], calendar: WorkCalendar) -> bool:
    known = list(days)
    return calendar.is_provisional(min(known), max(known))
