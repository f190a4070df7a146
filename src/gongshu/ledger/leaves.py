"""The leaf of a record holds only the salted digest of its body, so that the body can be erased and the tree stays."""

from __future__ import annotations

from gongshu.ledger.hashes import hasher


def leaf_bytes(body: bytes, salt: bytes, algorithm: str = "sha256") -> bytes:
    """Return the leaf that stands for a canonical body: only its salted digest, so that the body can be erased."""
    return b'{"algorithm":"%s","digest":"%s"}' % (algorithm.encode(), hasher(algorithm)(salt + body).hex().encode())


def stands_for(leaf: bytes, body: bytes, salt: bytes) -> bool:
    """Tell whether the leaf was made of this canonical body and salt, by the algorithm it names itself."""
    algorithm = "sm3" if leaf.startswith(b'{"algorithm":"sm3"') else "sha256"
    return leaf == leaf_bytes(body, salt, algorithm)
