"""What pages, API and command line read of classification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from django.db.models import QuerySet
from django.utils import timezone

from gongshu.classification.errors import NoSuchRules
from gongshu.classification.kinds import KINDS, RuleKind, kind_of
from gongshu.classification.models import RuleText
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import allowed, query, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one kind of rules stands in a place."""

    kind: RuleKind
    provided: Term | None  # None: made under a text that is no longer in force
    versions: Sequence[tuple[RuleText, bool]]  # the one in force of each region and sector, and those that begin later
    makes: bool  # whether this person issues them


@query
def standings(actor: Actor, now: datetime) -> list[Standing]:
    """Return the kinds of rules that the texts of the place provide for, or that were issued, with the newest of each."""
    require(actor, "people.public")
    day = timezone.localdate(now)
    held = terms(day)
    body = _body(actor)
    held_now = _current(day)
    found = []
    for kind in KINDS.values():
        provided, texts = kind.provided(held), [each for each in held_now if each[0].kind == kind.name]
        makes = provided is not None and allowed(actor, "classification.rules", (kind, body, day)).allowed
        if provided is not None or texts:
            found.append(Standing(kind=kind, provided=provided, versions=texts, makes=makes))
    return found


def _current(day: date) -> list[tuple[RuleText, bool]]:
    """Return the versions in force and those that have not begun, each with whether it is in force."""
    found: dict[tuple[str, str, str], list[tuple[RuleText, bool]]] = {}
    for each in RuleText.objects.select_related("region", "author").order_by("id"):
        known = found.setdefault((each.kind, each.region_id, each.sector), [])
        begun = each.in_force_on <= day
        found[each.kind, each.region_id, each.sector] = [*(known if not begun else []), (each, begun)]
    return [each for versions in found.values() for each in versions]


def _body(actor: Actor) -> Body | None:
    held: Body | None = (
        Body.objects.select_related("region", "entrusted").filter(code=actor.body).first() if actor.body else None
    )
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """How a version differs from the one before: provisions, and what is stated."""

    added: Sequence[str]
    removed: Sequence[str]
    restated: Sequence[str]  # the words of what is stated otherwise

    def __len__(self) -> int:
        return len(self.added) + len(self.removed) + len(self.restated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One version of rules with all that belongs to it."""

    held: RuleText
    kind: RuleKind
    stated: Sequence[
        tuple[Term, Sequence[tuple[Mapping[str, str], str]]]
    ]  # term → name of each key, what is said of it
    partners: Sequence[Body]
    versions: Sequence[RuleText]
    changed: Changed | None  # None for the first
    in_force: bool


@query
def rules(actor: Actor, number: str, now: datetime) -> Shown:
    """Return one version of rules by its number. Raises: NoSuchRules."""
    require(actor, "people.public")
    held = _held(number)
    versions = list(_versions(held))
    place = next(place for place, each in enumerate(versions) if each.pk == held.pk)
    before = versions[place + 1] if place + 1 < len(versions) else None
    day = timezone.localdate(now)
    begun = [each for each in versions if each.in_force_on <= day]
    return Shown(
        held=held, kind=kind_of(held.kind), stated=_stated(held), partners=list(Body.objects.filter(code__in=held.made_with).order_by("code")),
        versions=versions, changed=changed(before, held) if before else None, in_force=bool(begun) and begun[0].pk == held.pk,
    )  # fmt: skip


def _held(number: str) -> RuleText:
    key = number.rpartition(".")[2]
    found = (
        RuleText.objects.select_related("region", "author").filter(pk=int(key)).first()
        if key.isdecimal() and len(key) < 10
        else None
    )
    if found is None or found.number != number:
        raise NoSuchRules(number)
    return found


def _versions(held: RuleText) -> QuerySet[RuleText]:
    same = RuleText.objects.filter(kind=held.kind, region=held.region, sector=held.sector)
    return same.select_related("region", "author").order_by("-version")


def _stated(held: RuleText) -> list[tuple[Term, list[tuple[Mapping[str, str], str]]]]:
    """In the words of the text of the day of issue."""
    known = terms(timezone.localdate(held.issued_at))
    return [
        (term, [(term.names.get(key, {"zh": key}), text) for key, text in said.items()])
        for name, said in held.statements.items()
        if (term := known.get(name)) is not None
    ]


def changed(before: RuleText, after: RuleText) -> Changed:
    """Return how two versions differ, provision by provision."""
    added: list[str] = []
    removed: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, before.provisions, after.provisions, autojunk=False).get_opcodes():
        if what != "equal":
            removed += before.provisions[a:b]
            added += after.provisions[c:d]
    names = {*before.statements, *after.statements}
    restated = [
        text
        for name in sorted(names)
        for key, text in after.statements.get(name, {}).items()
        if before.statements.get(name, {}).get(key) != text
    ]
    return Changed(added=added, removed=removed, restated=restated)


@query
def draft(actor: Actor, kind: str, now: datetime) -> tuple[RuleKind, Sequence[Term], Term | None]:
    """Return what the text has new rules of this kind state, and with whom they are made. Raises: NoSuchEntry; Refused."""
    wanted, day = kind_of(kind), timezone.localdate(now)
    require(actor, "classification.rules", (wanted, _body(actor), day))
    held = terms(day)
    return wanted, wanted.stated(held), wanted.joined(held)
