"""Tell whether a proof holds (the steps of RFC 9162 2.1.3.2 and 2.1.4.2, which RFC 6962 leaves to the reader)."""

from __future__ import annotations

from collections.abc import Sequence

from gongshu.ledger.hashes import HASH_BYTES, hash_node, hasher


def proves_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, algorithm: str = "sha256"
) -> bool:
    """Tell whether the proof leads from the leaf at `index` to the root of `size` leaves. Raises: HashMissing."""
    digest, node = hasher(algorithm), leaf_hash
    if not 0 <= index < size or any(len(part) != HASH_BYTES for part in (leaf_hash, root, *proof)):
        return False
    at, last = index, size - 1
    for part in proof:
        if not last:
            return False
        node = hash_node(digest, part, node) if joins_left(at, last) else hash_node(digest, node, part)
        at, last = climb(at, last)
    return not last and node == root


def proves_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes], algorithm: str = "sha256"
) -> bool:
    """Tell whether `old` leaves are the beginning of `new` ones; `old` is at least 1. Raises: HashMissing."""
    digest = hasher(algorithm)
    if not 0 < old <= new or any(len(part) != HASH_BYTES for part in proof):
        return False
    if old == new or not proof:
        return old == new and not proof and old_root == new_root
    is_perfect = old & (old - 1) == 0  # Then the old root is a node of the new tree, and the proof leaves it out.
    first, *rest = [old_root, *proof] if is_perfect else proof
    at, last = old - 1, new - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    before = after = first
    for part in rest:
        if not last:
            return False
        if joins_left(at, last):
            before, after = hash_node(digest, part, before), hash_node(digest, part, after)
        else:
            after = hash_node(digest, after, part)
        at, last = climb(at, last)
    return not last and before == old_root and after == new_root


def joins_left(at: int, last: int) -> bool:
    """Tell whether the sibling of node `at` lies to its left; the last node of a row climbs until one does."""
    return at % 2 == 1 or at == last


def climb(at: int, last: int) -> tuple[int, int]:
    """Return the numbers, one row further up, of the node and of the last node, past rows where it had no sibling."""
    if joins_left(at, last):
        while at and at % 2 == 0:
            at, last = at >> 1, last >> 1
    return at >> 1, last >> 1
