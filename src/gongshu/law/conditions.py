"""Conditions are data: equals, in, missing, before, all, any, not, over declared facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NAMESPACES = (
    "facts",
    "entry",
    "applicant",
    "provider",
    "case",
    "parent",
    "grant",
    "term",
    "body",
    "resource",
    "import",
    "system",
    "norm",
)
OPERATORS = ("equals", "in", "missing", "before", "after", "contains", "differs")

Facts = Mapping[str, Any]


class _Missing:
    def __repr__(self) -> str:
        return "missing"


MISSING = _Missing()


class ConditionError(ValueError):
    """A condition that is not written in this language; the message shows the part."""


def look_up(facts: Facts, reference: str) -> Any:
    """Return what a reference such as entry.sharing names in the facts, or MISSING where nothing is said."""
    space, _, rest = reference.partition(".")
    held: Any = facts.get(space, MISSING)
    if space == "term":  # Parameters have dots in their names.
        return held.get(rest, MISSING) if isinstance(held, Mapping) else MISSING
    for part in rest.split("."):
        held = held.get(part, MISSING) if isinstance(held, Mapping) else MISSING
    return MISSING if held is None or held == "" else held


def is_reference(value: Any) -> bool:
    return isinstance(value, str) and "." in value and value.split(".", 1)[0] in NAMESPACES


@dataclass(frozen=True, slots=True)
class Test:
    reference: str
    operator: str
    operand: Any

    def holds(self, facts: Facts) -> bool:
        left = look_up(facts, self.reference)
        right = look_up(facts, self.operand) if is_reference(self.operand) else self.operand
        if self.operator == "missing":
            return (left is MISSING) == bool(right)
        if left is MISSING or right is MISSING:
            return False
        match self.operator:
            case "equals":
                return bool(left == right)
            case "differs":
                return bool(left != right)
            case "in":
                return left in right if not isinstance(left, list | tuple) else set(left) <= set(right)
            case "contains":
                return right in left
            case "before":
                return bool(left < right)
            case _:
                return bool(left > right)

    def references(self) -> Iterator[str]:
        yield self.reference
        if is_reference(self.operand):
            yield self.operand

    def __str__(self) -> str:
        return f"{self.reference} {self.operator} {self.operand}"


@dataclass(frozen=True, slots=True)
class Group:
    """All of, any of, or none of the parts."""

    kind: str  # all | any | not
    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        held = (part.holds(facts) for part in self.parts)
        return all(held) if self.kind == "all" else any(held) if self.kind == "any" else not any(held)

    def references(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.references()

    def __str__(self) -> str:
        if not self.parts:
            return "always"
        inner = (" or " if self.kind == "any" else " and ").join(
            f"({part})" if isinstance(part, Group) else str(part) for part in self.parts
        )
        return f"not ({inner})" if self.kind == "not" else inner


Condition = Test | Group
ALWAYS = Group("all", ())


def parse(said: Any) -> Condition:
    """Return the condition that a mapping of a law file says; several keys have to hold together.

    Raises: ConditionError showing the part that is not understood.
    """
    if said is None:
        return ALWAYS
    if not isinstance(said, Mapping):
        raise ConditionError(f"{said!r} is not a condition; write a mapping such as {{entry.sharing: conditional}}")
    parts = tuple(
        _part(key, value) for key, value in said.items() if value is not None
    )  # A lower text removed the rest.
    return parts[0] if len(parts) == 1 else Group("all", parts)


def _part(key: str, value: Any) -> Condition:
    if key in ("all", "any"):
        if not isinstance(value, list):
            raise ConditionError(f"{key!r} needs a list of conditions, not {value!r}")
        return Group(key, tuple(parse(item) for item in value))
    if key == "not":
        return Group("not", (parse(value),))
    if not is_reference(key):
        raise ConditionError(f"{key!r} names no fact; begin with one of {', '.join(NAMESPACES)}")
    if isinstance(value, Mapping):
        if len(value) != 1 or next(iter(value)) not in OPERATORS:
            raise ConditionError(f"{key}: {dict(value)!r} has to be one of {', '.join(OPERATORS)} with its operand")
        operator, operand = next(iter(value.items()))
        return Test(key, operator, operand)
    return Test(key, "equals", value)
