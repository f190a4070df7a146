"""Regions, bodies and the roles they hold, people and their duties, sign-in, and the one question: may this person do that?"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongshu.people.acting import actor_for_login, actor_for_token, actor_of
    from gongshu.people.actor import ANYONE, SYSTEM, Actor
    from gongshu.people.duties import Duty
    from gongshu.people.holding import acts_for, holder
    from gongshu.people.permission import Refused, Ruling, allowed, query, repair, require, rule, service

__all__ = [
    "ANYONE", "SYSTEM", "Actor", "Duty", "Refused", "Ruling", "actor_for_login", "actor_for_token", "actor_of", "acts_for",
    "allowed", "holder", "query", "repair", "require", "rule", "service",
]  # fmt: skip

# Django imports this package before its models may be imported, so the names are looked up at first use.
_MODULES = ("actor", "duties", "permission", "acting", "holding")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in _MODULES:
            found = import_module(f"gongshu.people.{module}")
            if hasattr(found, name):
                return getattr(found, name)
    raise AttributeError(f"gongshu.people has no {name!r}")
