"""Reading catalogues of a level and synonyms."""

from __future__ import annotations

from collections.abc import Mapping

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import LevelCatalogue, Synonym
from gongshu.people.actor import Actor
from gongshu.people.permission import query, require


@query
def levels(actor: Actor) -> list[LevelCatalogue]:
    """Return the catalogues of all levels, newest first."""
    require(actor, "catalogue.desk")
    return list(LevelCatalogue.objects.select_related("region").order_by("-compiled_at", "-id"))


@query
def level(actor: Actor, number: str) -> LevelCatalogue:
    """Return one version of a level's catalogue. Raises: NoSuchEntry."""
    require(actor, "catalogue.desk")
    region, _, version = number.rpartition(".")
    found = (
        LevelCatalogue.objects.select_related("region")
        .filter(region_id=region, version=int(version) if version.isdecimal() else 0)
        .first()
    )
    if found is None:
        raise NoSuchEntry(number, "本级目录", "catalogue of a level")
    return found


@query
def synonyms(actor: Actor) -> Mapping[str, list[str]]:
    """Return the words of each group of synonyms."""
    require(actor, "people.public")
    groups: dict[str, list[str]] = {}
    for group, word in Synonym.objects.order_by("group", "word").values_list("group", "word"):
        groups.setdefault(group, []).append(word)
    return groups
