"""What the worker makes for the gateway: serving copies of published snapshots, and the files that grants hand out."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from gongshu import jobs
from gongshu.audit import Event, Subject, record
from gongshu.gateway import files, lake
from gongshu.grants import access, copies, vaulting
from gongshu.grants.entries import TableRef, entry_of, offer_of, table_of
from gongshu.grants.errors import GrantError
from gongshu.grants.handing import FILE_PURPOSE
from gongshu.grants.models import Handout, ServingCopy
from gongshu.grants.models.handouts import Stage
from gongshu.jobs.worker import require_lease
from gongshu.lake import serve
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service

# Longer than any gateway keeps an answer: until then somebody may be reading the copy that was replaced.
LINGERS = timedelta(minutes=10)


@service
def build_copy(number: str, *, now: datetime, actor: Actor = SYSTEM) -> ServingCopy | None:
    """Build the serving copy of what an entry publishes now and make it the one that is read; None if there is nothing to do.

    The file has a name of its own and the change is one row, so a request reads the old copy or the new one, never half.
    """
    require(actor, "grants.clock")
    table = table_of(number)
    held = ServingCopy.objects.filter(entry=number, current=True).first()
    if table is None:
        _retire(number, now)
        return None
    if held is not None and held.snapshot == table.snapshot and (settings.GONGSHU.serving / held.path).is_file():
        return None
    return _swap(table, now, actor)


def _swap(table: TableRef, now: datetime, actor: Actor) -> ServingCopy:
    offer = offer_of(entry_of(table.entry))
    key, name = secrets.token_bytes(32), f"{table.resource}-{secrets.token_hex(8)}.copy"
    path = settings.GONGSHU.serving / name
    engine, ref = lake.engine(), lake.ref_of(table)
    columns = [column.code for column in engine.tables.columns(ref.entry, ref.snapshot_id)]
    keys = [item for item in offer.keys if item in columns]
    rows = serve.build(engine, ref, path, key, keys)
    with transaction.atomic():
        require_lease()
        _retire(table.entry, now)
        made = ServingCopy.objects.create(
            entry=table.entry, snapshot=table.snapshot, path=name, wrapped=vaulting.wrap(key, settings.GONGSHU.derived(copies.PURPOSE), name),
            items=columns, keys=keys, rows=rows, built_at=now, current=True,
        )  # fmt: skip
        subject = Subject("catalogue-entry", table.entry, offer.title)
        record(Event.COPY_SWAP, subject, by=actor, at=now, facts={"snapshot": table.snapshot, "rows": rows})
    return made


def _retire(entry: str, now: datetime) -> None:
    """Take the current copy of an entry out of use; a job deletes its file once nobody can be reading it."""
    with transaction.atomic():
        if ServingCopy.objects.filter(entry=entry, current=True).update(current=False, retired_at=now):
            jobs.enqueue("gateway.sweep", {}, key=f"{entry} {now.isoformat()}", at=now, ready=now + LINGERS)


@service
def sweep(now: datetime, *, actor: Actor = SYSTEM) -> int:
    """Delete the files of copies that were replaced a while ago, and files that no row names; return how many went."""
    require(actor, "grants.clock")
    old = list(ServingCopy.objects.filter(current=False, retired_at__lte=now - LINGERS))
    for copy in old:
        (settings.GONGSHU.serving / copy.path).unlink(missing_ok=True)
        copy.delete()
    return len(old)


@service
def make_file(handout: int, *, now: datetime, actor: Actor = SYSTEM) -> Handout:
    """Make the file of a hand-out: exported, marked with the grant's fingerprint and encrypted in one stream.

    A grant that was suspended or ended meanwhile leaves a failed hand-out that says so.
    """
    require(actor, "grants.clock")
    found = Handout.objects.select_related("grant__body", "grant__account").get(pk=handout)
    if found.stage != Stage.WAITING:
        return found
    try:
        return _write(found, now)
    except GrantError as problem:
        Handout.objects.filter(pk=found.pk, stage=Stage.WAITING).update(stage=Stage.FAILED, error=problem.because["zh"])
        found.refresh_from_db()
        return found


def _write(found: Handout, now: datetime) -> Handout:
    permit = access.under(found.grant, now)
    table = table_of(found.grant.entry)
    if table is None:
        raise GrantError(
            f"目录 {found.grant.entry} 没有已挂接的库表", f"entry {found.grant.entry} has no table that is hooked"
        )
    key, name = secrets.token_bytes(32), f"handouts/{secrets.token_hex(12)}.file"
    digest = hashlib.sha256()
    export = files.marked(lake.engine(), lake.ref_of(table), permit.selection, found.grant.fingerprint, found.format)
    size = vaulting.write(settings.GONGSHU.spool / name, export.blocks(digest), key)
    with transaction.atomic():
        require_lease()
        held = Handout.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if held.stage != Stage.WAITING:
            # It was stopped while the file was made: nobody has the key.
            (settings.GONGSHU.spool / name).unlink(missing_ok=True)
            return held
        held.stage, held.path, held.size, held.rows = Stage.READY, name, size, export.rows
        held.wrapped = vaulting.wrap(key, settings.GONGSHU.derived(FILE_PURPOSE), name)
        held.snapshot, held.content = table.snapshot, digest.hexdigest()
        held.save()
    return held
