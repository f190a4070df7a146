"""An audit record: a canonical body and its salt, kept outside the ledger, and the leaf that stands for them inside."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from gongshu.ledger.errors import LedgerError
from gongshu.ledger.jcs import canonical
from gongshu.ledger.leaves import leaf_bytes, stands_for

SALT_BYTES = 16  # Too many to guess: without the salt, nobody can try likely bodies against a digest.


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the ledger holds of a record."""

    algorithm: str
    bytes: bytes  # {"algorithm":…,"digest":…}, digest = hash(salt || body) in hex


def new_salt() -> bytes:
    """Return 16 random bytes, to be stored beside the body and erased with it."""
    return secrets.token_bytes(SALT_BYTES)


def seal(body: Mapping[str, object], salt: bytes, algorithm: str = "sha256") -> Leaf:
    """Return the leaf of a record. Raises: NotCanonical; HashMissing; LedgerError for a salt that is not 16 bytes."""
    if len(salt) != SALT_BYTES:
        raise LedgerError(f"the salt has {len(salt)} bytes; make it with new_salt(), which gives {SALT_BYTES}")
    return Leaf(algorithm, leaf_bytes(canonical(body), salt, algorithm))


def matches(leaf: Leaf, body: Mapping[str, object], salt: bytes) -> bool:
    """Tell whether the leaf was made of this body and this salt. Raises: NotCanonical."""
    return stands_for(leaf.bytes, canonical(body), salt)
