"""What was likely meant by a search without hits, from the index alone: a million titles are not read for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.searching import full_text, segments, sounding
from gongshu.people.actor import Actor

_TITLES = 200  # that are compared with what was typed; the newest that sound like it or share most of its characters


def near(actor: Actor, text: str, marks: full_text.Marks, synonyms: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return words of what this person may find, and synonyms, that were likely meant; at most five, the likeliest first.

    Of several words the first that nothing has is replaced; where each has been found, only not together, nothing was mistyped.
    """
    words = segments.plain(text).split()
    if len(words) < 2:
        return _meant(actor, "".join(words), marks, synonyms)
    wrong = next((word for word in words if not full_text.matching(segments.query(word, synonyms), marks, 1)), "")
    found = _meant(actor, wrong, marks, synonyms) if wrong else []
    return [" ".join(each if word == wrong else word for word in words) for each in found]


def _meant(actor: Actor, typed: str, marks: full_text.Marks, synonyms: Iterable[str]) -> list[str]:
    heard = sounding.sought(typed)
    if heard is None:
        return []
    said = _titles(full_text.matching([heard], marks, _TITLES, within="sounds"), actor)
    if found := sounding.near(typed, [*map(segments.plain, synonyms), *said]):
        return found
    slip = sounding.slips(typed)
    if slip is None:
        return []
    return sounding.near(typed, _titles(full_text.matching([slip], marks, _TITLES, within="title"), actor))


def _titles(keys: list[int], actor: Actor) -> list[str]:
    return [segments.plain(title) for title in IndexedEntry.objects.among(actor, keys).values_list("title", flat=True)]
