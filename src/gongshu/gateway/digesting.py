"""The digest of what anybody downloads: written once as the download writes it, and nothing of it kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import IO, Any, cast

from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Download
from gongshu.catalogue.services import Written
from gongshu.gateway import lake
from gongshu.grants import access, selection
from gongshu.grants.entries import TableRef, entry_of, offer_of, table_of
from gongshu.grants.selection import Selection
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service

FORMAT = "csv"  # the form that is cited


class Digest:
    """A file to write to that keeps nothing but its digest and its size."""

    def __init__(self) -> None:
        self.digest, self.bytes = hashlib.sha256(), 0

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        self.digest.update(data)
        self.bytes += size
        return size


@service
def digest_download(number: str, *, now: datetime, actor: Actor = SYSTEM) -> Download | None:
    """Bring the digest of an entry's public download up to date; None where there is nothing to do or to download.

    It follows the snapshot and the masks; what is no longer open to anybody tells it to nobody.
    """
    require(actor, "grants.clock")
    table = table_of(number)
    if table is None:
        return None
    offer = offer_of(entry_of(number))
    chosen, stored = selection.of_offer(offer), lake.columns_of(table)
    if not access.is_open_to_anyone(offer, now) or not stored.keys() >= set(chosen.items):
        return None
    terms = _terms(chosen)
    if Download.objects.filter(snapshot__number=table.snapshot, terms=terms).exists():
        return None
    written = _written(table, chosen)
    columns = [
        {"code": item.code, "title": stored[item.code], "type": "text" if item.code in chosen.masks else item.type}
        for item in offer.items
    ]
    kept = Written(format=FORMAT, digest=written.digest.hexdigest(), bytes=written.bytes, columns=columns, terms=terms)
    return catalogue.note_download(table.snapshot, kept, now=now)


def _terms(chosen: Selection) -> str:
    said = [f"{item}={chosen.masks.get(item, '')}" for item in chosen.items]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _written(table: TableRef, chosen: Selection) -> Digest:
    sink = Digest()
    lake.engine().export(
        lake.ref_of(table),
        cast("IO[bytes]", sink),
        FORMAT,
        columns=chosen.items,
        where=chosen.where,
        masks=chosen.masks,
    )
    return sink
