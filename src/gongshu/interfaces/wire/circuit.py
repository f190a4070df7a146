"""A circuit for each interface of this process: a source that fails again and again is left alone for a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import ceil

from gongshu.interfaces.wire.failures import CallFailed, Outcome

TRIPS = 5  # failures in a row after which the circuit opens
REST = 30.0  # seconds that it stays open; then one call tries
MOST_AT_ONCE = 32  # calls under way to one interface; a slow source must not hold every connection
REMEMBERED = 2_000


class Circuit:
    """Closed: calls pass. Open: none does. Half open: one tries, and its end decides."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures, self._open_until, self.under_way = 0, 0.0, 0
        self._trying = False
        self._refused = False  # since a call last began

    def enter(self) -> None:
        """Let a call begin. Raises: CallFailed (open, busy)."""
        left = self._open_until - self._now()
        if left > 0 or self._trying:
            wait = max(1, ceil(left))
            raise self._refusal(
                Outcome.OPEN, f"数源接口连续 {self._failures} 次没有正常答复，暂停调用", f"the source failed {self._failures} times in a row and is left alone for a while",
                remedy={"zh": f"{wait} 秒后再试", "en": f"try again in {wait} s"}, wait=wait,
            )  # fmt: skip
        if self.under_way >= MOST_AT_ONCE:
            raise self._refusal(
                Outcome.BUSY, f"同时进行的调用已达 {MOST_AT_ONCE} 个", f"{MOST_AT_ONCE} calls are under way already",
                remedy={"zh": "稍后再试", "en": "try again in a moment"}, wait=1,
            )  # fmt: skip
        self.under_way += 1
        self._trying, self._refused = self._failures >= TRIPS, False

    def _refusal(self, outcome: Outcome, zh: str, en: str, *, remedy: Mapping[str, str], wait: int) -> CallFailed:
        """Only the first of a row of refusals is to be recorded: a call that costs its caller nothing must not fill the disk."""
        repeated, self._refused = self._refused, True
        return CallFailed(outcome, zh, en, remedy=remedy, wait=wait, repeated=repeated)

    def leave(self, *, failed: bool | None) -> None:
        """Note how a call ended; None: before the source was asked."""
        self.under_way -= 1
        self._trying = False
        if failed is None:
            return
        self._failures = self._failures + 1 if failed else 0
        if self._failures >= TRIPS:
            self._open_until = self._now() + REST


class Circuits:
    """The circuits by the numbers of their resources; whoever was not called for longest is forgotten."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: OrderedDict[str, Circuit] = OrderedDict()

    def of(self, resource: str) -> Circuit:
        circuit = self._known.setdefault(resource, Circuit(self._now))
        self._known.move_to_end(resource)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return circuit

    def forget(self) -> None:
        self._known.clear()


@contextmanager
def passing(circuit: Circuit) -> Iterator[None]:
    """A call through a circuit: it notes the failure that ends it, and lets it go on. Raises: CallFailed."""
    circuit.enter()
    try:
        yield
    except CallFailed as failure:
        circuit.leave(failed=failure.trips)
        raise
    except BaseException:
        circuit.leave(failed=None)
        raise
    circuit.leave(failed=False)
