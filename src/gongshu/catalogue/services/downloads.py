"""What anybody may download: keeping its digest, so that a file can be cited and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongshu.audit import Event, record
from gongshu.catalogue.models import Download, Snapshot
from gongshu.catalogue.recording import subject_of
from gongshu.people.actor import SYSTEM
from gongshu.people.permission import require, service


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file as it leaves."""

    format: str
    digest: str  # SHA-256, hexadecimal
    bytes: int
    columns: Sequence[Mapping[str, str]]  # code, title and type of each
    terms: str  # digest of the items and masks it was written with


@service
def note_download(snapshot: str, written: Written, *, now: datetime) -> Download:
    """Keep the digest of what anybody downloads of a published snapshot, in place of an earlier one, and return it."""
    require(SYSTEM, "catalogue.effect")
    with transaction.atomic():
        held = Snapshot.objects.select_related("resource").get(number=snapshot)
        facts = {"snapshot": snapshot, "format": written.format, "digest": written.digest, "bytes": written.bytes}
        event = record(Event.DOWNLOAD_DIGEST, subject_of(held.resource), by=SYSTEM, at=now, facts=facts)
        made, _ = Download.objects.update_or_create(
            snapshot=held, defaults={"format": written.format, "digest": written.digest, "bytes": written.bytes, "columns": [dict(each) for each in written.columns],
                                     "terms": written.terms, "event": event.pk, "at": now},
        )  # fmt: skip
    return made
