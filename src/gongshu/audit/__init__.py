"""Typed events written in the change's own transaction, and the sealer that puts them into the ledger."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongshu.audit.events import Event
    from gongshu.audit.recording import Acting, Subject, record
    from gongshu.audit.subscriptions import subscribe

__all__ = ["Acting", "Event", "Subject", "record", "subscribe"]

# Django imports this package before its models may be imported, so the names are looked up at first use.
_HOMES = {
    "Event": "events",
    "Acting": "recording",
    "Subject": "recording",
    "record": "recording",
    "subscribe": "subscriptions",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"gongshu.audit has no {name!r}")
    return getattr(import_module(f"gongshu.audit.{_HOMES[name]}"), name)
