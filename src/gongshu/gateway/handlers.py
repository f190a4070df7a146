"""The gateway's jobs, and the events that they follow."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from gongshu.audit import Event, subscribe
from gongshu.catalogue.models import Resource
from gongshu.gateway import building, digesting
from gongshu.jobs import handler, schedule
from gongshu.people.actor import SYSTEM


@handler("gateway.copy")
def copy(payload: dict[str, Any], *, now: datetime) -> None:
    """Bring the serving copy of an entry and the digest of its download up to date after an event about it or one of its resources."""
    number = str(payload["subject"])
    resource = Resource.objects.visible_to(SYSTEM).select_related("entry").filter(number=number).first()
    entry = resource.entry.number if resource else number
    building.build_copy(entry, now=now)
    digesting.digest_download(entry, now=now)


@handler("gateway.sweep")
def sweep(payload: dict[str, Any], *, now: datetime) -> None:
    building.sweep(now)


@handler("grants.make_file")
def make_file(payload: dict[str, Any], *, now: datetime) -> None:
    building.make_file(int(payload["handout"]), now=now)


for event in (
    Event.SNAPSHOT_PUBLISH, Event.SNAPSHOT_RESTORE, Event.RESOURCE_HOOK, Event.RESOURCE_UNHOOK, Event.ENTRY_PUBLISH, Event.ENTRY_WITHDRAW,
):  # fmt: skip
    subscribe(event, "gateway.copy")
schedule("gateway.sweep", every=timedelta(hours=1))
