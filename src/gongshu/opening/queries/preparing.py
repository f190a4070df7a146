"""What has been done before an entry is opened, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, EntryVersion, Item, Snapshot
from gongshu.grants.entries import offer_of
from gongshu.opening.choosing import Chosen, suggested
from gongshu.opening.errors import NoSuchRecord
from gongshu.opening.finding import entry_for
from gongshu.opening.models import Consent, MaskingRecord, Method, SmallCellCheck
from gongshu.opening.readiness import Readiness, readiness, table_of
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed, query


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """Where the opening of an entry stands; records, checks and consents are the newest first."""

    entry: Entry
    version: EntryVersion  # the draft where there is one: what is to be opened
    standing: Readiness
    items: Sequence[Item]
    records: Sequence[MaskingRecord]
    checks: Sequence[SmallCellCheck]
    consents: Sequence[Consent]
    waiting: Snapshot | None  # a newer snapshot of the table than the published one
    waiting_check: SmallCellCheck | None  # its newest check under the record that fits
    suggests: Chosen | None  # what a check would look at; None before there is something to check
    k: int  # the node's settings
    variety: int
    may_record: bool
    may_check: bool
    may_override: bool
    may_read: bool  # the papers of consents


@query
def preparation(actor: Actor, number: str, now: datetime) -> Preparation:
    """Return what was recorded before an entry is opened. Raises: NoSuchEntry, also for whoever sees none of its records."""
    entry, day = entry_for(actor, number), timezone.localdate(now)
    version = entry.draft or entry.shown
    may = {
        name: allowed(actor, f"opening.{name}", (entry, day)).allowed
        for name in ("record", "check", "override", "read_consent")
    }
    records = MaskingRecord.objects.visible_to(actor).filter(entry=entry)[:50]
    if not (any(may.values()) or records):
        raise NoSuchEntry(number)
    standing, waiting = readiness(entry, version, day), _waiting(entry)
    checks = SmallCellCheck.objects.visible_to(actor).filter(record__entry=entry).select_related("record", "snapshot")
    return Preparation(
        entry=entry, version=version, standing=standing, items=list(version.items.all()), records=list(records), checks=list(checks[:20]),
        consents=list(Consent.objects.visible_to(actor).filter(entry=entry)[:50]), suggests=_suggests(entry, standing),
        waiting=waiting, waiting_check=readiness(entry, version, day, waiting).check if waiting else None,
        k=settings.GONGSHU.small_cell_k, variety=settings.GONGSHU.small_cell_variety, may_record=may["record"], may_check=may["check"],
        may_override=may["override"], may_read=may["read_consent"],
    )  # fmt: skip


def _waiting(entry: Entry) -> Snapshot | None:
    """The newest snapshot of the entry's table where it is newer than the published one and was not found wrong."""
    table = table_of(entry)
    if table is None:
        return None
    newest: Snapshot | None = table.snapshots.exclude(lake="").order_by("-pk").first()
    return None if newest is None or newest.pk <= (table.snapshot_id or 0) or newest.faulted_in else newest


def _suggests(entry: Entry, standing: Readiness) -> Chosen | None:
    if entry.current is None or standing.record is None or table_of(entry) is None:
        return None
    found = suggested(offer_of(entry), standing.record.items_by(Method.DROPPED))
    last = standing.check
    return Chosen(quasi=tuple(last.quasi), sensitive=tuple(last.sensitive), masks=found.masks) if last else found


@query
def record(actor: Actor, number: str) -> MaskingRecord:
    """Return one masking record. Raises: NoSuchRecord, the same where there is none and where this person may not see it."""
    found: MaskingRecord | None = (
        MaskingRecord.objects.visible_to(actor)
        .select_related("entry__current", "entry__draft", "entry__provider", "snapshot")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NoSuchRecord(number)
    return found
