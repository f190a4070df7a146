"""Reading classes and codes: the tree with how much is in each, and which entry a code leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, EntryClass, ResourceCode
from gongshu.catalogue.models.codes import CODED_FROM
from gongshu.catalogue.words import State
from gongshu.people.actor import Actor
from gongshu.people.models import Body, Region
from gongshu.people.permission import allowed, query, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLine:
    """One class with how many published entries that this person may see have their code in it or below it."""

    place: EntryClass
    count: int


@query
def classes(actor: Actor) -> list[ClassLine]:
    """Return the classes in use, and those out of use that still hold entries, by code."""
    seen = Entry.objects.all().visible_to(actor).filter(state=State.PUBLISHED)
    found = ResourceCode.objects.filter(left_at__isnull=True, entry__in=seen).order_by()
    own = dict(found.values("place__code").annotate(count=Count("pk")).values_list("place__code", "count"))
    every = list(EntryClass.objects.all())
    held = dict.fromkeys((each.code for each in every), 0)
    for code, count in own.items():
        for end in range(1, len(code) + 1):
            if code[:end] in held:
                held[code[:end]] += count
    return [
        ClassLine(place=each, count=held[each.code]) for each in every if each.retired_at is None or held[each.code]
    ]


@query
def giving_classes(actor: Actor) -> list[EntryClass]:
    """Return the classes that give codes, by code."""
    require(actor, "people.public")
    return list(EntryClass.objects.filter(level__gte=CODED_FROM, retired_at__isnull=True).select_related("parent"))


@query
def codes_of(actor: Actor, entry: Entry) -> Sequence[ResourceCode]:
    """Return the codes of an entry that this person sees, its own first, then those that it had, newest first."""
    require(actor, "people.public")
    found = entry.codes.select_related("place__parent__parent__parent") if entry.resource_code else []
    return sorted(found, key=lambda each: (each.left_at is not None, -each.pk))


@query
def by_code(actor: Actor, code: str) -> Entry:
    """Return the entry that a code leads to, also one that it had before. Raises: NoSuchEntry, also where it is not theirs to see."""
    found: Entry | None = Entry.objects.all().visible_to(actor).filter(codes__code=code).first()
    if found is None:
        raise NoSuchEntry(code, "资源代码", "resource code")
    return found


@query
def classifies(actor: Actor, entry: Entry, today: date) -> bool:
    """Return whether this person may put an entry into a class, and there is one to choose."""
    may = allowed(actor, "catalogue.classify", (entry, today)).allowed
    return may and EntryClass.objects.filter(retired_at__isnull=True, level__gte=CODED_FROM).exists()


@query
def keeps_classes(actor: Actor, today: date) -> Region | None:
    """Return the level for which this person may take over a tree of classes; none for everybody else."""
    require(actor, "people.public")
    body = Body.objects.select_related("region").filter(code=actor.body).first()
    return body.region if body and allowed(actor, "catalogue.classes", (body.region, today)).allowed else None
