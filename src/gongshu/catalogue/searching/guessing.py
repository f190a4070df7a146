"""What was likely meant by a search without hits, from the index alone: a million titles are not read for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.searching import full_text, segments, sounding
from gongshu.catalogue.searching.apart import asking, store
from gongshu.people.actor import Actor

if TYPE_CHECKING:
    import tantivy

_TITLES = 200  # that are compared with what was typed; the newest that sound like it or share most of its characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Where words are looked up: in the database, or in an index of its own that is in step with it."""

    marks: full_text.Marks
    reader: tantivy.Searcher | None = None

    def matching(self, term: Sequence[segments.Term], most: int, *, within: str = "title body") -> list[int]:
        if self.reader is None:
            return full_text.matching(term, self.marks, most, within=within)
        field = store.TITLE if within == "title" else store.WORDS
        return asking.newest(self.reader, term, self.marks, most, field=field)


def near(actor: Actor, text: str, known: Words, synonyms: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return words of what this person may find, and synonyms, that were likely meant; at most five, the likeliest first.

    Of several words the first that nothing has is replaced; where each has been found, only not together, nothing was mistyped.
    """
    words = segments.plain(text).split()
    if len(words) < 2:
        return _meant(actor, "".join(words), known, synonyms)
    wrong = next((word for word in words if not known.matching(segments.query(word, synonyms), 1)), "")
    found = _meant(actor, wrong, known, synonyms) if wrong else []
    return [" ".join(each if word == wrong else word for word in words) for each in found]


def _meant(actor: Actor, typed: str, known: Words, synonyms: Iterable[str]) -> list[str]:
    heard = sounding.sought(typed)
    if heard is None:
        return []
    said = _titles(known.matching([heard], _TITLES, within="sounds"), actor)
    if found := sounding.near(typed, [*map(segments.plain, synonyms), *said]):
        return found
    slip = sounding.slips(typed)
    if slip is None:
        return []
    return sounding.near(typed, _titles(known.matching([slip], _TITLES, within="title"), actor))


def _titles(keys: list[int], actor: Actor) -> list[str]:
    return [segments.plain(title) for title in IndexedEntry.objects.among(actor, keys).values_list("title", flat=True)]
