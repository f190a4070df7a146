"""The one writer of a log: takes leaves, writes bundles and tiles, signs a checkpoint and puts it into place last."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from gongshu.ledger.durable import After, DurableFolder
from gongshu.ledger.errors import Damaged, LeafDiffers, LedgerError, NoteRejected, WrongLedger
from gongshu.ledger.hashes import hash_leaf
from gongshu.ledger.keys import Signer
from gongshu.ledger.note import Checkpoint, read_checkpoint
from gongshu.ledger.reading import LogReader
from gongshu.ledger.tiles import join_entries, tile_path
from gongshu.ledger.tree import WIDTH, Edge

LONGEST_LEAF = 2**16 - 1  # bytes; a bundle prefixes each entry with a length of two bytes
SIGNED = "checkpoint.signed"  # the next checkpoint, signed, until it is renamed to `checkpoint`


class Log(LogReader):
    """A log that grows. Several may be open on one folder; they take turns.

    `earlier` are verifier keys that signed before the present one; `after` is called with the name of every step done.
    Raises: HashMissing; WrongLedger if the folder belongs to another origin or algorithm.
    """

    def __init__(
        self,
        folder: Path,
        *,
        origin: str,
        signer: Signer,
        algorithm: str = "sha256",
        earlier: Sequence[str] = (),
        after: After = lambda step: None,
    ) -> None:
        super().__init__(folder, keys=[signer.public, *earlier], algorithm=algorithm, origin=origin)
        if signer.name != origin:
            raise WrongLedger(f"the signing key is named {signer.name!r}; a log's key bears its origin, {origin!r}")
        self._signer, self._files = signer, DurableFolder(self.folder, after)

    def append(self, leaves: Sequence[bytes], *, start: int | None = None) -> Checkpoint:
        """Give the leaves the next indexes and return the checkpoint that covers them.

        `start` is the index of the first of them, by default the size that the log shows. Leaves that are in it
        already, because a run died after signing them, are compared and passed over. No leaf: the newest checkpoint, or that of the
        empty tree. After a crash at any point the next call completes the work; no size is ever signed with two roots.
        Raises: LeafDiffers; LedgerError for a leaf over 65,535 bytes; Damaged; WrongLedger; OSError (nothing changed).
        """
        for offset, leaf in enumerate(leaves):
            if len(leaf) > LONGEST_LEAF:
                raise LedgerError(f"leaf {offset} of these has {len(leaf)} bytes; a leaf has at most {LONGEST_LEAF}")
        with self._files.alone():
            self._describe()
            shown = self.size  # What the caller could see; a signed checkpoint not yet in place may cover more.
            self._complete()
            newest = self.checkpoint()
            fresh = self._not_yet_in(leaves, shown if start is None else start, newest.size if newest else 0)
            if newest and not fresh:
                return newest
            return self._extend(newest, fresh)

    def cosign(self, line: str, key: str) -> Checkpoint:
        """Add a witness's signature line to the newest checkpoint and return it.

        Raises: NoteRejected if the line is not by the witness's verifier key, or for another checkpoint.
        """
        with self._files.alone():
            self._complete()
            newest = self.checkpoint()
            if newest is None:
                raise NoteRejected(f"{self.folder} has no checkpoint yet; append first, then ask the witness")
            cosigned = read_checkpoint(newest.note + line, [key])
            self._files.put("checkpoint", cosigned.note.encode())
            self._files.settle()
            return cosigned

    def _describe(self) -> None:
        """Store which log this is, before its first tile."""
        described = json.dumps({"algorithm": self.algorithm, "origin": self.origin}).encode()
        path = self.folder / "ledger.json"
        if not path.exists():
            self._files.put(path.name, described)
            self._files.settle()
        elif (found := path.read_bytes()) != described:
            raise WrongLedger(f"{path} says {found!r}, this log is {described!r}; open it as what it is, or elsewhere")

    def _complete(self) -> None:
        """Put into place the checkpoint that a killed run had signed: its tiles were safe before it was written."""
        path = self.folder / SIGNED
        if not path.exists():
            return
        try:
            signed = self._own(read_checkpoint(path.read_text(encoding="utf-8"), self.keys))
        except (NoteRejected, UnicodeDecodeError):
            path.unlink()  # Cut while it was written, so nobody has seen it.
            return
        if signed.size < self.size:
            raise Damaged("root", None, f"{path} is older than the checkpoint in place; remove it if a backup left it")
        if self._span(signed.size)(0, signed.size) != signed.root:
            raise Damaged("root", None, f"{path} was signed, but the tiles have another root; restore the tiles")
        self._publish()

    def _publish(self) -> None:
        self._files.move(SIGNED, "checkpoint")
        self._files.settle()

    def _not_yet_in(self, leaves: Sequence[bytes], start: int, size: int) -> Sequence[bytes]:
        if not 0 <= start <= size:
            raise LeafDiffers(f"the leaves begin at index {start}, but the next is {size}; leave none out")
        again = min(len(leaves), size - start)
        for index, (old, new) in enumerate(zip(self.leaves(start, start + again), leaves, strict=False), start):
            if old != new:
                raise LeafDiffers(f"leaf {index} is {old!r} and cannot become {new!r}; a log only grows")
        return leaves[again:]

    def _extend(self, newest: Checkpoint | None, leaves: Sequence[bytes]) -> Checkpoint:
        old = newest.size if newest else 0
        edge = self._edge(old)
        if newest and edge.root() != newest.root:
            raise Damaged("root", None, f"the tiles in {self.folder} contradict its checkpoint; nothing was added")
        self._write_bundles(old, leaves)
        for leaf in leaves:
            edge.add(hash_leaf(self.digest, leaf))
        for level, hashes in enumerate(edge.levels):
            if hashes and (old >> 8 * level) != (edge.size >> 8 * level):
                self._write_tile(level, edge.size >> 8 * (level + 1), hashes)
        self._drop_superseded(old, edge)
        self._files.settle()
        note = self._signer.checkpoint(edge.size, edge.root())
        self._files.write(SIGNED, note.encode())
        self._publish()
        return read_checkpoint(note, self.keys)

    def _edge(self, size: int) -> Edge:
        edge = Edge(self.digest, self._write_tile, size)
        edge.levels = [
            self.tile(level, size >> 8 * (level + 1), size) if (size >> 8 * level) % WIDTH else []
            for level in range(max(1, -(-size.bit_length() // 8)))
        ]
        return edge

    def _write_tile(self, level: int, number: int, hashes: Sequence[bytes]) -> None:
        self._files.put(tile_path(level, number, len(hashes)), b"".join(hashes))

    def _write_bundles(self, old: int, leaves: Sequence[bytes]) -> None:
        number = old // WIDTH
        begun = list(self.leaves(number * WIDTH, old))
        coming = iter([*begun, *leaves])
        while bundle := list(islice(coming, WIDTH)):
            self._files.put(tile_path("entries", number, len(bundle)), join_entries(bundle))
            number += 1

    def _drop_superseded(self, old: int, edge: Edge) -> None:
        """Remove the partial files of those tiles that are full now; readers fall back on the full one."""
        for level in range(len(edge.levels)):
            number = old >> 8 * (level + 1)
            if edge.size >> 8 * (level + 1) > number:
                for kind in (level, "entries") if level == 0 else (level,):
                    self._files.drop(tile_path(kind, number) + ".p")
