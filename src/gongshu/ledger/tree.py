"""The tree of RFC 6962 as arithmetic: roots, the edge that grows, the paths of proofs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gongshu.ledger.hashes import Digest, hash_node

WIDTH = 256  # hashes in a full tile, entries in a full bundle

Span = Callable[[int, int], bytes]  # the root over the leaves from the first index up to, not including, the second


def peaks(digest: Digest, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the roots of the perfect subtrees that the hashes fall into, largest first."""
    found, row = [], list(hashes)
    while row:
        if len(row) % 2:
            found.append(row.pop())
        row = [hash_node(digest, row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return found[::-1]


def fold(digest: Digest, nodes: Sequence[bytes]) -> bytes:
    """Return the root over perfect subtrees of falling size; over none, the hash of nothing."""
    if not nodes:
        return digest(b"")
    root = nodes[-1]
    for node in reversed(nodes[:-1]):
        root = hash_node(digest, node, root)
    return root


class Edge:
    """The right edge of a growing tree: per tile level the hashes of the tile that is not full yet."""

    def __init__(self, digest: Digest, full: Callable[[int, int, list[bytes]], None], size: int = 0) -> None:
        self.digest, self.full, self.size = digest, full, size
        self.levels: list[list[bytes]] = [[]]

    def add(self, leaf_hash: bytes) -> None:
        """Take one more leaf; `full(level, number, hashes)` is called for every tile it completes."""
        self.size += 1
        level, carry = 0, leaf_hash
        while True:
            if level == len(self.levels):
                self.levels.append([])
            tile = self.levels[level]
            tile.append(carry)
            if len(tile) < WIDTH:
                return
            self.full(level, (self.size >> 8 * (level + 1)) - 1, tile)
            carry, self.levels[level] = peaks(self.digest, tile)[0], []
            level += 1

    def root(self) -> bytes:
        return fold(self.digest, [node for level in reversed(self.levels) for node in peaks(self.digest, level)])


def perfect_spans(low: int, high: int) -> list[tuple[int, int]]:
    """Return height and number of the perfect subtrees that cover the leaves from `low` to before `high`."""
    found = []
    while low < high:
        height = (high - low).bit_length() - 1
        if low:
            height = min(height, (low & -low).bit_length() - 1)
        found.append((height, low >> height))
        low += 1 << height
    return found


def inclusion_path(index: int, size: int, span: Span) -> list[bytes]:
    """Return the audit path of the leaf at `index` in a tree of `size` leaves (RFC 6962 2.1.1), lowest first."""
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _half(high - low)
        if index < middle:
            path.append(span(middle, high))
            high = middle
        else:
            path.append(span(low, middle))
            low = middle
    return path[::-1]


def consistency_path(old: int, new: int, span: Span) -> list[bytes]:
    """Return the proof that `old` leaves are the beginning of `new` ones (RFC 6962 2.1.2); `old` is at least 1."""
    low, high, path = 0, new, []
    while old < high:
        middle = low + _half(high - low)
        if old <= middle:
            path.append(span(middle, high))
            high = middle
        else:
            path.append(span(low, middle))
            low = middle
    if low:  # Otherwise the subtree left over is the old tree, whose root the verifier already has.
        path.append(span(low, high))
    return path[::-1]


def _half(count: int) -> int:
    """Return the largest power of two below the count."""
    return 1 << ((count - 1).bit_length() - 1)
