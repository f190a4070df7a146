"""What pages, API and command line read of deliveries and snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from gongshu.catalogue.files import of_snapshot
from gongshu.catalogue.models import Entry, Resource, Snapshot
from gongshu.catalogue.words import ResourceKind
from gongshu.collection import mending, rejects, samples, storing, targets
from gongshu.collection.errors import CollectionError, NoSuchDelivery, NoSuchUpload
from gongshu.collection.file_difference import FileDifference, difference_of
from gongshu.collection.models import Delivery, Feedback, Upload
from gongshu.collection.models.deliveries import Deliveries, State
from gongshu.collection.rejects import Rejected
from gongshu.grants.channels import direct_way
from gongshu.grants.entries import offer_of, receiver_for
from gongshu.lake.engine import Difference, Ref
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import allowed, query, require

_WITH = (
    "resource__entry__provider",
    "resource__entry__current",
    "resource__entry__draft",
    "snapshot",
    "mends_of",
    "base",
)


@query
def delivery(actor: Actor, number: str) -> Delivery:
    """Return a delivery that this person may see. Raises: NoSuchDelivery."""
    found: Delivery | None = Delivery.objects.visible_to(actor).select_related(*_WITH).filter(number=number).first()
    if found is None:
        raise NoSuchDelivery(number)
    return found


@query
def deliveries(actor: Actor, *, entry: str = "", state: str = "", provider: str = "") -> Deliveries:
    """Return the deliveries that this person may see, newest first."""
    found = Delivery.objects.visible_to(actor).select_related(*_WITH)
    for field, value in (
        ("resource__entry__number", entry),
        ("state", state),
        ("resource__entry__provider__code", provider),
    ):
        found = found.filter(**{field: value}) if value else found
    return found


@query
def counts(actor: Actor) -> dict[str, int]:
    """Return how many deliveries this person may see, by state."""
    found = Delivery.objects.visible_to(actor).order_by().values_list("state").annotate(number=Count("pk"))
    return {**dict.fromkeys(State.values, 0), **dict(found)}


@query
def snapshots(actor: Actor, entry: str) -> list[Snapshot]:
    """Return the snapshots of an entry that this person may see, newest first. Raises: NoSuchEntry."""
    found = targets.entry_of(entry, actor)
    visible = Snapshot.objects.visible_to(actor).filter(resource__entry=found)
    return list(
        visible.select_related(
            "resource__entry__provider", "resource__entry__current", "resource__entry__draft", "delivered_by"
        ).order_by("-id")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How two snapshots of one table differ."""

    old: Snapshot
    new: Snapshot
    key: tuple[str, ...]  # codes of the items by which rows are told apart; empty: rows are compared whole
    difference: Difference
    added_columns: tuple[str, ...] = ()
    removed_columns: tuple[str, ...] = ()
    files: FileDifference | None = None  # of file resources, whose files are counted in `difference`

    def as_json(self) -> dict[str, Any]:
        found = self.difference
        counted = {
            "added": found.added,
            "removed": found.removed,
            "changed": found.changed,
            "changed_items": dict(found.changed_items),
        }
        columns = {"added_columns": list(self.added_columns), "removed_columns": list(self.removed_columns)}
        files = {"files": self.files.as_json()} if self.files else {}
        return {"old": self.old.number, "new": self.new.number, "key": list(self.key), **counted, **columns, **files}


@query
def diff(actor: Actor, entry: str, old: str, new: str) -> Compared:
    """Return how many rows, or files, were added, removed and changed between two snapshots of one resource.

    Raises: NoSuchEntry, NoSuchDelivery; CollectionError for snapshots of two resources.
    """
    found = targets.entry_of(entry, actor)
    require(actor, "collection.compare", about=found)
    before, after = (_snapshot(actor, found, number) for number in (old, new))
    if before.resource_id != after.resource_id:
        raise CollectionError(
            f"{old} 与 {new} 不是同一资源的快照", f"{old} and {new} are no snapshots of one resource", where=found.number,
            shown=f"{old} {new}", remedy_zh="请选择同一资源的两个快照", remedy_en="choose two snapshots of one resource",
        )  # fmt: skip
    if before.resource.kind == ResourceKind.FILE:
        files = difference_of(of_snapshot(before), of_snapshot(after))
        return Compared(old=before, new=after, key=(), difference=files.counted, files=files)
    return _rows_compared(found, before, after)


def _rows_compared(found: Entry, before: Snapshot, after: Snapshot) -> Compared:
    names = [{str(each.get("code") or each["name"]): each for each in one.columns} for one in (before, after)]
    key = [item.code for item in found.shown.items.filter(key=True) if all(item.code in each for each in names)]
    with storing.engine() as engine:
        difference = engine.diff(_ref(before), _ref(after), key)
    added, removed = (
        [str(each["name"]) for code, each in one.items() if code not in other] for one, other in (names[::-1], names)
    )
    return Compared(
        old=before,
        new=after,
        key=tuple(key),
        difference=difference,
        added_columns=tuple(added),
        removed_columns=tuple(removed),
    )


def _snapshot(actor: Actor, entry: Entry, number: str) -> Snapshot:
    visible = Snapshot.objects.visible_to(actor).select_related("resource")
    held = visible.filter(number=number, resource__entry=entry)
    found: Snapshot | None = held.exclude(lake="", resource__kind=ResourceKind.TABLE).first()
    if found is None:
        raise NoSuchDelivery(number, "快照", "snapshot")
    return found


def _ref(snapshot: Snapshot) -> Ref:
    return Ref(snapshot.resource.number, int(snapshot.lake))


@query
def quarantine(actor: Actor, number: str, *, after: int = 0, limit: int = 50, code: str = "") -> list[Rejected]:
    """Return rejected rows of a delivery that are still to be mended, in the order of the file.

    Raises: NoSuchDelivery, Refused for everybody but the provider.
    """
    found = delivery(actor, number)
    require(actor, "collection.quarantine", about=found.resource.entry)
    if not found.rows_rejected or found.state in (State.WRITING, State.FAILED):
        return []
    part = mending.quarantine_of(found)
    return rejects.rows(part, after=after, limit=limit, code=code, without=mending.mended_records(found))


@query
def to_mend(actor: Actor, number: str, language: str = "zh") -> Any:
    """Return the lines of the CSV file of rows to mend. Raises: NoSuchDelivery, Refused."""
    found = delivery(actor, number)
    require(actor, "collection.quarantine", about=found.resource.entry)
    return mending.to_mend(found, language)


@query
def feedback(actor: Actor, *, open_only: bool = True) -> Sequence[Feedback]:
    """Return what was fed back about deliveries that this person may see, newest first."""
    found = Feedback.objects.filter(delivery__in=Delivery.objects.visible_to(actor)).select_related(
        "delivery__resource__entry", "receiver"
    )
    return list((found.filter(rectified_at__isnull=True) if open_only else found)[:200])


@query
def sample(actor: Actor, entry: str, *, now: datetime, limit: int = 10) -> samples.Sample | None:
    """Return some masked rows of the published snapshot; None where there are none or this person gets them by application only."""
    found = targets.entry_of(entry, actor)
    if not allowed(actor, "collection.sample", found).allowed or not _has_way(found, actor, now):
        return None
    shown = Snapshot.objects.visible_to(actor).filter(resource__entry=found, shown_by__isnull=False).exclude(lake="")
    snapshot = shown.select_related("resource").order_by("resource_id").first()
    return samples.of(snapshot, found, limit) if snapshot else None


def _has_way(entry: Entry, actor: Actor, now: datetime) -> bool:
    """Say whether the data is this person's own, or reaches them by a lawful channel without an application."""
    if entry.provider.code == actor.body:
        return True
    return (
        entry.current is not None
        and direct_way(offer_of(entry), receiver_for(actor), terms(timezone.localdate(now))) is not None
    )


@query
def resources_of(actor: Actor, entry: str) -> tuple[Entry, list[Resource]]:
    """Return the entry and its resources that this person may deliver to: the one that a number names, or all. Raises: NoSuchEntry, Refused."""
    found = targets.entry_of(entry, actor)
    require(actor, "collection.deliver", about=found)
    held = list(found.resources.exclude(kind=ResourceKind.INTERFACE).order_by("id"))
    return found, [each for each in held if each.number == entry] or held


@query
def entry_seen(actor: Actor, entry: str) -> Entry:
    """Return the entry that a number means. Raises: NoSuchEntry."""
    return targets.entry_of(entry, actor)


@query
def upload(actor: Actor, number: str) -> Upload:
    """Return how far a file is that this person sends. Raises: NoSuchUpload."""
    found = Upload.objects.visible_to(actor).filter(pk=number).first()
    if found is None:
        raise NoSuchUpload(number)
    return found


@query
def uploads(actor: Actor, entry: Entry) -> list[Upload]:
    """Return the files that this person began to send to an entry, newest first, ten at most."""
    return list(Upload.objects.visible_to(actor).filter(entry=entry)[:10])


@query
def watched(actor: Actor) -> Deliveries:
    """Return all deliveries for those who run or supervise the platform. Raises: Refused."""
    require(actor, "collection.watch")
    return Delivery.objects.visible_to(actor).select_related(*_WITH)
