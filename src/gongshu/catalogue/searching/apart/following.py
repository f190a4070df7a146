"""Brings the index to what the catalogue shows: by the changes since, or whole where it cannot be told what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from gongshu.catalogue.models import IndexChange, IndexedEntry, Revision
from gongshu.catalogue.searching import full_text, segments
from gongshu.catalogue.searching.apart import store
from gongshu.catalogue.searching.counting import FACETS

if TYPE_CHECKING:
    import tantivy

_AT_ONCE: Final = 2_000  # entries whose words are in memory
_HEAP: Final = 128 << 20  # bytes that the writer gathers before it writes a part
_KEPT: Final = timedelta(days=1)  # for an index that was not written meanwhile


def note(before: str, after: str, entries: Sequence[int], at: datetime) -> None:
    """Write down, in the transaction of a change, which entries it concerns."""
    IndexChange.objects.create(before=before, after=after, entries=list(entries), made_at=at)


def keep_up(now: datetime) -> int | None:
    """Bring the index to the present and return how many entries were looked at for it; None where it was built whole."""
    with store.writing() as index:
        stamp = store.said(index)
        steps = _since(stamp)
        if steps == []:
            return 0
        if steps is None:
            _build(index)
            return None
        changed = sorted({key for step in steps for key in step.entries})
        writer = index.writer(_HEAP, 1)
        for start in range(0, len(changed), _AT_ONCE):
            _write(writer, changed[start : start + _AT_ONCE], fresh=False)
        _commit(writer, steps[-1].after)
    IndexChange.objects.filter(made_at__lt=now - _KEPT).delete()
    return len(changed)


def _since(stamp: str) -> list[IndexChange] | None:
    """Return the changes that lead from a stamp to the present; None where they do not."""
    present = Revision.objects.filter(pk=1).values_list("stamp", flat=True).first() or ""
    if stamp == present:
        return []
    first = IndexChange.objects.filter(before=stamp).order_by("pk").first() if stamp else None
    if first is None:
        return None
    steps = list(IndexChange.objects.filter(pk__gte=first.pk).order_by("pk"))
    is_whole = all(one.after == other.before for one, other in pairwise(steps))
    return steps if is_whole and any(step.after == present for step in steps) else None


def _build(index: tantivy.Index) -> None:
    # The stamp is read first: what changes while the index is built is written again by the changes since.
    present = Revision.objects.filter(pk=1).values_list("stamp", flat=True).first() or ""
    writer = index.writer(_HEAP, 1)
    writer.delete_all_documents()
    last = 0
    while keys := list(_after(last)):
        _write(writer, keys, fresh=True)
        last = keys[-1]
    _commit(writer, present)


def _after(last: int) -> Iterator[int]:
    yield from IndexedEntry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]


def _write(writer: tantivy.IndexWriter, keys: Sequence[int], *, fresh: bool) -> None:
    import tantivy

    if not fresh:
        for key in keys:
            writer.delete_documents_by_term(store.KEY, key)
    words = full_text.read(keys)
    for row in IndexedEntry.objects.filter(pk__in=keys).values("pk", "title", "live", *FACETS):
        title, all_words = words.get(row["pk"], ("", ""))
        held: dict[str, Any] = {facet: row[facet] for facet in FACETS if row[facet]}
        held |= {store.KEY: row["pk"], store.NAMED: segments.plain(row["title"]).strip(), store.RANK: _rank(row)}
        writer.add_document(tantivy.Document(**{store.TITLE: title, store.WORDS: all_words}, **held))


def _rank(row: Mapping[str, Any]) -> int:
    """Entries with data first, then short titles, then new entries."""
    return int(row["live"]) << 56 | (255 - min(len(row["title"]), 255)) << 48 | int(row["pk"])


def _commit(writer: tantivy.IndexWriter, stamp: str) -> None:
    import tantivy

    writer.delete_documents_by_term(store.KEY, store.STAMP_KEY)
    writer.add_document(tantivy.Document(**{store.KEY: store.STAMP_KEY, store.STAMP: stamp}))
    writer.commit()
    writer.wait_merging_threads()
