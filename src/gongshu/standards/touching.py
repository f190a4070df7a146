"""What else names a code set, such as quality rules: who knows of it registers here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from gongshu.people.actor import Actor

Naming = Callable[[Actor, str], Sequence[tuple[str, str]]]  # number of the entry, and what names the code set
_namings: Final[list[Naming]] = []


def also_named_by(find: Naming) -> None:
    """Have the page of a code set show what else names it."""
    if find not in _namings:
        _namings.append(find)


def lines(actor: Actor, code: str) -> list[tuple[str, str]]:
    """Return what else names a code set, as far as this person may see it."""
    return [line for find in _namings for line in find(actor, code)]
