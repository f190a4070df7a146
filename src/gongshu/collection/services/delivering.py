"""Delivering a file: at once for a command, through the spool for an upload."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError

from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import ResourceKind
from gongshu.collection import carrying, columns, filing, lease, mending, sources, steps, targets
from gongshu.collection.errors import DeliveryRunning, NoSuchDelivery
from gongshu.collection.lease import Progress
from gongshu.collection.models import Delivery
from gongshu.collection.models.deliveries import State
from gongshu.collection.naming import named
from gongshu.collection.sources import Source
from gongshu.collection.steps import After
from gongshu.collection.targets import Target
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service

PATIENCE = 600.0  # seconds that a command waits for another delivery to the same entry
_POLL = 0.1


@service
def deliver(
    entry: str,
    path: Path,
    *,
    actor: Actor,
    now: datetime,
    mode: str | None = None,
    mends: str = "",
    resource: str = "",
    progress: Callable[[int, int], None] | None = None,
    patience: float = PATIENCE,
    after: After = steps.nothing,
) -> Delivery:
    """Deliver a file to a table or the files of an entry and return the delivery: published, or waiting for a steward.

    The same file as the newest delivery changes nothing; the answer is that delivery with `is_duplicate` set. `mode`
    replaces the entry's own; `resource` is its number where the entry has several; `mends` names the delivery whose rejected rows come back mended. Of two deliveries to one
    resource the second waits, `patience` seconds at most.
    Raises: NoSuchEntry, Refused, ResourceUnclear; DeliveryRefused, MendUnfit, ModeUnfit, StorageGone, after which nothing was kept; DeliveryRunning.
    """
    target, before = prepared(Asked(entry, resource, named(path.name), mode, mends), actor)
    source = sources.local(path)
    delivery = begun(target, source, before, actor=actor, now=now, patience=patience)
    if delivery.is_duplicate:
        return delivery
    after("1 begun")
    return carrying.carry(delivery, now=now, progress=Progress(progress), after=after)


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a file is to go, as it was said."""

    entry: str  # its number, or that of one of its resources
    resource: str  # number; empty: the only one that fits
    file: str  # its name
    mode: str | None
    mends: str


def prepared(asked: Asked, actor: Actor) -> tuple[Target, Delivery | None]:
    """Return what a delivery goes to and, for mended rows, whose quarantine it mends; asks for permission."""
    found: Entry = targets.entry_of(asked.entry, actor)
    require(actor, "collection.deliver", about=found)
    before = None
    if asked.mends:
        before = (
            Delivery.objects.visible_to(actor)
            .select_related("resource__entry")
            .filter(number=asked.mends, resource__entry=found)
            .first()
        )
        if before is None:
            raise NoSuchDelivery(asked.mends)
        mending.require_mendable(before)
    resource = before.resource if before else targets.resource_of(found, asked.resource or asked.entry, asked.file)
    return targets.target(found, resource, asked.mode), before


def begun(
    target: Target, source: Source, before: Delivery | None, *, actor: Actor, now: datetime, patience: float
) -> Delivery:
    """Step 1, when it is this delivery's turn; the newest delivery itself if the file is the same."""
    if target.resource.kind == ResourceKind.FILE:
        filing.require_keepable(source)
    deadline = time.monotonic() + patience
    while True:
        running = (
            Delivery.objects.select_related("resource__entry")
            .filter(resource=target.resource, state=State.WRITING)
            .first()
        )
        if running is None:
            same = _same(target, source, before)
            if same is not None:
                same.is_duplicate = True
                return same
            try:
                return steps.begin(target, source, actor=actor, now=now, mends_of=before)
            except IntegrityError:  # Another process was quicker.
                continue
        # A command completes what a dead process left; a page does not make its reader wait for that.
        if patience and lease.is_abandoned(running, time.time()):
            carrying.resumed(running, now)
        elif time.monotonic() >= deadline:
            raise _running(running)
        else:
            time.sleep(_POLL)


def _same(target: Target, source: Source, before: Delivery | None) -> Delivery | None:
    """Return the newest delivery if this one would bring nothing new."""
    kept = Delivery.objects.filter(resource=target.resource, state__in=[State.PUBLISHED, State.WAITING])
    newest = kept.select_related("resource__entry", "snapshot").order_by("-snapshot_id").first()
    if newest is None or newest.digest != source.digest or newest.mends_of != before:
        return None
    if before is None and newest.mode != target.mode:
        return None
    if newest.keeps_file:  # Its name is part of what is kept.
        return newest if newest.file_name == source.name[:255] else None
    # An entry whose items have changed since reads the same bytes differently.
    fits = newest.guessed if not target.columns else newest.columns == columns.as_json(target.columns)
    return newest if fits else None


def _running(running: Delivery) -> DeliveryRunning:
    return DeliveryRunning(
        f"{running.resource.number} 正在接收另一次投送（{running.number}）", f"another delivery ({running.number}) to {running.resource.number} is being written",
        where=running.resource.number, shown=running.number, remedy_zh="请待其完成后再投送", remedy_en="deliver again when it has ended",
    )  # fmt: skip


@service
def receive(
    entry: str,
    source: Source,
    *,
    actor: Actor,
    now: datetime,
    mode: str | None = None,
    mends: str = "",
    resource: str = "",
) -> Delivery:
    """Take an upload that lies in the spool: step 1 now, the others by the worker. Return the delivery, or its duplicate.

    Raises: as `deliver`; the upload is removed from the spool where it is not taken.
    """
    taken = False
    try:
        target, before = prepared(Asked(entry, resource, source.name, mode, mends), actor)
        delivery = begun(target, source, before, actor=actor, now=now, patience=0)
        taken = not delivery.is_duplicate
    finally:
        if not taken:
            sources.drop(source)
    return delivery
