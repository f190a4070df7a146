"""What must follow a change: job rows in the change's own transaction, leased, retried and never lost."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongshu.jobs.queue import enqueue, given_up
    from gongshu.jobs.registry import handler, schedule

__all__ = ["enqueue", "given_up", "handler", "schedule"]

# Django imports this package before its models may be imported, so the names are looked up at first use.
_HOMES = {"enqueue": "queue", "given_up": "queue", "handler": "registry", "schedule": "registry"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"gongshu.jobs has no {name!r}")
    return getattr(import_module(f"gongshu.jobs.{_HOMES[name]}"), name)
