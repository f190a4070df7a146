"""Read a log: its checkpoint, its leaves, and proofs from its tiles. Needs no lock and no signing key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from gongshu.ledger.errors import Damaged, OutOfRange, WrongLedger
from gongshu.ledger.hashes import HASH_BYTES, hasher
from gongshu.ledger.note import Checkpoint, read_checkpoint
from gongshu.ledger.tiles import entries, read_tile
from gongshu.ledger.tree import WIDTH, Span, consistency_path, fold, inclusion_path, peaks, perfect_spans


class LogReader:
    """A log as its folder shows it at each call."""

    def __init__(self, folder: Path, *, keys: Sequence[str], algorithm: str = "sha256", origin: str) -> None:
        self.folder, self.keys, self.algorithm, self.origin = Path(folder), list(keys), algorithm, origin
        self.digest = hasher(algorithm)

    def checkpoint(self) -> Checkpoint | None:
        """Return the newest checkpoint, None before the first. Raises: NoteRejected; WrongLedger for another log's."""
        try:
            note = (self.folder / "checkpoint").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return self._own(read_checkpoint(note, self.keys))

    def _own(self, checkpoint: Checkpoint) -> Checkpoint:
        if checkpoint.origin != self.origin:
            raise WrongLedger(f"{self.folder} is the ledger of {checkpoint.origin!r}, not of {self.origin!r}")
        return checkpoint

    @property
    def size(self) -> int:
        """The number of leaves under the newest checkpoint."""
        checkpoint = self.checkpoint()
        return checkpoint.size if checkpoint else 0

    def leaf(self, index: int) -> bytes:
        """Return one leaf. Raises: OutOfRange; Damaged."""
        return next(self.leaves(index, index + 1))

    def leaves(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the leaves from `start` to before `stop`, or to the newest. Raises: OutOfRange; Damaged."""
        size = self.size
        stop = size if stop is None else stop
        if not 0 <= start <= stop <= size:
            raise OutOfRange(f"leaves {start} to {stop} are asked for; the log has {size}, counted from 0")
        for number in range(start // WIDTH, -(-stop // WIDTH)):
            low = number * WIDTH
            bundle = list(entries(self.folder, number, min(WIDTH, size - low)))
            yield from bundle[max(start - low, 0) : stop - low]

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first `size` leaves, by default of all. Raises: OutOfRange; Damaged."""
        size, span = self._tree(size)
        return span(0, size)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the leaf at `index` is among the first `size`. Raises: OutOfRange; Damaged."""
        size, span = self._tree(size)
        if not 0 <= index < size:
            raise OutOfRange(f"leaf {index} is not among the first {size}; an index counts from 0")
        return inclusion_path(index, size, span)

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """Return the proof that the first `old` leaves begin the first `new`. Raises: OutOfRange; Damaged."""
        new, span = self._tree(new)
        if not 0 < old <= new:
            raise OutOfRange(
                f"a proof from {old} to {new} leaves is asked for; the first is at least 1, at most the second"
            )
        return consistency_path(old, new, span)

    def _tree(self, size: int | None) -> tuple[int, Span]:
        reached = self.size
        asked = reached if size is None else size
        if not 0 <= asked <= reached:
            raise OutOfRange(f"size {size} is asked for; the newest checkpoint of the log is of size {reached}")
        return asked, self._span(reached)

    def _span(self, size: int) -> Span:
        tile = cache(lambda level, number: self.tile(level, number, size))

        def node(height: int, number: int) -> bytes:
            level, rest = divmod(height, 8)
            tile_number, offset = divmod(number << rest, WIDTH)
            return peaks(self.digest, tile(level, tile_number)[offset : offset + (1 << rest)])[0]

        return lambda low, high: fold(self.digest, [node(*spot) for spot in perfect_spans(low, high)])

    def tile(self, level: int, number: int, size: int) -> list[bytes]:
        """Return the hashes of a tile as it stands in a log of `size` leaves. Raises: Damaged."""
        width = min(WIDTH, (size >> 8 * level) - number * WIDTH)
        tile, _ = read_tile(self.folder, level, number, width)
        if len(tile) < width * HASH_BYTES:
            first = (number * WIDTH + len(tile) // HASH_BYTES) * WIDTH**level
            raise Damaged("tile", first, f"tile {number} of level {level} is cut short; run `gongshu audit verify`")
        return [tile[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES)]
