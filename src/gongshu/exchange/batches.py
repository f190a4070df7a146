"""A batch as a node handles it, and the kinds of place that it may go to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from gongshu.exchange.frames import Reading
from gongshu.outside.databases import Column, Receipt, Sent
from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import read_allowed

# Whoever names a target is who runs the node, so every address is one that the operator opened.
ANYWHERE: Final = tuple(read_allowed(each) for each in ("0.0.0.0/0", "::/0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One target as the node keeps it."""

    kind: str
    host: str = ""
    port: int = 0
    user: str = ""
    secret: str = ""
    database: str = ""
    encrypted: bool = False
    folder: str = ""
    format: str = ""  # of files: csv or parquet
    host_key: str = ""  # of an SFTP server, "ssh-ed25519 AAAA…"
    key_file: str = ""  # a private key to sign in with there; `secret` is its passphrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A batch that waits at the platform."""

    batch: str
    subscription: str
    target: str
    table: str
    asked_at: str
    begun: bool  # a try has been made already


Fetched = Callable[[], AbstractContextManager[Reading]]


class Target(Protocol):
    """Takes batches. Each raises OutsideFailed."""

    def receipt(self, due: Due) -> Receipt | None:
        """Return the receipt of a batch that has arrived already."""

    def take(self, due: Due, fetched: Fetched, now: datetime) -> Receipt:
        """Put a batch where it belongs, all of it or nothing, and return what is there. It is fetched once the target is reached."""


def sent_of(due: Due, said: dict[str, Any]) -> tuple[Sent, list[Column]]:
    """Return what the platform says that it sends, and the columns. Raises: OutsideFailed."""
    try:
        columns = [Column(name=str(each["name"]), type=str(each["type"]), key=bool(each["key"])) for each in said["columns"]]  # fmt: skip
        sent = Sent(
            batch=due.batch, subscription=due.subscription, table=due.table, whole=bool(said["whole"]), rows=int(said["rows"]), digest=str(said["digest"]),
            removed=int(said["removed"]), expected=int(said["table_rows"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as problem:
        raise OutsideFailed(Cause.FORMAT, "平台的批次缺少说明", "the platform's batch does not say what it is") from problem  # fmt: skip
    return sent, columns
