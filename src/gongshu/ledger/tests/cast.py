"""What the ledger's tests share: a key, a log, records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongshu.ledger.jcs import canonical
from gongshu.ledger.keys import Signer
from gongshu.ledger.log import Log
from gongshu.ledger.records import seal

ORIGIN = "dazhou.example/ledger"
SIGNER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\7" * 32))


def open_log(folder: Path, algorithm: str = "sha256", after: Callable[[str], None] = lambda step: None) -> Log:
    return Log(folder, origin=ORIGIN, signer=SIGNER, algorithm=algorithm, after=after)


def body(index: int) -> dict[str, object]:
    return {"event": "case:move", "by": "officer-chen", "case": f"511700-{index:04d}", "said": "同意共享"}


def salt(index: int) -> bytes:
    return index.to_bytes(16, "big")


def sealed(count: int, start: int = 0, algorithm: str = "sha256") -> list[bytes]:
    return [seal(body(index), salt(index), algorithm).bytes for index in range(start, start + count)]


def records(count: int, erased: tuple[int, ...] = ()) -> list[tuple]:
    return [(index, None, None) if index in erased else (index, body(index), salt(index)) for index in range(count)]


def rows(count: int) -> list[tuple]:
    return [(index, canonical(body(index)), salt(index)) for index in range(count)]
