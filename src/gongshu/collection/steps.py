"""The four steps of a delivery: one truth, one order.

1. a transaction: the row `writing` with its new number, and its event
2. files, in a folder of that number
3. the lake's commit, with the number in the snapshot's summary
4. a transaction: the snapshot, the pointer, the events and the jobs that follow

Step 1 lets one delivery write to a resource at a time, and nobody else moves its pointer meanwhile. After a crash the lake
is asked for the number: a snapshot has it, then only step 4 is left; none has, then the folder is swept and step 2 begins again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, record
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.inspecting import Keep
from gongshu.catalogue.models import Entry, Resource
from gongshu.collection import columns, lease, quality, storing
from gongshu.collection.errors import CollectionError
from gongshu.collection.grounds import ground, words
from gongshu.collection.limits import Counted, reasons_to_wait
from gongshu.collection.models import Delivery, Mend
from gongshu.collection.models.deliveries import State
from gongshu.collection.recording import carrier, subject_of
from gongshu.collection.sources import Source
from gongshu.collection.storing import Committed, Written
from gongshu.collection.targets import Target
from gongshu.collection.telling import unknown
from gongshu.people.actor import Actor

After = Callable[[str], None]
CARRY, DRIFT = "collection.carry", "collection.drift"  # kinds of job


def nothing(step: str) -> None:
    """Called after each step; tests of crashes put something else in its place."""


def new_number() -> str:
    return "d" + secrets.token_hex(8)


def begin(target: Target, source: Source, *, actor: Actor, now: datetime, mends_of: Delivery | None = None) -> Delivery:
    """Step 1. A command's process holds the delivery from here on; an upload waits for the worker.

    Raises: IntegrityError if another delivery writes to the resource.
    """
    mode = target.mode if mends_of is None else ("upsert" if target.mode == "upsert" else "append")
    with transaction.atomic():
        locked(target.entry)
        resource = Resource.objects.select_related("snapshot").get(pk=target.resource.pk)
        delivery = Delivery(
            number=source.number or new_number(), resource=resource, mode=mode, mends_of=mends_of, actor_login=actor.login,
            actor_body=actor.body, actor_via=actor.via, file_name=source.name[:255], source=str(source.path or ""), spool_key=source.spool_key,
            size=source.size, digest=source.digest, columns=columns.as_json(target.columns), base=resource.snapshot, started_at=now,
        )  # fmt: skip
        if source.spool_key:
            jobs.enqueue(CARRY, {"delivery": delivery.number}, key=delivery.number, at=now)
        else:
            delivery.holder, delivery.fence, delivery.leased_until = (
                lease.this_process(),
                1,
                time.time() + lease.SECONDS,
            )
        delivery.save(force_insert=True)
        facts = {"mode": mode, "bytes": source.size, "digest": source.digest}
        facts |= {"mends": mends_of.number} if mends_of else {}
        rests_on = ground(timezone.localdate(now))
        law = rests_on.article.label if rests_on and rests_on.article else ""
        facts |= {"basis": words(rests_on)["zh"]} if rests_on else {}
        record(Event.DELIVERY_START, subject_of(delivery), by=actor, at=now, law=law, facts=facts)
    return delivery


def locked(entry: Entry) -> None:
    """Lock an entry, which is the lock of all its resources, in the caller's transaction."""
    Entry.objects.select_for_update().get(pk=entry.pk)


def keep(delivery: Delivery, written: Written) -> None:
    """Note what step 2 found, so that step 4 can be done by another process."""
    done = written.cast
    delivery.guessed, delivery.columns = written.guessed, columns.as_json(written.columns)
    delivery.encoding, delivery.format = done.encoding or "", str(done.format)
    delivery.missing, delivery.unknown = list(done.missing), list(done.unknown)
    delivery.rows_accepted, delivery.rows_rejected = done.rows_accepted, done.rows_rejected
    delivery.findings = [group.as_json() for group in written.findings]
    delivery.header = written.header.as_json() if written.header else {}
    delivery.quarantine_key = (done.quarantine.key_id or "") if done.quarantine else ""
    delivery.bytes_stored = written.part.bytes + (done.quarantine.bytes if done.quarantine else 0)
    with transaction.atomic():
        lease.require(delivery)
        delivery.save(
            update_fields=[
                "guessed", "columns", "encoding", "format", "missing", "unknown", "rows_accepted", "rows_rejected", "findings", "header",
                "quarantine_key", "bytes_stored", "mended_records",
            ]
        )  # fmt: skip


def keep_file(delivery: Delivery) -> None:
    """Note under which key step 2 keeps the file, so that another process finds it."""
    delivery.format, delivery.bytes_stored = PurePath(delivery.file_name).suffix[1:11].upper(), delivery.size
    with transaction.atomic():
        lease.require(delivery)
        delivery.save(update_fields=["file_key", "format", "bytes_stored"])


def finish(
    delivery: Delivery, left: Committed, limit: float, keeps: Sequence[Keep], *, now: datetime, seconds: float
) -> Delivery:
    """Step 4; `keeps` writes what was found when the new snapshot was looked at. Raises: LeaseLost if another process has taken the delivery over."""
    entry = delivery.resource.entry
    with transaction.atomic():
        lease.require(delivery)
        locked(entry)
        waits = [] if delivery.mends_of_id else reasons_to_wait(_counted(delivery, left), limit)
        delivery.snapshot = catalogue.publish_snapshot(
            delivery.resource.number, _delivered(delivery, left), publish=not waits, keeps=keeps, actor=carrier(delivery), now=now
        )  # fmt: skip
        delivery.reasons = [each.as_json() for each in (*waits, *delivery.snapshot.hindered)]
        delivery.rows_after, delivery.lake = left.rows, _lake(left)
        delivery.state, delivery.finished_at, delivery.seconds = (
            State.WAITING if delivery.reasons else State.PUBLISHED,
            now,
            round(seconds, 3),
        )
        delivery.done, delivery.leased_until = delivery.size, 0
        delivery.save()
        _mend(delivery, now)
        quality.note(delivery, entry, now=now)
        event = Event.DELIVERY_HOLD if delivery.reasons else Event.DELIVERY_FINISH
        record(event, subject_of(delivery), by=carrier(delivery), at=now, facts=_facts(delivery))
        if not delivery.reasons and not delivery.guessed and (delivery.missing or unknown(delivery)):
            jobs.enqueue(DRIFT, {"delivery": delivery.number}, key=delivery.number, at=now)
    return delivery


def _counted(delivery: Delivery, left: Committed) -> Counted:
    before = delivery.base.rows if delivery.base else 0
    return Counted(
        mode=delivery.mode, read=delivery.rows_read, rejected=delivery.rows_rejected, before=before, after=left.rows
    )


def _delivered(delivery: Delivery, left: Committed) -> catalogue.Delivered:
    described = [{"name": each["name"], "code": each["code"], "type": each["type"]} for each in delivery.columns]
    return catalogue.Delivered(
        delivery=delivery.number,
        rows=left.rows,
        bytes=delivery.size,
        digest=delivery.digest,
        lake=_lake(left),
        columns=described,
        files=left.files,
    )


def _lake(left: Committed) -> str:
    return "" if left.lake is None else str(left.lake)


def _facts(delivery: Delivery) -> dict[str, object]:
    assert delivery.snapshot is not None
    facts: dict[str, object] = {
        "snapshot": delivery.snapshot.number,
        "read": delivery.rows_read,
        "accepted": delivery.rows_accepted,
    }
    return facts | {
        "rejected": delivery.rows_rejected,
        "digest": delivery.digest,
        "waits": [each["code"] for each in delivery.reasons],
    }


def _mend(delivery: Delivery, now: datetime) -> None:
    """Note which quarantined records came back; once all have, what was fed back is put right."""
    before = delivery.mends_of
    if before is None:
        return
    Mend.objects.bulk_create([Mend(delivery=before, record=number, by=delivery) for number in delivery.mended_records])
    facts = {"mends": before.number, "rows": len(delivery.mended_records)}
    record(Event.QUARANTINE_MEND, subject_of(delivery), by=carrier(delivery), at=now, facts=facts)
    if before.mends.count() >= before.rows_rejected:
        quality.rectified(delivery, before.feedback.filter(kind="problem_data"), now=now)


def fail(delivery: Delivery, problem: CollectionError, *, now: datetime) -> None:
    """End a delivery of which nothing is kept: its files first, then the row, so that a crash between leaves nothing behind."""
    storing.sweep(delivery)
    with transaction.atomic():
        lease.require(delivery)
        delivery.state, delivery.error, delivery.finished_at, delivery.leased_until = (
            State.FAILED,
            problem.as_json(),
            now,
            0,
        )
        delivery.save(update_fields=["state", "error", "finished_at", "leased_until"])
        record(
            Event.DELIVERY_FAIL,
            subject_of(delivery),
            by=carrier(delivery),
            at=now,
            facts={"error": type(problem).__name__},
        )
