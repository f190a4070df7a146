"""Kinds of subject that cases can be about; the layer that owns a kind declares it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from gongshu.cases.errors import UnknownSubject
from gongshu.law.conditions import NAMESPACES
from gongshu.people.actor import Actor
from gongshu.people.models import Account, Body


class Ambiguous(LookupError):
    """A name that several subjects bear; says their identifiers."""

    def __init__(self, identifiers: Sequence[str]) -> None:
        super().__init__(", ".join(identifiers))
        self.identifiers = tuple(identifiers)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectKind:
    """How the owner of a kind answers for one of its subjects.

    `facts` gives what conditions may ask under the kind's own name (entry.sharing), or a mapping of several such names
    ({"resource": {…}, "entry": {…}}). Label, facts and provider are asked of what `found` returns, so that a row is read
    once for all three. Each function may raise LookupError for an identifier it does not know.
    """

    name: str  # catalogue-entry
    address: Callable[[str], str]
    label: Callable[[Any], str]
    facts: Callable[[Any], Mapping[str, Any]]
    provider: Callable[[Any], Body | None]  # the body that answers for it
    found: Callable[[str], Any] = lambda identifier: identifier
    visible: Callable[[Actor, str], bool] = lambda actor, identifier: True  # whether somebody may know that it exists
    named: Callable[[str], str] = lambda name: name  # the identifier that a name means; may raise Ambiguous
    holder: Callable[[str], Body | Account | None] = lambda identifier: None  # whoever a case about it may be against
    items: Callable[[str], Mapping[str, str]] | None = None  # its parts that can be asked for: code → name

    @property
    def space(self) -> str:
        """The name that conditions know it by: entry for catalogue-entry."""
        return self.name.rsplit("-", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One subject as it is now."""

    kind: str
    id: str
    label: str
    provider: Body | None
    spaces: Mapping[str, Mapping[str, Any]]  # facts by the names of conditions


_kinds: dict[str, SubjectKind] = {}


def declare(kind: SubjectKind) -> SubjectKind:
    """Let cases be about this kind; the last declaration of a name counts."""
    _kinds[kind.name] = kind
    return kind


def declared() -> Mapping[str, SubjectKind]:
    return dict(_kinds)


def kind_of(name: str) -> SubjectKind:
    """Return a declared kind. Raises: UnknownSubject naming those there are."""
    try:
        return _kinds[name]
    except KeyError:
        known = ", ".join(sorted(_kinds)) or "none"
        raise UnknownSubject(
            f"没有登记“{name}”这类对象",
            f"no layer declares subjects of kind {name!r}; declared are {known}",
            shown=name,
        ) from None


def subject(kind: str, identifier: str, found: Any = None) -> Subject:
    """Return a subject with its facts; `found` is its row, where the caller has it. Raises: UnknownSubject for an identifier unknown to the owner."""
    owner = kind_of(kind)
    try:
        found = owner.found(identifier) if found is None else found
        given, label, provider = owner.facts(found), owner.label(found), owner.provider(found)
    except (LookupError, ObjectDoesNotExist) as problem:
        raise _unknown(kind, identifier) from problem
    several = bool(given) and all(key in NAMESPACES and isinstance(value, Mapping) for key, value in given.items())
    spaces = dict(given) if several else {owner.space: given}
    return Subject(kind=kind, id=identifier, label=label, provider=provider, spaces=spaces)


def named(actor: Actor, kind: str, name: str) -> str:
    """Return the identifier that a name means. Raises: UnknownSubject with those it could mean, as far as this person sees them."""
    try:
        meant = kind_of(kind).named(name)
        return meant if is_visible(actor, kind, meant) else name
    except Ambiguous as several:
        seen = [each for each in several.identifiers if is_visible(actor, kind, each)]
        if not seen:
            raise _unknown(kind, name) from several
        raise UnknownSubject(
            f"{name} 有多项：{'、'.join(seen)}", f"{name} has several: {', '.join(seen)}", shown=name,
            remedy_zh="写明其中一项的编号", remedy_en="give the number of the one you mean",
        ) from several  # fmt: skip


def subject_for(actor: Actor, kind: str, identifier: str) -> Subject:
    """Return a subject that this person may know of; what they may not see is unknown to them. Raises: UnknownSubject."""
    if not is_visible(actor, kind, identifier):
        raise _unknown(kind, identifier)
    return subject(kind, identifier)


def is_visible(actor: Actor, kind: str, identifier: str) -> bool:
    """Whether this person may know that the subject exists; the system sees all."""
    return actor.kind == "system" or kind_of(kind).visible(actor, identifier)


def items_of(kind: str, identifiers: Sequence[str]) -> dict[str, str] | None:
    """Return the parts of subjects that can be asked for, code → name; with several subjects each code bears its subject's number.

    None for a kind of subject that is not asked for in parts.
    """
    parts = kind_of(kind).items
    if parts is None:
        return None
    several = len(identifiers) > 1
    return {
        (f"{identifier}:{code}" if several else code): (f"{identifier} · {name}" if several else name)
        for identifier in identifiers
        for code, name in parts(identifier).items()
    }


def _unknown(kind: str, identifier: str) -> UnknownSubject:
    return UnknownSubject(
        f"没有编号为 {identifier} 的对象", f"there is no {kind} {identifier!r}", shown=identifier,
        remedy_zh="核对编号，或者在目录中搜索", remedy_en="check the number or search the catalogue",
    )  # fmt: skip
