"""Which duty of the list the words of an entry mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gongshu.catalogue.models import EntryVersion
from gongshu.registers.models import ListedDuty


def meant(version: EntryVersion, listed: Sequence[ListedDuty]) -> list[ListedDuty]:
    """Return the duties that an entry or its items name, in the order of the list."""
    said = {words.strip() for _name, words in said_of(version)} - {""}
    return [duty for duty in listed if said & duty.words]


def bare(said: Iterable[tuple[str, str]], listed: Sequence[ListedDuty]) -> list[str]:
    """Return the names of those items whose duty stands not in the list; each item comes with the words of its duty."""
    known = {words for duty in listed for words in duty.words}
    return [name for name, words in said if words.strip() not in known]


def said_of(version: EntryVersion) -> Iterator[tuple[str, str]]:
    """Yield each item with the words of its duty: an item that names none has that of its entry."""
    for item in version.items.all():
        yield item.name, item.duty or version.duty
