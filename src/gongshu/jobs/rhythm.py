"""How often something comes round that a person has set, and when next. Times are of the node's clock (China Standard Time)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _


class Rhythm(StrEnum):
    MANUAL = "manual"
    QUARTER = "quarter-hourly"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"  # on Mondays
    MONTHLY = "monthly"  # on the first


RHYTHMS: Final = {
    Rhythm.MANUAL: _("只在点击时"), Rhythm.QUARTER: _("每 15 分钟"), Rhythm.HOURLY: _("每小时"), Rhythm.DAILY: _("每天"),
    Rhythm.WEEKLY: _("每周一"), Rhythm.MONTHLY: _("每月 1 日"),
}  # fmt: skip
_EVERY = {Rhythm.QUARTER: timedelta(minutes=15), Rhythm.HOURLY: timedelta(hours=1)}


def next_after(now: datetime, rhythm: Rhythm, at: time) -> datetime | None:
    """Return the next moment after `now`, which is local time; None where nobody set a rhythm. `at` counts from daily on."""
    if rhythm is Rhythm.MANUAL:
        return None
    if rhythm in _EVERY:
        step = _EVERY[rhythm]
        return now - timedelta(seconds=now.timestamp() % step.total_seconds()) + step
    day = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    while day <= now or not _is_day(day, rhythm):
        day += timedelta(days=1)
    return day


def _is_day(day: datetime, rhythm: Rhythm) -> bool:
    return rhythm is Rhythm.DAILY or (day.weekday() == 0 if rhythm is Rhythm.WEEKLY else day.day == 1)
