"""Carrying a delivery through steps 2 to 4, at first or after a crash."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from pathlib import Path

from gongshu.catalogue import inspecting
from gongshu.collection import columns, filing, lease, mending, refusals, rejects, sources, steps, storing, targets
from gongshu.collection.errors import CollectionError, DeliveryRunning, StorageGone
from gongshu.collection.lease import Progress
from gongshu.collection.models import Delivery
from gongshu.collection.steps import After
from gongshu.collection.storing import Written
from gongshu.lake.archive import table_in
from gongshu.lake.duck import lacks_space
from gongshu.lake.errors import LakeError

log = logging.getLogger("gongshu.collection")
TRIES = 5  # a delivery whose process died so often is given up


def carry(
    delivery: Delivery, *, now: datetime, progress: Progress | None = None, after: After = steps.nothing
) -> Delivery:
    """Read, commit and publish a delivery that was begun, and return it.

    If nothing can be kept, the delivery ends as failed and the reason is raised: DeliveryRefused, MendUnfit, StorageGone.
    Raises: DeliveryRunning if another process took it over.
    """
    try:
        return _carry(delivery, progress or Progress(), now, after)
    except lease.LeaseLost as problem:
        raise taken_over(delivery) from problem
    except Exception as problem:
        told = _told(problem, delivery)
        if told is None:
            raise
        steps.fail(delivery, told, now=now)
        sources.forget(delivery)
        raise told from problem


def _carry(delivery: Delivery, progress: Progress, now: datetime, after: After) -> Delivery:
    started = time.monotonic()
    with lease.heartbeat(delivery, progress):
        left = (_file if delivery.keeps_file else _table)(delivery, progress, after)
        after("3 committed")
    return _end(delivery, left, time.monotonic() - started, now, after)


def _table(delivery: Delivery, progress: Progress, after: After) -> storing.Committed:
    with sources.opened(delivery) as file, table_in(file) as path:
        declared = () if delivery.guessed else columns.from_json(delivery.columns)
        written = storing.write(delivery, path, declared, progress)
        _note_mended(delivery, path, written)
    steps.keep(delivery, written)
    after("2 files written")
    return storing.commit(delivery, written.part)


def _file(delivery: Delivery, progress: Progress, after: After) -> storing.Committed:
    storing.sweep(delivery)
    with sources.opened(delivery) as path:
        filing.write(delivery, path, progress)
    steps.keep_file(delivery)
    after("2 files written")
    filing.commit(delivery)
    return storing.Committed(files=filing.held(delivery))


def _end(delivery: Delivery, left: storing.Committed, seconds: float, now: datetime, after: After) -> Delivery:
    limit = targets.limit_of(delivery.resource.entry)
    keeps = [] if left.lake is None else inspecting.look(delivery.resource, str(left.lake), now)
    steps.finish(delivery, left, limit, keeps, now=now, seconds=seconds)
    after("4 published")
    sources.forget(delivery)
    return delivery


def _note_mended(delivery: Delivery, path: Path, written: Written) -> None:
    """Note which quarantined records this file brings back; it is kept with step 2, for step 4 may come after a crash."""
    if delivery.mends_of is None:
        return
    numbers = mending.numbers_in(path, delivery)
    again = rejects.records(written.cast.quarantine) if written.cast.quarantine else []
    delivery.mended_records = mending.accepted(numbers, again, delivery.mends_of)


def resume(delivery: Delivery, *, now: datetime, after: After = steps.nothing) -> Delivery:
    """Complete or end a delivery whose process died: this process holds its lease.

    The lake is asked for its number first. Raises as `carry`.
    """
    left = storing.committed(delivery)
    if left is not None:
        try:
            return _end(delivery, left, 0.0, now, after)
        except lease.LeaseLost as problem:
            raise taken_over(delivery) from problem
    hopeless = _hopeless(delivery)
    if hopeless is None:
        return carry(delivery, now=now, after=after)
    steps.fail(delivery, hopeless, now=now)
    sources.forget(delivery)
    return delivery


def resumed(delivery: Delivery, now: datetime, *, wall: float | None = None) -> bool:
    """Take over an abandoned delivery and bring it to its end; False if another process was quicker."""
    if not lease.take(delivery, time.time() if wall is None else wall):
        return False
    try:
        resume(delivery, now=now)
    except CollectionError as problem:
        log.warning("delivery %s was recovered and ended: %s", delivery.number, problem)
    return True


def _hopeless(delivery: Delivery) -> CollectionError | None:
    if delivery.fence > TRIES:
        return StorageGone(
            f"投送 {delivery.number} 已中断 {TRIES} 次", f"delivery {delivery.number} was interrupted {TRIES} times",
            remedy_zh="请运行管理机构检查内存和磁盘后重新投送", remedy_en="let the operator look at memory and disk, then deliver again",
        )  # fmt: skip
    if not sources.is_there(delivery):
        return StorageGone(
            f"投送中断，文件 {delivery.file_name} 已不在原处或者已变化", f"the delivery was interrupted and {delivery.file_name} is no longer there or has changed",
            remedy_zh="没有任何内容入库，请重新投送", remedy_en="nothing was kept; deliver the file again", shown=delivery.file_name,
        )  # fmt: skip
    return None


def taken_over(delivery: Delivery) -> DeliveryRunning:
    return DeliveryRunning(
        f"投送 {delivery.number} 已由另一进程接手", f"delivery {delivery.number} was taken over by another process", where=delivery.number,
        remedy_zh="请稍后查看该次投送", remedy_en="look at the delivery in a moment",
    )  # fmt: skip


def _told(problem: Exception, delivery: Delivery) -> CollectionError | None:
    """Return what to tell about a problem that is the file's or the disk's; None for a fault of ours."""
    if isinstance(problem, CollectionError):
        return problem
    if isinstance(problem, LakeError):
        return refusals.told(problem, delivery.file_name)
    if lacks_space(problem) or "disk is full" in str(problem):
        return refusals.full(delivery.file_name, problem)
    return None
