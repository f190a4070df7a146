"""What the texts say of a body's own platforms and channels: no new ones, and the old ones are integrated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from gongshu.law.terms import Term, Terms
from gongshu.registers.models import Kind

# What a new system of a kind would be, in the words of `projects.prohibited`.
_NEW: Final[Mapping[str, frozenset[str]]] = {
    Kind.PLATFORM: frozenset({"new_platform", "new_cross_department_platform", "new_cross_level_platform"}),
    Kind.SHARING: frozenset({"new_sharing_channel"}),
    Kind.OPENING: frozenset({"new_opening_channel"}),
    Kind.OPERATION: frozenset({"new_operation_channel"}),
}


def forbidden(kind: str, in_use_since: date | None, terms: Terms) -> Term | None:
    """Return the term that forbids a system of this kind, unless it was in use before the text came into force.

    Source: 达州办法 第十条第二款; 成都条例 第十五条第四款; 江苏条例 第二十一条第三款; 湖南草案 第十二条第三款.
    """
    term = _banned(kind, terms)
    if term is None or (in_use_since is not None and term.since is not None and in_use_since < term.since):
        return None
    return term


def integrated_under(kind: str, terms: Terms) -> Term | None:
    """Return the term under which an existing system of this kind is integrated into the one platform; None where no text has it so."""
    term, objects = terms.get("projects.integrate_existing"), terms.get("projects.integrate_objects")
    if term is None or not term.decides or not term.value:
        return None
    meant = kind in objects.value if objects is not None and objects.decides else _banned(kind, terms) is not None
    return term if meant else None


def _banned(kind: str, terms: Terms) -> Term | None:
    term = terms.get("projects.prohibited")
    return term if term is not None and term.decides and _NEW.get(kind, frozenset()) & set(term.value) else None
