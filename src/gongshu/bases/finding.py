"""A base by its number, as far as who asks may see or change it."""

from __future__ import annotations

from gongshu.audit import Subject
from gongshu.bases.errors import NoSuchBase
from gongshu.bases.models import Database
from gongshu.people.actor import Actor
from gongshu.people.permission import require

_HELD = ("lead__region", "entry__current", "entry__draft", "entry__provider")


def subject_of(base: Database) -> Subject:
    return Subject("base", str(base.pk), base.title)


def seen(number: int, actor: Actor) -> Database:
    """Return a base that this person may see. Raises: NoSuchBase."""
    held = Database.objects.visible_to(actor).select_related(*_HELD)
    held = held.prefetch_related("members__entry__provider", "members__entry__current")
    found: Database | None = held.filter(pk=number).first()
    if found is None:
        raise NoSuchBase(number)
    return found


def own(number: int, actor: Actor) -> Database:
    """Return a base that this person leads. Raises: NoSuchBase, Refused."""
    base = seen(number, actor)
    require(actor, "bases.lead", base)
    return base
