"""Entries as somebody who prepares or reviews an opening finds them."""

from __future__ import annotations

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor


def entry_for(actor: Actor, number: str) -> Entry:
    """Return an entry that this person may see, with what its preparation asks of it. Raises: NoSuchEntry."""
    found: Entry | None = (
        Entry.objects.visible_to(actor)
        .select_related("provider__region", "provider__entrusted", "current__region", "draft__region", "current__entry__provider", "draft__entry__provider")
        .filter(number=number)
        .first()
    )  # fmt: skip
    if found is None:
        raise NoSuchEntry(number)
    return found
