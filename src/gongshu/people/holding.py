"""Which body carries out a function of the law, and who may speak for a body."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from gongshu.people.actor import Actor
from gongshu.people.duties import SPEAKING
from gongshu.people.law import law
from gongshu.people.models import Body, BodyRole, Region
from gongshu.people.models.regions import Level

# A township or a park has no data authority of its own; the nearest place above it that has one answers for it.
_BELOW_COUNTY = frozenset({Level.TOWNSHIP, Level.PARK})


def holder(function_key: str, *, party_region: Region | str, day: date) -> Body | None:
    """Return the body that carries out a function for a party's region on a day, or None where nobody holds the role.

    A function that names a party ("provider") has no holder here: the case knows its parties. Source: the article of
    the function. Raises: UnknownName for a function that the law does not know.
    """
    function = law().function(function_key, settings.GONGSHU.jurisdiction)
    if function.role is None:
        return None
    region = _region(party_region)
    if function.level is not None:
        found = region.at(function.level)
        return _of(function.role, found, day) if found else None
    found = _own(region)
    if function.above:
        found = found.parent if found else None
    return _of(function.role, found, day) if found else None


def holder_of_role(role: str, region: Region | str, day: date) -> Body | None:
    """Return the body that holds a role for exactly this region on a day, or for what lies above a township or park."""
    found = _own(_region(region))
    return _of(role, found, day) if found else None


def acts_for(actor: Actor, body: Body | None) -> bool:
    """Say whether this person may speak for this body: works in it and holds a duty that speaks for it."""
    return body is not None and bool(actor.body) and actor.body == body.code and bool(actor.duties & SPEAKING)


def _region(given: Region | str) -> Region:
    return Region.objects.select_related("parent").get(code=given) if isinstance(given, str) else given


def _own(region: Region) -> Region | None:
    found: Region | None = region
    while found is not None and found.level in _BELOW_COUNTY:
        found = found.parent
    return found


def _of(role: str, region: Region, day: date) -> Body | None:
    held = BodyRole.objects.filter(BodyRole.live(day), role=role, region=region).select_related("body__region")
    found = held.order_by("-since").first()
    return found.body if found else None
