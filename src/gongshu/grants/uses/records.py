"""One use as a record of the ledger: canonical body, salt and leaf, as `audit.record` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from gongshu.ledger import jcs
from gongshu.ledger.leaves import leaf_bytes
from gongshu.ledger.records import new_salt

ALGORITHM = "sha256"
CALLS = "'gateway:use:call', 'gateway:use:call-failed'"  # events of calls to interfaces, as SQL


def key_digest(entry: str, asked: Mapping[str, Any], secret: bytes) -> str:
    """Return what a record says of the key that was asked for: the same for the same key, and nothing that could be read."""
    text = "\x1f".join([entry, *(f"{item}={value}" for item, value in asked.items())])
    return blake2b(text.encode(), key=secret, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Who used which data, when, under which grant. Keys are given as digests: a log of ID numbers would be a leak of its own."""

    event: str  # a tag of audit.Event
    entry: str
    grant: str = ""  # empty: taken directly, without an application
    title: str = ""
    login: str
    body: str = ""  # code of the body, empty for the public
    via: str = "token"
    at: datetime
    law: str = ""
    rows: int = 0  # rows that left
    counted: int = 1  # requests that it counts for in the day's quota: the questions of a batch
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def counter(self) -> str:
        """What a day's requests are counted for: the grant, or the person who takes data directly."""
        return self.grant or f"{self.entry} {self.login}"

    def sealed(self) -> tuple[str, bytes, bytes]:
        """Return the canonical body, its salt and its leaf."""
        subject = ("grant", self.grant) if self.grant else ("catalogue-entry", self.entry)
        said = {
            "event": self.event,
            "subject": {"kind": subject[0], "id": subject[1], "label": self.title},
            "by": {"login": self.login, "body": self.body, "via": self.via},
            "at": self.at.isoformat(),
            "law": self.law,
            "facts": {**self.facts, "entry": self.entry, "rows": self.rows},
        }
        body, salt = jcs.canonical(said), new_salt()
        return body.decode(), salt, leaf_bytes(body, salt, ALGORITHM)
