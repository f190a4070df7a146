"""The catalogue beyond one page of hits: all of it for a file, the newest of a search for a feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from gongshu.catalogue.exporting import lines
from gongshu.catalogue.models import EntryVersion, IndexedEntry
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.queries.answering import Asked
from gongshu.catalogue.queries.search import matching
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import query

_BATCH = 500  # entries in memory at once
FEED = 50  # entries of a feed


@query
def whole_catalogue(actor: Actor, now: datetime) -> Iterator[dict[str, Any]]:
    """Return every published entry that this person may see, by number; read in batches while the file is written."""
    return _lines(IndexedEntry.objects.visible_to(actor), now)


def _lines(visible: Indexed, now: datetime) -> Iterator[dict[str, Any]]:
    providers = dict(Body.objects.values_list("code", "zh"))
    versions = Prefetch("entry__current", EntryVersion.objects.prefetch_related("items"))
    last = ""
    while batch := list(
        visible.filter(number__gt=last).select_related("entry").prefetch_related(versions).order_by("number")[:_BATCH]
    ):
        yield from (lines.line(row, providers.get(row.provider, row.provider), now) for row in batch)
        last = batch[-1].number


@query
def newest(actor: Actor, asked: Asked, *, size: int = FEED) -> list[IndexedEntry]:
    """Return the hits of a search that were published or changed last, newest first."""
    visible = IndexedEntry.objects.visible_to(actor)
    return list(matching(actor, visible, asked).order_by("-published_at", "-pk")[:size])
