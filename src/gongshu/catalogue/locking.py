"""Taking an entry for oneself while it is changed."""

from __future__ import annotations

from gongshu.catalogue.models import Entry


def locked(entry: Entry) -> Entry:
    """Return the entry under a lock, in the caller's transaction."""
    return Entry.objects.select_for_update(of=("self",)).select_related("provider", "current", "draft").get(pk=entry.pk)
