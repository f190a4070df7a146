"""Asks the rules about a description, with what the catalogue already holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q

from gongshu.cases.models import CaseSubject
from gongshu.catalogue.description import Description
from gongshu.catalogue.models import Entry, EntryVersion, Item
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.rules import Held, Known, Problem, Weight, problems
from gongshu.catalogue.rules.claims import claims, made
from gongshu.catalogue.storing import description_of
from gongshu.catalogue.words import Attribute, State, VersionState
from gongshu.law.terms import Terms
from gongshu.people.law import terms

Also = Callable[[Description, Terms], Iterable[Problem]]
_also: Final[list[Also]] = []
_OPEN_REVIEW = Q(kind=ENTRY, case__procedure="catalogue-review", case__ended=False)


def also(rule: Also) -> Also:
    """Have a rule asked that rests on what a layer above the catalogue keeps; its problems weigh as a review's."""
    _also.append(rule)
    return rule


def check(description: Description, region: str, day: date, *, review: int | None = None) -> list[Problem]:
    """Return all that the law of this day finds wrong with a description; what keeps it from review comes before warnings.

    `review`: the case that reviews it; of two entries under review the one that came first holds their common datum.
    """
    held = terms(day)
    further = [problem for rule in _also for problem in rule(description, held)]
    return [*problems(description, held, known(description, region, review)), *further]


def check_version(version: EntryVersion, day: date, *, review: int | None = None) -> list[Problem]:
    """Return all that the law of this day finds wrong with a version; `review` is the case that decides on it now."""
    own = review or (
        CaseSubject.objects.filter(_OPEN_REVIEW, subject=version.entry.number).values_list("case_id", flat=True).first()
    )
    return check(description_of(version), version.region_id, day, review=own)


def hindering(found: Iterable[Problem]) -> list[Problem]:
    """Return the problems that keep an entry from being reviewed or published."""
    return [problem for problem in found if problem.weight is not Weight.WARNING]


def known(description: Description, region: str, review: int | None = None) -> Known:
    """Return what the catalogue holds about the items of a description."""
    wanted = claims(description, region)
    return Known(claims=wanted, held=_held(made(wanted), description.provider, review), taken=_taken(description))


def _held(wanted: list[str], provider: str, review: int | None) -> dict[str, Held]:
    """What other providers' published entries, or entries under review, already hold."""
    if not wanted:
        return {}
    earlier = CaseSubject.objects.filter(_OPEN_REVIEW, subject=OuterRef("version__entry__number"))
    if review is not None:
        earlier = earlier.filter(case_id__lt=review)
    counted = Q(version__state=VersionState.PUBLISHED, version__entry__state=State.PUBLISHED)
    counted |= Q(version__drafted_of__isnull=False) & Q(Exists(earlier))
    rows = Item.objects.filter(counted, claim__in=wanted).exclude(version__entry__provider__code=provider)
    found: dict[str, Held] = {}
    for item in rows.select_related("version__entry__provider").order_by("version__entry_id"):
        version = item.version
        shared = version.state == VersionState.PUBLISHED and version.sharing in (
            Attribute.UNCONDITIONAL,
            Attribute.CONDITIONAL,
        )
        held = Held(
            number=version.entry.number, title=version.title, provider=version.entry.provider.zh, is_shared=shared
        )
        if item.claim not in found or shared:
            found[item.claim] = held
    return found


def _taken(description: Description) -> dict[str, frozenset[str]]:
    numbers = {item.taken_from for item in description.items if item.taken_from}
    entries = Entry.objects.filter(number__in=numbers, state=State.PUBLISHED).select_related("current")
    return {entry.number: frozenset(entry.shown.items.values_list("name", flat=True)) for entry in entries}
