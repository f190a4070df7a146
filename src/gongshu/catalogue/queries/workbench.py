"""What the workbench reads: a body's own entries, and what a change of many would say before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gongshu.catalogue import judging
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.judging import Judged
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import Entries
from gongshu.catalogue.queries.entries import entries
from gongshu.catalogue.words import State
from gongshu.people.actor import Actor
from gongshu.people.permission import query, require


@query
def own_entries(actor: Actor, *, text: str = "", state: str = "") -> Entries:
    """Return the entries of one's own body that can still change, by number; `text` is a number or stands in the title."""
    require(actor, "catalogue.desk")
    found = entries(actor, provider=actor.body, state=state).exclude(state=State.WITHDRAWN)
    if not text.strip():
        return found
    said = text.strip()
    return found.filter(Q(number=said) | Q(current__title__icontains=said) | Q(draft__title__icontains=said))


@query
def tried(actor: Actor, changes: Mapping[str, Mapping[str, Any]], now: datetime) -> dict[str, Judged]:
    """Return, by number, what entries would say with a change and everything wrong with it. Raises: NoSuchEntry; Refused."""
    seen = Entry.objects.visible_to(actor).filter(number__in=list(changes))
    held = {entry.number: entry for entry in seen.select_related("provider", "current", "draft")}
    found = {}
    for number, given in changes.items():
        if number not in held:
            raise NoSuchEntry(number)
        require(actor, "catalogue.edit", held[number])
        found[number] = judging.judged(held[number], given, timezone.localdate(now))
    return found
