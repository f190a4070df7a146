"""What a node does: ask what is due, fetch it, put it where it belongs, send the receipt. Any step may be the last before a crash.

What was begun is looked for at the target first: a receipt that lies there is sent, and the batch is not applied again.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongshu.exchange import receipts
from gongshu.exchange.batches import Due
from gongshu.exchange.client import Line
from gongshu.exchange.errors import PlatformAway, PlatformRefused, ReceiptWrong
from gongshu.exchange.frames import Reading
from gongshu.exchange.identity import Enrolled, Identity
from gongshu.exchange.signing import public_of
from gongshu.exchange.targets import target_of
from gongshu.outside.databases import Receipt
from gongshu.outside.failures import Cause, OutsideFailed

EVERY: Final = 60.0  # seconds between two times of asking
_AT_MOST: Final = 600.0  # seconds, where the platform stays away
log = logging.getLogger("gongshu.exchange")


@dataclass(frozen=True, slots=True)
class Done:
    """What one time of asking came to."""

    arrived: tuple[str, ...] = ()  # batches
    failed: tuple[str, ...] = ()


def enrol(line: Line, identity: Identity, server: str, code: str) -> Enrolled:
    """Let the platform take the node's key against a one-time code. Raises: PlatformAway, PlatformRefused."""
    answer = line.ask("/exchange/enrol", {"code": code, "version": version("gongshu")})
    node, name, body, key = (str(answer[each]) for each in ("node", "name", "body", "platform_key"))
    made = Enrolled(server=server, node=node, name=name, body=body, platform_key=key)
    identity.keep(made)
    return made


class Node:
    """One identity at work."""

    def __init__(self, identity: Identity, line: Line, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._identity, self._line, self._now = identity, line, now
        self._key: Ed25519PrivateKey = identity.key()

    def once(self) -> Done:
        """Ask once and do all that is due. Raises: PlatformAway, PlatformRefused, IdentityUnfit."""
        held = self._identity.enrolled()
        named = [{"name": name, "kind": each.kind} for name, each in sorted(held.targets.items())]
        answer = self._line.ask("/exchange/due", {"version": version("gongshu"), "targets": named})
        arrived: list[str] = []
        failed: list[str] = []
        for each in answer["batches"]:
            due = Due(**{name: each[name] for name in Due.__slots__})
            (arrived if self._hand_over(due, held) else failed).append(due.batch)
        return Done(tuple(arrived), tuple(failed))

    def run(self, every: float = EVERY, sleep: Callable[[float], Any] = time.sleep) -> None:
        """Ask again and again; where the platform is away, less and less often."""
        wait = every
        while True:
            try:
                self.once()
                wait = every
            except (PlatformAway, PlatformRefused) as problem:
                wait = min(wait * 2, _AT_MOST)
                log.warning("%s %s", problem.because["zh"], problem)
            sleep(wait)

    def _hand_over(self, due: Due, held: Enrolled) -> bool:
        """Return whether a batch has arrived and both ends say so."""
        try:
            arrived = self._applied(due, held)
        except OutsideFailed as problem:
            log.warning("%s %s %s", due.batch, problem.because["zh"], problem)
            # Where the target stands and what it said is its owner's affair; the platform is told the kind of failure alone.
            self._line.ask(
                f"/exchange/batches/{due.batch}/failed", {"cause": problem.cause.value, "code": problem.code}
            )
            return False
        except (PlatformRefused, PlatformAway) as problem:
            log.warning("%s %s %s", due.batch, problem.because["zh"], problem)
            return False
        return self._confirm(due, held, arrived)

    def _applied(self, due: Due, held: Enrolled) -> Receipt:
        described = held.targets.get(due.target)
        if described is None:
            raise OutsideFailed(Cause.MISSING, f"本节点没有目标 {due.target}", f"this node has no target {due.target}", code="target")  # fmt: skip
        target = target_of(described)
        found = target.receipt(due) if due.begun else None
        if found is not None:
            return found
        return target.take(due, lambda: self._fetched(due), self._now())

    @contextmanager
    def _fetched(self, due: Due) -> Iterator[Reading]:
        with self._line.stream(f"/exchange/batches/{due.batch}", {}) as blocks:
            yield Reading(blocks)

    def _confirm(self, due: Due, held: Enrolled, arrived: Receipt) -> bool:
        said = {
            "batch": due.batch, "subscription": due.subscription, "node": held.node, "rows": arrived.rows, "digest": arrived.digest,
            "removed": arrived.removed, "table_rows": arrived.table_rows, "at": self._now().isoformat(timespec="seconds"),
        }  # fmt: skip
        ours = receipts.sign(self._key, said)
        try:
            answer = self._line.ask(f"/exchange/batches/{due.batch}/receipt", {"receipt": ours})
            receipts.check_pair(answer, consumer=public_of(self._key), platform=held.platform_key)
        except (PlatformRefused, ReceiptWrong) as problem:
            log.warning("%s %s %s", due.batch, problem.because["zh"], problem)
            return False
        self._keep(due, answer)
        log.info("%s %s: %s", due.subscription, due.batch, said)
        return True

    def _keep(self, due: Due, pair: dict[str, Any]) -> None:
        folder = self._identity.receipts
        folder.mkdir(mode=0o700, exist_ok=True)
        fresh = folder / f"{due.batch}.new"
        with fresh.open("w", encoding="utf-8") as out:
            json.dump(pair, out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(folder / f"{due.batch}.json")
