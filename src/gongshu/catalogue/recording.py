"""How entries, resources and snapshots are called in audit events."""

from __future__ import annotations

from gongshu.audit import Subject
from gongshu.catalogue.models import Entry, LevelCatalogue, PublishedList, Resource


def subject_of(about: Entry | Resource | LevelCatalogue | PublishedList) -> Subject:
    """Return the subject of an event. Its label is public metadata, never a value from a table."""
    if isinstance(about, Entry):
        return Subject("catalogue-entry", about.number, about.shown.title)
    if isinstance(about, Resource):
        return Subject("resource", about.number, about.title)
    if isinstance(about, PublishedList):
        return Subject("list", about.number, about.scope.zh)
    return Subject("level-catalogue", about.number, str(about.region))
