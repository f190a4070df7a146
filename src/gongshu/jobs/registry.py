"""Which function runs a kind of job, and which kinds come round by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol


class Handler(Protocol):
    def __call__(self, payload: dict[str, Any], *, now: datetime) -> None: ...


class UnknownKind(Exception):
    """No function is registered for this kind of job."""


class RegisteredTwice(Exception):
    """Two different functions claim the same kind of job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A kind of job that comes round: every so often, or once a day at a time of the node's clock."""

    kind: str
    every: timedelta | None = None
    daily: time | None = None

    def slot(self, now: datetime) -> datetime:
        """Return the start of the slot that `now` is in; it is the dedupe key, so that many workers make one job."""
        if self.every is not None:
            return now - timedelta(seconds=now.timestamp() % self.every.total_seconds())
        assert self.daily is not None  # schedule() lets nothing else in
        today = now.replace(hour=self.daily.hour, minute=self.daily.minute, second=self.daily.second, microsecond=0)
        return today if today <= now else today - timedelta(days=1)


_handlers: dict[str, Handler] = {}
_schedules: dict[str, Schedule] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that runs jobs of this kind. Raises: RegisteredTwice."""

    def register(run: Handler) -> Handler:
        known = _handlers.get(kind)
        if known is not None and _name(known) != _name(run):
            raise RegisteredTwice(f"job kind {kind!r} belongs to {_name(known)}; {_name(run)} needs a kind of its own")
        _handlers[kind] = run
        return run

    return register


def handler_of(kind: str) -> Handler:
    """Return the function that runs this kind. Raises: UnknownKind naming the kinds there are."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(f"no handler for jobs of kind {kind!r}; registered are {sorted(_handlers)}") from None


def schedule(kind: str, *, every: timedelta | None = None, daily: time | None = None) -> Schedule:
    """Let jobs of this kind come round, either `every` so often or `daily` at a time (China Standard Time)."""
    if (every is None) == (daily is None):
        raise ValueError(f"schedule of {kind!r}: give either every= or daily=, not both and not neither")
    if every is not None and every < timedelta(seconds=1):
        raise ValueError(f"schedule of {kind!r}: every={every} is less than a second")
    _schedules[kind] = Schedule(kind=kind, every=every, daily=daily)
    return _schedules[kind]


def schedules() -> tuple[Schedule, ...]:
    return tuple(_schedules.values())


def _name(run: Handler) -> str:
    return f"{getattr(run, '__module__', '?')}.{getattr(run, '__qualname__', run)}"
