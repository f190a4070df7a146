"""Looking every few minutes whether the sources of interfaces can be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from gongshu.catalogue.words import ResourceState
from gongshu.interfaces import services, serving
from gongshu.interfaces.models import Interface
from gongshu.interfaces.stopping import stopped_now
from gongshu.interfaces.wire.failures import CallFailed, Outcome
from gongshu.people.actor import SYSTEM

WITHIN = 5  # seconds
AT_ONCE = 20


Reached = tuple[Outcome, int]  # what came of one look, and the milliseconds that it took; 0: not reached


def probe(now: datetime) -> int:
    """Look at every hooked interface but those in a planned stop, and return how many cannot be reached."""
    hooked = Interface.objects.filter(resource__state=ResourceState.HOOKED).exclude(pk__in=stopped_now(now))
    found = asyncio.run(_all(dict(hooked.values_list("pk", "address"))))
    services.note_probes(found, actor=SYSTEM, now=now)
    return sum(outcome is not Outcome.OK for outcome, _ in found.values())


async def _all(addresses: Mapping[int, str]) -> Mapping[int, Reached]:
    gate = asyncio.Semaphore(AT_ONCE)
    found: Sequence[Reached] = await asyncio.gather(*(_one(address, gate) for address in addresses.values()))
    return dict(zip(addresses, found, strict=True))


async def _one(address: str, gate: asyncio.Semaphore) -> Reached:
    async with gate:
        try:
            return Outcome.OK, await serving.line().reach(address, WITHIN)
        except CallFailed as failed:
            return failed.outcome, 0
