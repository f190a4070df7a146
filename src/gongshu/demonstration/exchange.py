"""An exchange node of the 交通局 that has fetched a batch into a folder; the node's own files are gone when it has."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from gongshu.demonstration.people import code
from gongshu.demonstration.register import steward
from gongshu.exchange.identity import Enrolled, Identity
from gongshu.exchange.running import Node
from gongshu.exchange.signing import Proof, public_of
from gongshu.exchange.targets import described
from gongshu.grants.entries import table_of
from gongshu.grants.models import Grant
from gongshu.people.acting import actor_for_login
from gongshu.subscription import presenting, sending, services
from gongshu.subscription.models import ExchangeNode
from gongshu.subscription.signing import public_key


def run(now: datetime) -> None:
    """Enrol a node, let the data of a grant go through it, and let another one wait for its code."""
    grant = _subscribable(now)
    if grant is None:
        return
    # Whoever fills a demonstration wants to read its links and no receipts between them.
    logging.getLogger("gongshu.exchange").setLevel(logging.WARNING)
    liu = actor_for_login(steward("jtysj"), now)
    invited, one_time = services.invite("市交通局前置机", actor=liu, now=now)
    with tempfile.TemporaryDirectory() as place:
        identity = Identity(Path(place) / "key")
        key = identity.make_key()
        proof = Proof(key=public_of(key), moment=0, nonce="", signature=b"")
        held = services.enrol(proof, one_time, "", now=now)
        identity.keep(Enrolled(server="", node=held.number, name=held.name, body=held.body.zh, platform_key=public_key()))  # fmt: skip
        identity.set_target("中心库", described(kind="folder", folder=place))
        node = Node(identity, _Within(held, now), lambda: now)
        node.once()
        given = {"node": invited.number, "target": "中心库", "table": "shared", "rhythm": "daily", "at": "04:00"}
        services.subscribe(grant.number, given, "", actor=liu, now=now)
        node.once()
    services.invite("灾备中心前置机", actor=liu, now=now)


def _subscribable(now: datetime) -> Grant | None:
    """Return the first grant of the 交通局 that gives a table as a file."""
    own = Grant.objects.filter(body__code=code("jtysj"), channel="sharing", state="live").order_by("pk")
    fits = (each for each in own if "file" in each.kinds and each.covers(timezone.localdate(now)) and table_of(each.entry))  # fmt: skip
    return next(fits, None)


class _Within:
    """The line of a node to the platform that it runs in."""

    def __init__(self, held: ExchangeNode, now: datetime) -> None:
        self._held, self._now = held, now

    def ask(self, path: str, said: Mapping[str, Any]) -> dict[str, Any]:
        *_, number, what = path.split("/")
        if what == "due":
            found = services.due_for(self._held, said["targets"], said["version"], now=self._now)
            return {"batches": [presenting.due(each) for each in found]}
        if what == "receipt":
            return dict(services.take_receipt(self._held, number, said["receipt"], now=self._now))
        services.note_failure(self._held, number, said["cause"], said["code"], now=self._now)
        return {}

    @contextmanager
    def stream(self, path: str, said: Mapping[str, Any]) -> Iterator[Iterator[bytes]]:
        yield sending.offer(services.begin_for(self._held, path.rsplit("/", 1)[1], now=self._now), self._now)
