"""Whom a census asks, and about what, as the text of the place says."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from gongshu.catalogue.models import Entry, EntryVersion
from gongshu.catalogue.words import State
from gongshu.census.models import Kind
from gongshu.law.terms import Term, Terms
from gongshu.people.law import terms
from gongshu.people.models import Body, Region
from gongshu.people.models.bodies import Status
from gongshu.registers.models import System

ENTERPRISE = "enterprise"
_LEVELS = 4  # of places below one another, from province to township


def bodies_asked(region: Region, day: date) -> list[Body]:
    """Return the bodies of a region's own level; where the text has the whole of it surveyed, those of all places in it too.

    Source: 江苏条例 第二十九条第一款 (census.level).
    """
    term = terms(day).get("census.level")
    wanted = Q(region=region)
    if term is not None and term.decides and term.value == region.level:
        for depth in range(1, _LEVELS + 1):
            wanted |= Q(**{f"region{'__parent' * depth}": region})
    return list(Body.objects.filter(wanted, status=Status.LIVE).order_by("code"))


def enterprises_cooperate(held: Terms) -> Term | None:
    """Return the term under which enterprises take part; None where no text has them do so. Source: 江苏条例 第二十九条第二款."""
    term = held.get("census.cooperating")
    return term if term is not None and term.decides and ENTERPRISE in term.value else None


def subjects_of(body: Body | None) -> dict[tuple[str, str], str]:
    """Return what a body is asked about, (kind, number) → name: its published entries, then its systems in use."""
    if body is None:
        return {}
    numbers = Entry.objects.filter(provider=body, state=State.PUBLISHED).values("pk")
    entries = EntryVersion.objects.filter(published_of__in=numbers).order_by("entry__number")
    systems = System.objects.live().filter(body=body).order_by("number")
    return {
        **{(Kind.ENTRY.value, number): title for number, title in entries.values_list("entry__number", "title")},
        **{(Kind.SYSTEM.value, number): name for number, name in systems.values_list("number", "name")},
    }
