"""What a steward decides: releasing or returning a delivery that waits, going back to an earlier snapshot, taking over items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gongshu.audit import Event, record
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Resource, Snapshot
from gongshu.catalogue.words import ItemType
from gongshu.collection import quality, steps, targets
from gongshu.collection.errors import CollectionError, DeliveryRunning, NoSuchDelivery, NotDecidable
from gongshu.collection.models import Delivery
from gongshu.collection.models.deliveries import State
from gongshu.collection.recording import subject_of
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service


@service
def approve_publication(number: str, reason: str = "", *, actor: Actor, now: datetime) -> Delivery:
    """Publish a delivery that waits. Raises: NotDecidable if it does not wait or other data was published since; NoSuchDelivery, Refused."""
    delivery = _waiting(number, actor)
    with transaction.atomic():
        steps.locked(delivery.resource.entry)
        shown = Resource.objects.get(pk=delivery.resource_id).snapshot_id
        _require_waiting(delivery)
        if shown != delivery.base_id:
            raise NotDecidable(
                f"投送 {number} 之后已发布其他数据", f"other data was published after delivery {number}", where=number,
                remedy_zh="请退回后重新投送", remedy_en="return it and deliver the file again",
            )  # fmt: skip
        assert delivery.snapshot is not None
        catalogue.restore(delivery.snapshot.number, actor=actor, now=now)
        quality.confirmed(delivery, reason, actor=actor, now=now)
        return _decide(delivery, State.PUBLISHED, Event.DELIVERY_RELEASE, reason, actor, now)


@service
def refuse_publication(number: str, reason: str, *, actor: Actor, now: datetime) -> Delivery:
    """Return a delivery that waits to who delivered it. Raises: NotDecidable, also without a reason; NoSuchDelivery, Refused."""
    delivery = _waiting(number, actor)
    if not reason.strip():
        raise NotDecidable(
            "退回投送须说明理由",
            "a delivery is returned with a reason",
            where=number,
            remedy_zh="填写理由",
            remedy_en="give a reason",
        )
    with transaction.atomic():
        steps.locked(delivery.resource.entry)
        _require_waiting(delivery)
        return _decide(delivery, State.REFUSED, Event.DELIVERY_REJECT, reason, actor, now)


def _waiting(number: str, actor: Actor) -> Delivery:
    delivery = (
        Delivery.objects.visible_to(actor)
        .select_related("resource__entry__provider", "snapshot")
        .filter(number=number)
        .first()
    )
    if delivery is None:
        raise NoSuchDelivery(number)
    require(actor, "collection.decide", about=delivery.resource.entry)
    return delivery


def _require_waiting(delivery: Delivery) -> None:
    delivery.refresh_from_db(fields=["state"])
    if delivery.state != State.WAITING:
        raise NotDecidable(
            f"投送 {delivery.number} 不在待核定状态", f"delivery {delivery.number} does not wait for a decision", where=delivery.number,
            shown=delivery.state, remedy_zh="请查看该次投送的现状", remedy_en="look at what became of it",
        )  # fmt: skip


def _decide(delivery: Delivery, state: State, event: Event, reason: str, actor: Actor, now: datetime) -> Delivery:
    delivery.state, delivery.decision, delivery.decided_by, delivery.decided_at = state, reason, actor.login, now
    delivery.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    record(event, subject_of(delivery), by=actor, at=now, facts={"reason": reason})
    return delivery


@service
def restore(entry: str, snapshot: str, *, actor: Actor, now: datetime) -> Snapshot:
    """Make an earlier snapshot of an entry the published one; nothing is copied, a pointer moves.

    Raises: NoSuchEntry, NoSuchDelivery for a snapshot of another entry, DeliveryRunning while one is written, NotDecidable
    for one that waits for a steward or was returned; Refused.
    """
    found = targets.entry_of(entry, actor)
    require(actor, "collection.restore", about=found)
    wanted = (
        Snapshot.objects.visible_to(actor)
        .select_related("resource")
        .filter(number=snapshot, resource__entry=found)
        .first()
    )
    if wanted is None:
        raise NoSuchDelivery(snapshot, "快照", "snapshot")
    with transaction.atomic():
        steps.locked(found)
        _require_restorable(wanted)
        return catalogue.restore(snapshot, actor=actor, now=now)


def _require_restorable(wanted: Snapshot) -> None:
    deliveries = Delivery.objects.filter(resource=wanted.resource)
    if deliveries.filter(state=State.WRITING).exists():
        raise DeliveryRunning(
            f"{wanted.resource.number} 正在接收投送", f"a delivery to {wanted.resource.number} is being written", where=wanted.resource.number,
            remedy_zh="请待其完成", remedy_en="wait until it has ended",
        )  # fmt: skip
    held = deliveries.filter(snapshot=wanted, state__in=[State.WAITING, State.REFUSED]).first()
    if held is not None:
        raise NotDecidable(
            f"快照 {wanted.number} 未经放行", f"snapshot {wanted.number} was never released", where=wanted.number, shown=held.state,
            remedy_zh=f"请先核定投送 {held.number}", remedy_en=f"decide on delivery {held.number} instead",
        )  # fmt: skip


@service
def adopt_items(number: str, types: Mapping[str, str] | None = None, *, actor: Actor, now: datetime) -> Delivery:
    """Write the columns that were found in a delivered file into the entry's draft as its items, so that later files are read by them.

    `types` corrects what was guessed, by the code of the column. Raises: NoSuchDelivery; CollectionError if the entry declared them
    itself, for a column that the file does not have or for no type; the catalogue's errors; Refused.
    """
    delivery = (
        Delivery.objects.visible_to(actor).select_related("resource__entry__provider").filter(number=number).first()
    )
    if delivery is None:
        raise NoSuchDelivery(number)
    require(actor, "collection.deliver", about=delivery.resource.entry)
    if not delivery.guessed:
        raise CollectionError(
            f"投送 {number} 按目录的信息项入库，无需采用", f"delivery {number} was read by the entry's own items", where=number,
            remedy_zh="如需变更，请修改目录", remedy_en="edit the entry to change them",
        )  # fmt: skip
    corrected = _corrected(delivery, types or {})
    items = [
        {"name": each["name"], "code": each["code"], "type": corrected.get(each["code"], each["type"])}
        for each in delivery.columns
    ]
    catalogue.edit(delivery.resource.entry.number, {"items": items}, actor=actor, now=now)
    return delivery


def _corrected(delivery: Delivery, types: Mapping[str, str]) -> Mapping[str, str]:
    codes = {each["code"] for each in delivery.columns}
    if wrong := [
        f"{code} = {kind}" for code, kind in types.items() if code not in codes or kind not in ItemType.values
    ]:
        known = ", ".join(ItemType.values)
        raise CollectionError(
            f"不能这样更正类型：{'、'.join(wrong)}", f"types cannot be corrected so: {', '.join(wrong)}", where=delivery.number, shown=", ".join(wrong),
            remedy_zh=f"列须是文件中的列，类型为 {known} 之一", remedy_en=f"name a column of the file and one of {known}",
        )  # fmt: skip
    return types
