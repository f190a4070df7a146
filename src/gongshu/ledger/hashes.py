"""The two hash functions a ledger may be built on; which one is stored beside it and in every leaf."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache

from gongshu.ledger.errors import HashMissing

ALGORITHMS = ("sha256", "sm3")
HASH_BYTES = 32  # both algorithms

Digest = Callable[[bytes], bytes]


@cache
def hasher(algorithm: str) -> Digest:
    """Return the function from bytes to the 32-byte digest. Raises: HashMissing."""
    if algorithm not in ALGORITHMS:
        raise HashMissing(f"hash algorithm {algorithm!r} is unknown; use one of {', '.join(ALGORITHMS)}")
    try:
        hashlib.new(algorithm)
    except ValueError as error:
        raise HashMissing(
            f"this Python's OpenSSL has no {algorithm.upper()} ({error}); run on a system whose OpenSSL provides it"
        ) from error
    if algorithm == "sha256":
        return lambda data: hashlib.sha256(data).digest()
    return lambda data: hashlib.new(algorithm, data).digest()


def hash_leaf(digest: Digest, leaf: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962 2.1): its prefix keeps a leaf from being read as a node."""
    return digest(b"\x00" + leaf)


def hash_node(digest: Digest, left: bytes, right: bytes) -> bytes:
    """Return the hash of the node over two others (RFC 6962 2.1)."""
    return digest(b"\x01" + left + right)
