"""A search as an Atom feed: what is new and what has changed among its hits, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from gongshu.catalogue import labels
from gongshu.catalogue.models import IndexedEntry

MEDIA: Final = "application/atom+xml; charset=utf-8"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # characters that XML cannot hold


def feed(found: Iterable[IndexedEntry], providers: Mapping[str, str], text: str, asked: str) -> str:
    """Return the feed of a search; `asked` is the query of its address, empty for the whole catalogue."""
    node = settings.GONGSHU
    query = f"?{asked}" if asked else ""
    made = Atom1Feed(
        title=_plain(f"{node.name} · {gettext('数据目录')}{f' · {text}' if text else ''}"), link=f"{node.address}/catalogue{query}",
        description=gettext("新发布和有变化的数据集"), language=get_language(), feed_url=f"{node.address}/catalogue.atom{query}",
        feed_guid=f"{node.address}/catalogue.atom{query}",
    )  # fmt: skip
    for row in found:
        address = f"{node.address}/catalogue/{row.number}"
        made.add_item(
            title=_plain(row.title), link=address, description=_plain(row.abstract), unique_id=address, updateddate=row.published_at,
            author_name=_plain(providers.get(row.provider, row.provider)), categories=[str(labels.word("domain", row.domain))] if row.domain else [],
        )  # fmt: skip
    return str(made.writeString("utf-8"))


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)
