"""Days that other layers know and clock moves wait for, such as the end of a grant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongshu.cases.models import Case

Moment = Callable[["Case"], date | None]
_moments: dict[str, Moment] = {}


def register_moment(name: str, moment: Moment) -> None:
    """Let the clock move cases that wait for `name` (grant.until) on the day after the one that `moment` returns; None: not yet known."""
    _moments[name] = moment


def has_passed(name: str, case: Case, today: date) -> bool:
    """Return whether the last day of a moment lies behind. A moment that nobody registered never passes."""
    last = _moments[name](case) if name in _moments else None
    return last is not None and today > last
