"""Figures of an interface from its calls: how often it answered, how fast, with which codes, for whom. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongshu.grants.uses.calls import CallLine
from gongshu.interfaces.wire.failures import Outcome

_ANSWERED = (Outcome.OK, Outcome.DECLARED)  # an error code that was registered is an answer as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """The calls of one consumer for one purpose."""

    grant: str  # empty: called directly
    body: str  # code; empty for the public, of whom nobody is told apart
    purpose: str
    calls: int
    failed: int
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a number of calls tells."""

    calls: int
    answered: int
    p50: int | None  # milliseconds of calls that were answered; None without one
    p95: int | None
    codes: Sequence[tuple[str, str, int]]  # outcome, code of the source, how often; all but what went well
    consumers: Sequence[Consumer]  # who calls most first

    @property
    def availability(self) -> float | None:
        """Per cent of calls that were answered, rounded down, so that 100 means all; None without a call."""
        return self.answered * 1000 // self.calls / 10 if self.calls else None


def figures(lines: Sequence[CallLine]) -> Figures:
    """Return the figures of calls, which come newest first."""
    answered = [line for line in lines if line.outcome in _ANSWERED]
    times = sorted(line.ms for line in answered)
    codes = Counter((line.outcome, line.code) for line in lines if line.outcome != Outcome.OK)
    return Figures(
        calls=len(lines), answered=len(answered), p50=_at(times, 50), p95=_at(times, 95),
        codes=[(*code, count) for code, count in sorted(codes.items(), key=lambda each: (-each[1], each[0]))],
        consumers=_consumers(lines),
    )  # fmt: skip


def _at(ordered: Sequence[int], percent: int) -> int | None:
    """The nearest rank: the smallest value that so many per cent of all do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None


def _consumers(lines: Sequence[CallLine]) -> list[Consumer]:
    held: dict[tuple[str, str, str], list[CallLine]] = {}
    for line in lines:
        held.setdefault((line.grant, line.body, line.purpose), []).append(line)
    found = [
        Consumer(
            grant=grant, body=body, purpose=purpose, calls=len(mine), failed=sum(each.outcome not in _ANSWERED for each in mine), last=mine[0].at
        )
        for (grant, body, purpose), mine in held.items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.calls, each.grant, each.body, each.purpose))
