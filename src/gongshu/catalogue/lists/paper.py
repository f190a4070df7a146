"""A version of a list as a PDF: what it says, with number, date and digest on every page, and where its record stands in the log."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.utils import timezone

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent, SealedTree
from gongshu.catalogue.lists.files import title_of
from gongshu.catalogue.lists.kinds import kind_of
from gongshu.catalogue.models import PublishedList
from gongshu.ui import letters

_NARROWEST, _WIDEST = 5, 30  # characters by which a column is given its share of the page


def paper(
    held: PublishedList, titles: Sequence[str], rows: Sequence[Sequence[str]], terms: Sequence[tuple[str, str]]
) -> bytes:
    """Return a version as PDF. Once its record is sealed, the same version gives the same bytes. Raises: FontsMissing."""
    made = letters.ListPaper(
        issuer=held.scope.zh,
        number=held.number,
        version=held.version,
        title=title_of(held),
        digest=held.digest,
        terms=terms,
        columns=titles,
        widths=_widths(titles, rows),
        rows=rows,
        articles=held.articles,
        on=timezone.localtime(held.published_at).date(),
        proof=_proof(held),
        rehearsal=settings.GONGSHU.rehearsal,
    )
    return letters.listing(made)


def _widths(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Columns get room by what stands in them on the whole; a single long cell runs over lines."""
    found = []
    for place, title in enumerate(titles):
        lengths = sorted(_room(row[place]) for row in rows)
        common = lengths[len(lengths) * 9 // 10] if lengths else 0
        found.append(min(max(_NARROWEST, _room(title), common), _WIDEST))
    return found


def _room(text: str) -> int:
    """Half the number of Latin letters that are as wide; a Chinese one counts twice."""
    return (len(text) + sum(character > _LAST_NARROW for character in text) + 1) // 2


_LAST_NARROW: Final = "\u2e7f"


def _proof(held: PublishedList) -> letters.Proof | None:
    """The first checkpoint that holds the record of the publishing; None as long as it is not sealed."""
    kept = AuditEvent.objects.filter(event=Event.LIST_PUBLISH.value, subject_id=held.number).order_by("-id").first()
    if kept is None or kept.index is None:
        return None
    tree = SealedTree.objects.filter(size__gt=kept.index).order_by("size").first()
    if tree is None:
        return None
    # Of an internal list the public is told nothing, so its code leads to the list itself.
    at = (
        f"receipt?number={held.number}"
        if kind_of(held.kind).is_public
        else f"lists/{held.kind}/{held.scope.code}/{held.version}"
    )
    root = b64encode(bytes.fromhex(tree.root)).decode()
    return letters.Proof(address=f"{settings.GONGSHU.address}/{at}", size=tree.size, root=root, index=kept.index)
