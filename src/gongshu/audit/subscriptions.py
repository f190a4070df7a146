"""Which jobs follow which events. The job row is written in the event's own transaction."""

from __future__ import annotations

from collections import defaultdict

from gongshu.audit.events import Event

_consumers: dict[Event, set[str]] = defaultdict(set)


def subscribe(event: Event, job_kind: str) -> None:
    """Let every such event enqueue one job of this kind, with the event's number and subject as its payload."""
    _consumers[event].add(job_kind)


def consumers(event: Event) -> list[str]:
    return sorted(_consumers[event])


def all_consumers() -> dict[Event, list[str]]:
    """Return every subscription, so that the start-up test can look for its handler."""
    return {event: sorted(kinds) for event, kinds in _consumers.items() if kinds}
