"""Fetching a source: every file that it holds for us goes encrypted into the spool and is delivered as an upload is.

A reading that was taken is known by the number of its delivery, which is settled before the delivery begins: where no delivery
of that number came to anything, the same is read again. So whatever a crash interrupts is done by the next try, once.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from gongshu.catalogue.words import Mode, ResourceKind
from gongshu.collection import carrying, lease, services, sources, targets
from gongshu.collection.datasources import reading
from gongshu.collection.datasources.description import Database, Description, Web
from gongshu.collection.datasources.reading import LARGEST, Allowances, Before, Piece
from gongshu.collection.datasources.secret import opened_secret
from gongshu.collection.errors import CollectionError, DeliveryRunning, StorageGone
from gongshu.collection.models import Delivery, Fetch, Taken
from gongshu.collection.models.deliveries import State
from gongshu.collection.naming import named
from gongshu.collection.sources import Source
from gongshu.collection.spool import Writer
from gongshu.collection.steps import new_number
from gongshu.outside.failures import FAULT, Cause, OutsideFailed
from gongshu.outside.network import read_allowed
from gongshu.people.actor import Actor

log = logging.getLogger("gongshu.collection")
_DEAD = (State.FAILED, State.REFUSED)


def run(pk: int, now: datetime) -> None:
    """Carry a fetch out and note how it ended; nothing if it has ended already."""
    fetch = services.begin_fetch(pk, now=now)
    if fetch is None:
        return
    try:
        _take(fetch, now)
    except OutsideFailed as problem:
        services.fail_fetch(fetch, problem.as_json(), again=problem.is_transient, now=now)
    except CollectionError as problem:
        again = isinstance(problem, DeliveryRunning | StorageGone)
        services.fail_fetch(fetch, {"cause": "delivery", **problem.as_json()}, again=again, now=now)
    except Exception:
        services.fail_fetch(fetch, FAULT, again=False, now=now)
        raise
    else:
        services.end_fetch(fetch, now=now)


def allowances() -> Allowances:
    """Return what this node's settings open to sources."""
    node = settings.GONGSHU
    return Allowances(networks=[read_allowed(each) for each in node.source_networks], folders=node.source_folders)


@dataclass(frozen=True, slots=True)
class _Work:
    """What one try works with."""

    fetch: Fetch
    said: Description
    actor: Actor
    mode: str | None  # None: the entry's own
    now: datetime


def _take(fetch: Fetch, now: datetime) -> None:
    source, said = fetch.source, fetch.source.description
    entry, resource = source.resource.entry, source.resource
    before = _before(fetch, said)
    actor = Actor(account_id=None, login=source.changed_by, name=source.changed_by, body=source.changed_body, via="clock", kind="system")  # fmt: skip
    mode = None
    if _mark_of(said) and resource.kind == ResourceKind.TABLE:
        # What is read whole replaces the table, so that what was deleted at the source goes too.
        _require_decided(fetch)
        mode = Mode.REPLACE.value if not before.mark else Mode.UPSERT.value if before.keyed else Mode.APPEND.value
    else:
        targets.target(entry, resource)  # raises before anything is read where the entry cannot take it
    work = _Work(fetch, said, actor, mode, now)
    with reading.pieces(said, opened_secret(source), before, allowances()) as found:
        unfit = [problem for piece in found if (problem := _deliver(piece, work)) is not None]
    # One file that does not fit keeps no other waiting, but the fetch is not called good.
    if unfit:
        raise unfit[0]


def _before(fetch: Fetch, said: Description) -> Before:
    """Return what earlier fetches took and what became of it."""
    if fetch.whole:
        return Before(keyed=_is_keyed(fetch))
    held = Taken.objects.filter(fetch__source=fetch.source)
    if isinstance(said, Web | Database):
        newest = _newest(held)
        kept = newest.mark if newest and newest.mark.get("column") == _mark_of(said) else {}
        return Before(mark=kept, version=newest.version if newest else "", keyed=_is_keyed(fetch))
    settled = [each for each in _with_state(held) if each[1]]
    return Before(seen=frozenset((each.name, each.version) for each, _ in settled))


def _with_state(held: Any) -> list[tuple[Taken, bool]]:
    """Return what was taken, each with whether it need not be taken again."""
    found = list(held)
    states = dict(Delivery.objects.filter(number__in=held.values("delivery")).values_list("number", "state"))
    return [(each, each.same or bool(each.refused) or states.get(each.delivery, State.FAILED) != State.FAILED) for each in found]  # fmt: skip


def _newest(held: Any) -> Taken | None:
    """Return the newest reading whose rows have come in."""
    good = Delivery.objects.exclude(state__in=_DEAD).values("number")
    found: Taken | None = (held.filter(delivery__in=good) | held.filter(same=True)).order_by("-id").first()
    return found


def _mark_of(said: Description) -> str:
    return said.mark if isinstance(said, Web | Database) else ""


def _is_keyed(fetch: Fetch) -> bool:
    return bool(fetch.source.resource.entry.shown.items.filter(key=True).exists())


def _require_decided(fetch: Fetch) -> None:
    """Raise CollectionError while a steward has not decided on the rows before: what follows would lack them."""
    held = Delivery.objects.filter(resource=fetch.source.resource, state=State.WAITING)
    newest = held.order_by("-started_at").first()
    if newest is not None and Taken.objects.filter(delivery=newest.number).exists() and newest.snapshot_id:
        raise CollectionError(
            f"前一次取来的数据（投送 {newest.number}）待数据专员核定", f"what was fetched before (delivery {newest.number}) waits for a steward",
            where=newest.number, shown=newest.number, remedy_zh="请先放行或者退回该次投送", remedy_en="release or return that delivery first",
        )  # fmt: skip


def _deliver(piece: Piece, work: _Work) -> CollectionError | None:
    """Read a piece and deliver it; return why it was refused. Raises: OutsideFailed, DeliveryRunning, StorageGone."""
    number = new_number()
    writer = Writer(number)
    try:
        with piece.opened() as blocks:
            for block in blocks:
                writer.take(block)
                if writer.size > LARGEST:
                    raise OutsideFailed(Cause.TOO_LARGE, f"超过 {LARGEST >> 30} GiB", f"more than {LARGEST >> 30} GiB")
    except BaseException:
        writer.close()
        sources.drop(_source(piece, number, writer))
        raise
    writer.close()
    if not writer.size and piece.empty:
        sources.drop(_source(piece, number, writer))
        return None
    taken = services.note_taken(
        work.fetch, name=piece.name, version=piece.version, delivery=number, mark=piece.mark, size=writer.size, actor=work.actor, now=work.now
    )  # fmt: skip
    return _carry(taken, _source(piece, number, writer), work)


def _source(piece: Piece, number: str, writer: Writer) -> Source:
    return Source(name=named(piece.file), size=writer.size, digest=writer.digest, number=number, spool_key=writer.key.key_id)  # fmt: skip


def _carry(taken: Taken, source: Source, work: _Work) -> CollectionError | None:
    """Deliver what lies in the spool, to its end; return why it was refused. Raises: DeliveryRunning, StorageGone."""
    resource = work.fetch.source.resource
    try:
        delivery = services.receive(
            resource.entry.number, source, actor=work.actor, now=work.now, mode=work.mode, resource=resource.number
        )
        if delivery.is_duplicate:
            services.note_same(taken, actor=work.actor, now=work.now)
        elif lease.take(delivery, time.time()):
            carrying.resume(delivery, now=work.now)
            if delivery.state == State.FAILED:
                raise StorageGone(delivery.error["zh"], delivery.error["en"], where=delivery.number)
    except (DeliveryRunning, StorageGone):
        raise
    except CollectionError as problem:
        log.warning("%s of source %s was refused: %s", taken.name, resource.number, problem)
        services.note_refused(taken, problem.as_json(), actor=work.actor, now=work.now)
        return problem
    return None
