"""The pages that search engines may read: the law, and the entries that everybody may see."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from gongshu.cases.subjects import kind_of
from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.people.actor import ANYONE
from gongshu.people.law import law
from gongshu.portal.lawbook import texts

_MOST = 49_000  # a sitemap may hold 50,000 addresses
_FIXED = ("/", "/law/", "/law/due", "/law/compare", "/law/procedures/", "/receipt", "/proof/", "/bodies")


def document(address: str) -> str:
    """Return the sitemap of a node that answers at this address."""
    lines = (f"<url><loc>{escape(address + quote(path))}</loc></url>" for path in _paths())
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + "".join(lines)
        + "</urlset>\n"
    )


def _paths() -> Iterator[str]:
    yield from _FIXED
    for path, place in sorted(law().jurisdictions.items()):
        if place.main:
            yield f"/law/{path}/"
            yield from (texts.article(path, short, number).address for short, number in sorted(place.texts))
    entry = kind_of(ENTRY)
    newest = IndexedEntry.objects.visible_to(ANYONE).order_by("-published_at").values_list("number", flat=True)
    yield from (entry.address(number) for number in newest[:_MOST])
