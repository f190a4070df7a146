"""A record of the log with the proof that it is there; its content only for auditors and for whoever acted."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongshu.audit import log
from gongshu.audit.models import AuditEvent
from gongshu.ledger import export
from gongshu.ledger.hashes import hash_leaf, hash_node, hasher
from gongshu.ledger.note import Checkpoint, parse_checkpoint
from gongshu.ledger.proofs import climb, joins_left
from gongshu.ledger.verify import Verdict, verify_receipt
from gongshu.people import permission
from gongshu.people import queries as people
from gongshu.people.actor import Actor


class NoSuchRecord(Exception):
    """The log has no record of this number yet."""

    status = 404

    def __init__(self, number: int, size: int) -> None:
        zh = f"存证日志里没有第 {number} 条记录；现有 {size} 条，从 0 起计"
        super().__init__(f"the log has no record {number}; it has {size}, counted from 0")
        self.because = {"zh": zh, "en": str(self)}
        self.remedy = {
            "zh": "刚办理的事项请稍后再查；核对文书二维码旁的序号",
            "en": "What was done just now is sealed soon; compare the number beside the code",
        }
        self.shown = str(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step from the leaf to the root."""

    sibling: str  # base64
    on_the_left: bool
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Everything that is needed to verify one record, and what verifying it here found."""

    index: int
    document: Mapping[str, Any]  # the receipt as a file; body and salt only for those who may read them
    leaf_hash: str
    steps: Sequence[Step]
    checkpoint: Checkpoint
    root: str
    key: str
    verdict: Verdict
    event: AuditEvent | None  # None for those who may not read it
    body: Mapping[str, Any] | None


@permission.query
def proof(actor: Actor, index: int) -> Proof:
    """Return the proof of the record with this index, counted from 0. Raises: NoSuchRecord; Damaged."""
    event = AuditEvent.objects.filter(index=index).first()
    ledger = log.reader()
    if event is None or index >= ledger.size:
        raise NoSuchRecord(index, ledger.size)
    reads = permission.allowed(actor, "audit.receipt", event).allowed
    document: Mapping[str, Any] = (
        people.receipt(actor, event).document if reads else export.receipt(ledger, index, None, None)
    )
    signed, leaf = parse_checkpoint(str(document["checkpoint"])), str(document["leaf"]).encode()
    leaf_hash = hash_leaf(hasher(str(document["algorithm"])), leaf)
    said = document["body"]
    return Proof(
        index=index,
        document=document,
        leaf_hash=base64.b64encode(leaf_hash).decode(),
        steps=_steps(
            leaf_hash,
            index,
            signed.size,
            [base64.b64decode(part) for part in document["proof"]],
            str(document["algorithm"]),
        ),
        checkpoint=signed,
        root=base64.b64encode(signed.root).decode(),
        key=log.public_key(),
        verdict=verify_receipt(document, [log.public_key()]),
        event=event if reads else None,
        body=json.loads(str(said)) if said else None,
    )


def _steps(leaf_hash: bytes, index: int, size: int, parts: Sequence[bytes], algorithm: str) -> list[Step]:
    """Return the way from the leaf's hash to the root, one line for each sibling."""
    digest, node, at, last, found = hasher(algorithm), leaf_hash, index, size - 1, []
    for part in parts:
        on_the_left = joins_left(at, last)
        node = hash_node(digest, part, node) if on_the_left else hash_node(digest, node, part)
        found.append(
            Step(
                sibling=base64.b64encode(part).decode(), on_the_left=on_the_left, result=base64.b64encode(node).decode()
            )
        )
        at, last = climb(at, last)
    return found


@permission.query
def newest(actor: Actor) -> Checkpoint | None:
    """Return the newest signed checkpoint of the log, None before the first."""
    permission.require(actor, "people.public")
    return log.reader().checkpoint()
