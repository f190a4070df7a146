"""Small looks at one case that pages, lists and JSON share."""

from __future__ import annotations

from collections.abc import Mapping

from gongshu.cases.models import Case, Clock
from gongshu.law.procedures import Procedure


def first_clock(each: Case) -> Clock | None:
    """Return the running clock of a case that ends first."""
    running = [clock for clock in each.clocks.all() if clock.is_running and not clock.paused_since]
    return min(running, key=lambda clock: clock.due, default=None)


def table_title(table: Procedure, state: str, outcome: str) -> Mapping[str, str]:
    """Return the words of an outcome, or its key where the table has lost it."""
    step = table.states[state].steps.get(outcome) if state in table.states else None
    return step.title if step else {"zh": outcome, "en": outcome}
