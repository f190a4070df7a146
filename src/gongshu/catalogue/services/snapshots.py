"""What was delivered: registering a snapshot, pointing at it, going back to an earlier one, noticing that it no longer fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.catalogue import inspecting
from gongshu.catalogue.errors import NoSuchEntry, NotYet
from gongshu.catalogue.files import HeldFile
from gongshu.catalogue.inspecting import Keep
from gongshu.catalogue.models import Entry, Resource, Snapshot
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.searching import index
from gongshu.catalogue.services.resources import own_resource
from gongshu.catalogue.words import State
from gongshu.law.errors import NotProvidedFor
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What the lake tells about one delivery."""

    delivery: str  # its identifier
    rows: int
    bytes: int
    digest: str  # SHA-256 of the delivered file, hexadecimal
    lake: str = ""  # identifier of the snapshot in the lake
    columns: Sequence[Mapping[str, str]] = field(default_factory=tuple)  # name and type, as delivered
    files: Sequence[HeldFile] = ()  # all files of the snapshot, where the resource is one of files


@service
def publish_snapshot(
    resource: str, delivered: Delivered, *, publish: bool = True, keeps: Sequence[Keep] = (), actor: Actor, now: datetime
) -> Snapshot:  # fmt: skip
    """Register what a delivery left in the lake and, if `publish`, point the resource at it; return the snapshot.

    `keeps` writes what inspectors found in it. Where one of them is not content the snapshot waits, and says why in `hindered`.

    The same delivery again returns the snapshot that it made. Others see it only once the entry is published and the resource hooked.
    Raises: NoSuchEntry, Refused.
    """
    held = own_resource(resource, actor, "catalogue.deliver")
    with transaction.atomic():
        held = _locked(held)
        known = Snapshot.objects.filter(delivery=delivered.delivery).first()
        if known is not None:
            return known
        snapshot = Snapshot.objects.create(
            number=f"{held.number}.{held.snapshots.count() + 1}", resource=held, at=now, rows=delivered.rows, bytes=delivered.bytes,
            digest=delivered.digest, delivery=delivered.delivery, lake=delivered.lake, columns=[dict(each) for each in delivered.columns],
            files=[each.stored() for each in delivered.files],
        )  # fmt: skip
        for keep in keeps:
            keep(snapshot)
        snapshot.hindered = inspecting.hindrances(held, snapshot, timezone.localdate(now))
        if snapshot.hindered:
            inspecting.tell(held, snapshot, snapshot.hindered, now)
        elif publish:
            _point(held, snapshot, Event.SNAPSHOT_PUBLISH, actor, now)
    return snapshot


@service
def restore(snapshot: str, *, actor: Actor, now: datetime) -> Snapshot:
    """Point a resource at one of its snapshots, earlier or waiting. Raises: NoSuchEntry, Refused."""
    found = Snapshot.objects.visible_to(actor).select_related("resource").filter(number=snapshot).first()
    if found is None:
        raise NoSuchEntry(snapshot, "快照", "snapshot")
    held = own_resource(found.resource.number, actor, "catalogue.deliver")
    if found.faulted_in:
        raise NotYet(
            f"快照 {snapshot} 已在办件 {found.faulted_in} 中认定有误，不能再发布", f"{found.faulted_in} found snapshot {snapshot} wrong, so it is published no more",
            where=held.number, shown=snapshot, remedy_zh="交付更正后的数据", remedy_en="deliver the mended data",
        )  # fmt: skip
    with transaction.atomic():
        held = _locked(held)
        _require_unhindered(held, found, timezone.localdate(now))
        newest = not held.snapshots.filter(pk__gt=found.pk).exists()
        _point(held, found, Event.SNAPSHOT_PUBLISH if newest else Event.SNAPSHOT_RESTORE, actor, now)
    found.resource = held  # Whoever is told of it learns that this one is published now.
    return found


def _require_unhindered(resource: Resource, snapshot: Snapshot, day: date) -> None:
    found = inspecting.hindrances(resource, snapshot, day)
    if found:
        zh, en = ("\n".join(getattr(each, language) for each in found) for language in ("zh", "en"))
        raise NotYet(
            f"快照 {snapshot.number} 还不能发布：\n{zh}", f"snapshot {snapshot.number} cannot be published yet:\n{en}", where=resource.number,
            article=found[0].article, shown=snapshot.number, remedy_zh="补齐后再发布", remedy_en="complete what is missing, then publish it",
        )  # fmt: skip


def _locked(resource: Resource) -> Resource:
    # The entry's row is the lock of all its resources: the index is written from all of them.
    Entry.objects.select_for_update().get(pk=resource.entry_id)
    return Resource.objects.select_related("entry__provider", "entry__current", "entry__draft").get(pk=resource.pk)


def _point(resource: Resource, snapshot: Snapshot, event: Event, actor: Actor, now: datetime) -> None:
    resource.snapshot = snapshot
    resource.delivered_at = snapshot.at
    resource.save(update_fields=["snapshot", "delivered_at"])
    index.write(resource.entry)
    record(
        event,
        subject_of(resource),
        by=actor,
        at=now,
        facts={"snapshot": snapshot.number, "rows": snapshot.rows, "digest": snapshot.digest},
    )


@service
def notice_drift(number: str, columns: Sequence[str], *, now: datetime) -> Case | None:
    """Open the provider's duty to bring an entry up to date where delivered columns no longer fit its items; return the case.

    None where they fit, where the duty is open already, or where no text of the place sets one.
    Source: 成都条例 第十四条第二款. Raises: NoSuchEntry, NotYet.
    """
    require(SYSTEM, "catalogue.effect")
    entry = Entry.objects.select_related("current").filter(number=number).first()
    if entry is None:
        raise NoSuchEntry(number)
    if entry.state != State.PUBLISHED:
        raise NotYet(f"{number} 尚未发布", f"{number} is not published", where=number)
    change = difference(entry, columns)
    if (
        not change
        or Case.objects.filter(
            procedure="catalogue-change", ended=False, subjects__kind=ENTRY, subjects__subject=number
        ).exists()
    ):
        return None
    said = {"changed_on": timezone.localdate(now).isoformat(), "change": change}
    try:
        return cases.open_case("catalogue-change", [number], said, actor=SYSTEM, now=now)
    except NotProvidedFor:
        return None


def difference(entry: Entry, columns: Sequence[str]) -> str:
    """Return in words how delivered columns differ from the items of an entry, empty where they do not."""
    items = {name.lower(): code for code, name in _names(entry)}
    codes = {code.lower() for code, _ in _names(entry)}
    given = {column.strip().lower() for column in columns}
    unknown = sorted(column for column in columns if column.strip().lower() not in codes | items.keys())
    gone = sorted(code for code, name in _names(entry) if not {code.lower(), name.lower()} & given)
    parts = [f"新增：{'、'.join(unknown)}"] * bool(unknown) + [f"缺少：{'、'.join(gone)}"] * bool(gone)
    return "；".join(parts)


def _names(entry: Entry) -> list[tuple[str, str]]:
    return list(entry.shown.items.values_list("code", "name"))
