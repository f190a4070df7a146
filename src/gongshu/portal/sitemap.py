"""What search engines may read: the fixed pages, the law, and the data sets that everybody may see, these in several maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote
from xml.sax.saxutils import escape

from gongshu.cases.subjects import kind_of
from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.models.indexed import Indexed
from gongshu.people.actor import ANYONE
from gongshu.people.law import law
from gongshu.portal.lawbook import texts

ENTRIES = 10_000  # data sets of one map; it may hold 50,000 addresses and 50 MB
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED = (
    "/", "/catalogue", "/catalogue/rates", "/figures", "/assessment", "/lists", "/opening/priorities", "/quality", "/questions", "/questions/reuses",
    "/questions/applications", "/demands", "/oversight/notices", "/law/", "/law/due", "/law/compare", "/law/procedures/", "/receipt", "/proof/",
    "/proof/check", "/bodies",
)  # fmt: skip


def index(address: str) -> str:
    """Return the list of maps of a node that answers at this address."""
    count = _visible().count()
    maps = ["pages", *(f"datasets-{number}" for number in range(1, -(-count // ENTRIES) + 1))]
    lines = (f"<sitemap><loc>{escape(address)}/sitemap/{name}.xml</loc></sitemap>" for name in maps)
    return _document("sitemapindex", lines)


def pages(address: str) -> str:
    """Return the map of the fixed pages and the law."""
    return _document("urlset", (_line(address + quote(path)) for path in _paths()))


def datasets(address: str, number: int) -> str | None:
    """Return one map of data sets, counted from 1, with the day of each one's last change; None beyond the last."""
    entry, start = kind_of(ENTRY), (number - 1) * ENTRIES
    rows = list(_visible().order_by("number").values_list("number", "published_at")[start : start + ENTRIES])
    if not rows:
        return None
    return _document("urlset", (_line(address + quote(entry.address(each)), f"{at:%Y-%m-%d}") for each, at in rows))


def _visible() -> Indexed:
    return IndexedEntry.objects.visible_to(ANYONE)


def _document(root: str, lines: Iterable[str]) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{_XMLNS}">{"".join(lines)}</{root}>\n'


def _line(address: str, changed: str = "") -> str:
    day = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{day}</url>"


def _paths() -> Iterator[str]:
    yield from _FIXED
    for path, place in sorted(law().jurisdictions.items()):
        if place.main:
            yield f"/law/{path}/"
            yield from (texts.article(path, short, number).address for short, number in sorted(place.texts))
