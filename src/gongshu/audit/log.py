"""This node's ledger: its folder, its name and its key."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from gongshu.audit.recording import ALGORITHM
from gongshu.ledger.keys import Signer
from gongshu.ledger.log import Log
from gongshu.ledger.reading import LogReader


def origin() -> str:
    """Return the name under which this ledger signs; two nodes of one city never share it."""
    return f"gongshu/{settings.GONGSHU.jurisdiction}/{settings.GONGSHU.derived('ledger origin').hex()[:8]}"


def signer() -> Signer:
    """Return the signing key. It follows from the master key, so it lies in no file of the node folder."""
    return Signer(origin(), Ed25519PrivateKey.from_private_bytes(settings.GONGSHU.derived("ledger signature")))


def public_key() -> str:
    """Return the verifier key that the node publishes, in the form `name+id+key`."""
    return signer().public


def writer(after: Callable[[str], None] = lambda step: None) -> Log:
    return Log(settings.GONGSHU.ledger, origin=origin(), signer=signer(), algorithm=ALGORITHM, after=after)


def reader() -> LogReader:
    return LogReader(settings.GONGSHU.ledger, keys=[public_key()], algorithm=ALGORITHM, origin=origin())
