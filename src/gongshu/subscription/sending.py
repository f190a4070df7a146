"""Handing a batch over: what the grant gives now, as a change of what arrived last, reconciled by both ends.

The receipt stays in the receiver's database in the transaction of the rows. So a try after a crash asks for it first: it is there, then the
batch is confirmed; it is not, then nothing of the batch is there either, and it is sent again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongshu.cases.errors import CaseError
from gongshu.catalogue import lake
from gongshu.exchange import frames
from gongshu.grants import access
from gongshu.grants.access import Permit
from gongshu.grants.entries import TableRef, table_of
from gongshu.grants.errors import GrantError, NothingToServe
from gongshu.grants.uses.records import Use
from gongshu.grants.uses.store import store_at
from gongshu.lake.changes import Changes, Counted, Cut
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.errors import LakeError
from gongshu.lake.mask import Mask
from gongshu.outside import databases
from gongshu.outside.databases import Column, Handover, Sent
from gongshu.outside.failures import FAULT, Cause, OutsideFailed
from gongshu.outside.network import read_allowed
from gongshu.outside.sealing import SealBroken, unseal
from gongshu.subscription import services
from gongshu.subscription.errors import said_of
from gongshu.subscription.models import Batch, BatchState


def run(pk: int, now: datetime) -> None:
    """Hand a batch over and note how it ended; nothing if it has ended already."""
    batch = services.begin(pk, now=now)
    if batch is None:
        return
    try:
        _send(batch, now)
    except OutsideFailed as problem:
        services.fail(batch, problem.as_json(), again=problem.is_transient, now=now)
    except (GrantError, CaseError) as problem:
        # Suspended, over, withheld since: nothing leaves, and the next time is asked anew.
        services.fail(batch, said_of(problem), again=False, now=now)
    except SealBroken:
        said = {"cause": "credential", "zh": "密码不能用本节点的主密钥解开", "en": "the password does not open with this node's master key", "remedy_zh": "请另建订阅", "remedy_en": "make another subscription"}  # fmt: skip
        services.fail(batch, said, again=False, now=now)
    except Exception:
        services.fail(batch, FAULT, again=False, now=now)
        raise


def offer(batch: Batch, now: datetime) -> Iterator[bytes]:
    """Return a batch that was begun, piece by piece, for the exchange node that fetches it. Raises: what says that nothing may leave."""
    pieces = _pieces(batch, now)
    try:
        # With the first piece all is known that both ends have to agree on; until then everything may be refused with words.
        first = next(pieces)
    except (GrantError, CaseError) as problem:
        services.fail(batch, said_of(problem), again=False, now=now)
        raise
    except Exception:
        services.fail(batch, FAULT, again=False, now=now)
        raise
    return _joined(first, pieces)


def _joined(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def _pieces(batch: Batch, now: datetime) -> Iterator[bytes]:
    permit, table = _allowed(batch, now)
    with lake.engine() as engine:
        new = Ref(table.resource, int(table.lake))
        cut, columns = _cut(permit, _stored(engine, new))
        with _change(batch, table, engine, cut, columns) as changes:
            counted = _noted(batch, permit, table, cut, changes, now)
            said = {
                "columns": [asdict(each) for each in columns], "whole": batch.whole, "rows": counted.rows, "digest": counted.digest, "removed": counted.removed,
                "table_rows": counted.expected, "snapshot": batch.snapshot, "since": "" if batch.whole else _confirmed(batch),
            }  # fmt: skip
            yield from frames.written(said, changes.rows(), changes.removed())


def _send(batch: Batch, now: datetime) -> None:
    held = batch.subscription
    permit, table = _allowed(batch, now)
    secret = unseal(bytes(held.secret), settings.GONGSHU.derived(services.PURPOSE), held.number)
    allowed = [read_allowed(each) for each in settings.GONGSHU.source_networks]
    with databases.connected(held.server, secret, allowed) as (dialect, connection), lake.engine() as engine:
        new = Ref(table.resource, int(table.lake))
        cut, columns = _cut(permit, _stored(engine, new))
        work = Handover(dialect, connection, columns)
        work.prepare(held.table, held.number)
        arrived = work.receipt(held.table, batch.number)
        if arrived is None:
            with _change(batch, table, engine, cut, columns) as changes:
                counted = _noted(batch, permit, table, cut, changes, now)
                arrived = work.send(_sent(batch, counted), changes.rows(), changes.removed(), now)
    services.confirm(batch, arrived, now=now)


def _allowed(batch: Batch, now: datetime) -> tuple[Permit, TableRef]:
    """Return what may leave now, and the table that it comes from. Raises: NotHandedOut, NothingToServe."""
    held = batch.subscription
    permit = access.under(held.grant, now)
    if held.stopped_at is not None:
        raise NothingToServe(f"订阅 {held.number} 已停止", f"the subscription {held.number} was stopped")
    table = table_of(held.grant.entry)
    if table is None:
        raise NothingToServe(
            f"目录 {held.grant.entry} 没有已挂接的库表", f"entry {held.grant.entry} has no table that is hooked"
        )
    return permit, table


def _change(batch: Batch, table: TableRef, engine: DuckEngine, cut: Cut, columns: list[Column]) -> Changes:
    """Return what the receiver's table needs to be as the newest snapshot."""
    old = _older(batch, table, cut, columns)
    old = old if old is not None and _has(engine, old, cut) else None
    return Changes(engine, old, Ref(table.resource, int(table.lake)), cut, _keys(columns))


def _noted(batch: Batch, permit: Permit, table: TableRef, cut: Cut, changes: Changes, now: datetime) -> Counted:
    """Count what is about to leave and note it, before it does."""
    counted = _counted(batch, table, cut, changes)
    services.note_sent(batch, now=now)
    _note_use(batch, permit, counted, now)
    return counted


def _stored(engine: DuckEngine, ref: Ref) -> frozenset[str]:
    """Return the items that a snapshot holds; one that the entry has come by since is not there yet."""
    return frozenset(each.code for each in engine.tables.columns(ref.entry, ref.snapshot_id))


def _has(engine: DuckEngine, old: Ref, cut: Cut) -> bool:
    """Say whether an older snapshot is still there with all that the cut names."""
    try:
        files = engine.tables.files(old.entry, old.snapshot_id)
        return set(cut.items) <= _stored(engine, old) and all(each.path.is_file() for each in files)
    except LakeError:
        return False


def _cut(permit: Permit, stored: Collection[str]) -> tuple[Cut, list[Column]]:
    """Return what leaves under the grant now, and the columns that it fills: a masked value is text, whatever the item is."""
    selection = permit.selection
    masked = {item for item, mask in selection.masks.items() if mask is not Mask.NONE}
    items = [each for code in selection.items if code in stored and (each := permit.offer.item(code)) is not None]
    columns = [
        Column(name=each.code, type="text" if each.code in masked else each.type, key=each.key) for each in items
    ]
    every = [each.code for each in permit.offer.items if each.key]
    # A key that does not leave whole and plain tells no rows apart.
    if not every or any(code in masked or permit.offer.item(code) not in items for code in every):
        columns = [Column(name=each.name, type=each.type) for each in columns]
    return Cut(
        items=tuple(each.code for each in items),
        where=selection.where,
        masks={item: mask for item, mask in selection.masks.items() if item in stored},
    ), columns


def _keys(columns: list[Column]) -> list[str]:
    return [each.name for each in columns if each.key]


def _terms(cut: Cut, keys: Sequence[str]) -> dict[str, Any]:
    return {"items": list(cut.items), "where": dict(cut.where), "masks": {item: str(mask) for item, mask in sorted(cut.masks.items())}, "keys": list(keys)}  # fmt: skip


def _confirmed(batch: Batch) -> str:
    """Return the number of the snapshot that the receiver has."""
    newest = batch.subscription.batches.filter(state=BatchState.CONFIRMED).first()
    return newest.snapshot if newest else ""


def _older(batch: Batch, table: TableRef, cut: Cut, columns: list[Column]) -> Ref | None:
    """Return the snapshot that the receiver has, or None where all has to be sent: first, on other terms, without a key, or after a batch that did not agree."""
    if batch.subscription.whole or not _keys(columns):
        return None
    newest = batch.subscription.batches.filter(state=BatchState.CONFIRMED).first()
    if newest is None or newest.resource != table.resource or newest.terms != _terms(cut, _keys(columns)):
        return None
    failed = batch.subscription.batches.filter(state=BatchState.FAILED, pk__gt=newest.pk)
    unconfirmed = failed.filter(error__cause=Cause.UNCONFIRMED.value)
    return None if unconfirmed.exists() else Ref(newest.resource, int(newest.lake))


def _counted(batch: Batch, table: TableRef, cut: Cut, changes: Changes) -> Counted:
    counted = changes.counted(databases.digest_sql)
    batch.whole, batch.snapshot, batch.resource, batch.lake = (
        changes.is_whole,
        table.snapshot,
        table.resource,
        table.lake,
    )
    batch.terms = _terms(cut, changes.keys)
    batch.sent = {
        "rows": counted.rows,
        "digest": counted.digest,
        "removed": counted.removed,
        "table_rows": counted.expected,
    }
    return counted


def _sent(batch: Batch, counted: Counted) -> Sent:
    held = batch.subscription
    return Sent(
        batch=batch.number, subscription=held.number, table=held.table, whole=batch.whole, rows=counted.rows, digest=counted.digest,
        removed=counted.removed, expected=counted.expected,
    )  # fmt: skip


def _note_use(batch: Batch, permit: Permit, counted: Counted, now: datetime) -> None:
    """Write the use before anything leaves, where every use of a grant is written."""
    held, grant = batch.subscription, batch.subscription.grant
    use = Use(
        event="subscription:batch:send", entry=grant.entry, grant=grant.number, title=permit.offer.title, login=held.made_by, body=held.made_body,
        via="clock", at=now, law=permit.law, rows=counted.rows, counted=0, facts={"batch": batch.number, "subscription": held.number},
    )  # fmt: skip
    store_at(settings.GONGSHU.uses).write(use, timezone.localdate(now).isoformat())
