"""Keeps the index in step with what is published, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

from django.conf import settings

from gongshu.audit import clock
from gongshu.catalogue import scoring
from gongshu.catalogue.models import Entry, IndexedEntry, Resource, Revision
from gongshu.catalogue.published import of_entry
from gongshu.catalogue.searching import counting, full_text, segments, sounding
from gongshu.catalogue.searching.apart import following
from gongshu.catalogue.searching.counting import FACETS
from gongshu.catalogue.words import Attribute, ResourceKind, ResourceState, State
from gongshu.jobs import enqueue
from gongshu.people.actor import ANYONE

__all__ = ["FACETS", "FOLLOW", "LIVE", "OPEN", "revision", "text", "touch", "write", "write_all"]
OPEN = segments.mark("open", "yes")  # what the public may find
FOLLOW = "catalogue.index"  # the job that brings an index of its own up to date
LIVE = segments.mark("live", "yes")  # what has data


def write(entry: Entry) -> None:
    """Index a published entry anew, or take one that is not published out of the index."""
    write_all([entry])


def write_all(entries: Sequence[Entry]) -> None:
    """Index entries anew, in the caller's transaction."""
    keys = [entry.pk for entry in entries]
    touch(keys)  # First: its lock lets one transaction at a time change the counts.
    before = counting.same(keys)
    IndexedEntry.objects.filter(pk__in=keys).delete()
    full_text.remove(keys)
    rows = [_row(entry) for entry in entries if entry.state == State.PUBLISHED]
    IndexedEntry.objects.bulk_create(rows)
    full_text.put(
        [
            _text(entry, row)
            for entry, row in zip((entry for entry in entries if entry.state == State.PUBLISHED), rows, strict=True)
        ]
    )
    counting.change(before, counting.same(keys))


def touch(entries: Sequence[int] = ()) -> None:
    """Tell every cache of counts that it is old, and an index of its own which entries it must read anew. In the caller's transaction."""
    row, _made = Revision.objects.select_for_update().get_or_create(id=1, defaults={"stamp": ""})
    before, row.stamp = row.stamp, token_hex(8)
    row.save(update_fields=["stamp"])
    if settings.GONGSHU.search_index:
        now = clock.now()
        following.note(before, row.stamp, entries, now)
        enqueue(FOLLOW, {}, key=row.stamp, at=now)


def revision() -> str:
    """Return what caches are kept under; empty before anything was published."""
    return Revision.objects.filter(pk=1).values_list("stamp", flat=True).first() or ""


def _row(entry: Entry) -> IndexedEntry:
    version = entry.shown
    hooked = [resource for resource in entry.resources.all() if resource.state == ResourceState.HOOKED]
    return IndexedEntry(
        entry=entry, number=entry.number, title=version.title, abstract=version.abstract[:300], provider=entry.provider.code,
        region=version.region_id, domain=version.domain, format=version.format, sharing=version.sharing, opening=version.opening,
        frequency=version.update_frequency, live=bool(hooked), published_at=entry.changed_at,
        delivered_at=max((resource.delivered_at for resource in hooked if resource.delivered_at), default=None), rows=_rows(hooked),
        score=scoring.points(of_entry(entry, ANYONE)),
    )  # fmt: skip


def _rows(hooked: Sequence[Resource]) -> int | None:
    counted = [each.snapshot.rows for each in hooked if each.snapshot and each.kind == ResourceKind.TABLE]
    return sum(counted) if counted else None


def _text(entry: Entry, row: IndexedEntry) -> full_text.Text:
    version = entry.shown
    items = " ".join(f"{name} {code}" for name, code in version.items.values_list("name", "code"))
    return text(row, version.abstract, " ".join(version.keywords), items, f"{entry.provider.zh} {entry.provider.short}")


def text(row: IndexedEntry, *said: str) -> full_text.Text:
    """Return the tokens of an entry: of its title and number, of what it says besides, how the title sounds, and its marks."""
    title, body = f"{row.title} {row.number}", " ".join(said)
    marks = segments.marks((facet, getattr(row, facet)) for facet in FACETS)
    if row.opening in (Attribute.UNCONDITIONAL, Attribute.CONDITIONAL):
        marks.append(OPEN)
    if row.live:
        marks.append(LIVE)
    return full_text.Text(
        entry=row.pk, title=segments.tokens(title), body=segments.tokens(body), sounds=sounding.tokens(row.title), marks=marks
    )  # fmt: skip
