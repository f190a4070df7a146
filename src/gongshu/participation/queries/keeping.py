"""What a person keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongshu.participation.models import Favourite, SavedSearch
from gongshu.people.actor import Actor
from gongshu.people.permission import query, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Favourites whose entry may still be seen, and saved searches, newest first."""

    favourites: Sequence[Favourite]
    searches: Sequence[SavedSearch]


@query
def kept(actor: Actor) -> Kept:
    """Return what this person keeps. Raises: Refused for somebody who is not signed in."""
    require(actor, "participation.keep")
    favourites = Favourite.objects.all().visible_to(actor).select_related("entry__current", "entry__provider")
    searches = SavedSearch.objects.all().visible_to(actor)
    return Kept(favourites=list(favourites.order_by("-pk")), searches=list(searches.order_by("-pk")))


@query
def favourite_of(actor: Actor, number: str) -> Favourite | None:
    """Return how this person keeps an entry, None where they do not."""
    found: Favourite | None = Favourite.objects.all().visible_to(actor).filter(entry__number=number).first()
    return found
