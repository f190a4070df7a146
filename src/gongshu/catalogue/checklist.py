"""The checklist by which an open data portal is judged from outside; each layer adds the checks of what it answers for.

The subjects follow the platform and data layers of 中国开放数林指数, in our own words. A check is computed from the state of this
node, as somebody without an account finds it, at the hour at which it is asked; nothing is entered by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.utils.functional import Promise

Layer = Literal["platform", "data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found: how many of how many; `met` is None where there is nothing yet to judge by."""

    met: bool | None
    count: int | None = None
    of: int | None = None
    mend: str = ""  # address of what must be mended, or of the feature itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the checklist: `title` is what must be true, `counted` says what its number counts."""

    key: str
    layer: Layer
    title: str | Promise
    counted: str | Promise
    find: Callable[[datetime], Finding]
    order: int = 50


_checks: Final[dict[str, Check]] = {}


def register(check: Check) -> None:
    """Add a check; one of the same key takes the place of the earlier."""
    _checks[check.key] = check


def checks() -> list[Check]:
    """Return all checks, those of the platform first, each layer in its order."""
    return sorted(_checks.values(), key=lambda check: (check.layer != "platform", check.order, check.key))


def all_of(count: int, of: int, mend: str = "") -> Finding:
    """Return that all of some things must hold: 41 of 41 is met, nothing of nothing cannot be judged."""
    return Finding(met=None if of == 0 else count == of, count=count, of=of, mend=mend)
