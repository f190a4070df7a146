"""Verify an exported ledger or a single receipt with the standard library and `cryptography` alone.

An export carries this module joined with the few it imports as one file, `verify.py`, which runs where nothing of
Gongshu is installed: `python verify.py FOLDER_OR_RECEIPT [--json] [--key KEY] [--seen CHECKPOINT]`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gongshu.ledger.errors import Damaged, HashMissing, LedgerError, NoteRejected
from gongshu.ledger.hashes import HASH_BYTES, hash_leaf, hasher
from gongshu.ledger.leaves import stands_for
from gongshu.ledger.note import Checkpoint, decode, parse_checkpoint, read_checkpoint
from gongshu.ledger.proofs import proves_inclusion
from gongshu.ledger.tiles import entries, read_tile, tile_path
from gongshu.ledger.tree import WIDTH, Edge

Row = tuple[int, bytes | None, bytes | None]  # index, canonical body, salt; None and None: the body was erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verification found; `first_bad` counts records from 0 and is None where no record can be named."""

    size: int  # records under the checkpoint
    ok: bool
    first_bad: int | None = None
    reason: str | None = None
    finding: str | None = None  # body, leaf, tile, missing, surplus, root, seen, signature, proof or unreadable
    erased: int = 0  # records whose body was erased; their digests still count


class Walk:
    """One pass over all leaves that compares bodies, entries, every tile and the roots of checkpoints."""

    def __init__(self, folder: Path, algorithm: str, rows: Iterable[Row], seen: Iterable[Checkpoint]) -> None:
        self.folder, self.digest, self.rows, self.erased = folder, hasher(algorithm), iter(rows), 0
        self.seen = {checkpoint.size: checkpoint.root for checkpoint in seen if checkpoint.size}
        self.edge = Edge(self.digest, self.compare)

    def run(self, signed: Checkpoint) -> None:
        """Raises: Damaged at the first leaf that does not hold."""
        for number in range(-(-signed.size // WIDTH)):
            self.bundle(number, min(WIDTH, signed.size - number * WIDTH))
        for level, hashes in enumerate(self.edge.levels):
            self.compare(level, signed.size >> 8 * (level + 1), hashes)
        if next(self.rows, None):
            raise Damaged("surplus", signed.size, f"there are more bodies than the {signed.size} signed records")
        if self.edge.root() != signed.root:
            raise Damaged("root", None, f"records and tiles agree, but not with the root signed for {signed.size}")
        if self.seen and (most := max(self.seen)) > signed.size:
            raise Damaged("seen", signed.size, f"{most} records were signed once, only {signed.size} are left")

    def bundle(self, number: int, width: int) -> None:
        """Check bodies up to the first entry that is cut or differs from its tile, so that the first bad one is named."""
        leaves, hashes, found = list[bytes](), list[bytes](), None
        try:
            for leaf in entries(self.folder, number, width):
                leaves.append(leaf)
                hashes.append(hash_leaf(self.digest, leaf))
            self.compare(0, number, hashes)
        except Damaged as error:
            found = error
            leaves = leaves[: (error.index or 0) - number * WIDTH]
        for index, leaf in enumerate(leaves, number * WIDTH):
            self.body(index, leaf)
        if found:
            raise found
        for leaf_hash in hashes:
            self.edge.add(leaf_hash)
            if self.edge.size in self.seen and self.edge.root() != self.seen[self.edge.size]:
                raise Damaged("seen", None, f"the first {self.edge.size} records are not those of the checkpoint seen")

    def body(self, index: int, leaf: bytes) -> None:
        at, body, salt = next(self.rows, (None, None, None))
        if at != index:
            found = "the bodies end before it" if at is None else f"in its place stands record {at}"
            raise Damaged("missing", index, f"record {index} is missing: {found}")
        if body is None or salt is None:
            self.erased += 1
        elif not stands_for(leaf, body, salt):
            raise Damaged("body", index, f"the body or salt of record {index} is not the one that was sealed")

    def compare(self, level: int, number: int, hashes: Sequence[bytes]) -> None:
        if not hashes or (level == 0 and len(hashes) == WIDTH and number < self.edge.size >> 8):
            return  # A full tile of leaf hashes was compared when its bundle was read.
        tile, wide = read_tile(self.folder, level, number, len(hashes))
        expected = b"".join(hashes)
        if tile == expected or (wide > len(hashes) and tile.startswith(expected)):
            return
        pieces = [tile[at : at + HASH_BYTES] for at in range(0, len(expected), HASH_BYTES)]
        at = next((at for at, piece in enumerate(pieces) if piece != hashes[at]), len(hashes) - 1)
        index = (number * WIDTH + at) * WIDTH**level
        reason = f"{tile_path(level, number, wide)} does not follow from the entries, from leaf {index} on"
        raise Damaged("tile" if level else "leaf", index, reason)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the records of a bodies.jsonl. Raises: Damaged at the first line that is none."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines):
            try:
                row = json.loads(line)
                kept = None if row.get("erased") is True else (row["body"].encode(), _salt(row["salt"]))
                index = row["index"]
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
                raise Damaged("body", number, f"{path.name} line {number + 1} is no record: {error!r}") from error
            yield (index, *kept) if kept else (index, None, None)


def _salt(text: str) -> bytes:
    salt = bytes.fromhex(text)
    if salt.hex() != text:
        raise ValueError(f"the salt {text!r} is not written in small hexadecimal letters")
    return salt


def verify_records(folder: Path, rows: Iterable[Row], keys: Sequence[str], seen: Sequence[Checkpoint] = ()) -> Verdict:
    """Return what re-hashing every record, entry and tile of a ledger's folder finds; it raises nothing.

    `rows` are all records in order of their index; `keys` the verifier keys of the log; `seen` earlier checkpoints of
    the same log, which must be its beginnings.
    """
    try:
        note = (folder / "checkpoint").read_text(encoding="utf-8")
        signed = parse_checkpoint(note)
        walk = Walk(folder, json.loads((folder / "ledger.json").read_bytes())["algorithm"], rows, seen)
    except (LedgerError, OSError, ValueError, LookupError, TypeError) as error:
        return Verdict(size=0, ok=False, finding="unreadable", reason=f"the ledger cannot be read: {error}")
    found = list(_refusal(partial(walk.run, signed)))
    for signed_note in (note, *(checkpoint.note for checkpoint in seen)):
        found.extend(_refusal(partial(read_checkpoint, signed_note, keys)))
    return _verdict(signed.size, found, walk.erased)


def _refusal(act: Callable[[], object]) -> Iterator[Damaged]:
    try:
        act()
    except Damaged as error:
        yield error
    except NoteRejected as error:
        yield Damaged("signature", None, str(error))
    except (OSError, HashMissing) as error:
        yield Damaged("unreadable", None, str(error))


def _verdict(size: int, found: Sequence[Damaged], erased: int = 0) -> Verdict:
    if not found:
        return Verdict(size=size, ok=True, erased=erased)
    reason = "; ".join(map(str, found))
    return Verdict(size=size, ok=False, first_bad=found[0].index, reason=reason, finding=found[0].code, erased=erased)


def verify_folder(folder: Path, keys: Sequence[str] | None = None, seen: Sequence[Checkpoint] = ()) -> Verdict:
    """Return what verifying an exported folder finds; without `keys`, the key in the folder itself is believed."""
    try:
        trusted = (folder / "public.key").read_text(encoding="utf-8").split() if keys is None else list(keys)
    except (OSError, ValueError) as error:
        return Verdict(size=0, ok=False, finding="unreadable", reason=f"the public key cannot be read: {error}")
    return verify_records(folder, read_rows(folder / "bodies.jsonl"), trusted, seen)


def verify_receipt(receipt: Mapping[str, Any], keys: Sequence[str]) -> Verdict:
    """Return whether a receipt's body is the record that its checkpoint, signed by one of the keys, holds.

    A receipt whose body was erased still proves that its leaf is in the ledger.
    """
    try:
        index, algorithm, note = receipt["index"], receipt["algorithm"], receipt["checkpoint"]
        leaf, body = receipt["leaf"].encode(), receipt["body"]
        is_sealed = body is None or stands_for(leaf, body.encode(), _salt(receipt["salt"]))
        proof = [decode(part) for part in receipt["proof"]]
        signed, leaf_hash = parse_checkpoint(note), hash_leaf(hasher(algorithm), leaf)
        is_proven = proves_inclusion(leaf_hash, index, signed.size, proof, signed.root, algorithm)
    except (LedgerError, ValueError, LookupError, TypeError, AttributeError) as error:
        return Verdict(size=0, ok=False, finding="unreadable", reason=f"this is no receipt: {error!r}")
    found = list(_refusal(partial(read_checkpoint, note, keys)))
    if not is_proven:
        found.insert(0, Damaged("proof", index, f"the proof does not lead from record {index} to the signed root"))
    if not is_sealed:
        found.insert(0, Damaged("body", index, f"the body or salt of record {index} is not the one that was sealed"))
    return _verdict(signed.size, found, erased=0 if body else 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify what the command line names; return 0 when it holds, 1 when it does not."""
    parser = argparse.ArgumentParser(
        prog="verify.py", description="核验账本或回执 / verify an exported ledger or a receipt"
    )
    parser.add_argument("path", type=Path, help="exported folder, or a receipt (JSON)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--key", action="append", help="verifier key from another source; a folder's own proves less")
    parser.add_argument("--seen", action="append", type=Path, default=[], help="file with a checkpoint seen earlier")
    asked = parser.parse_args(arguments)
    try:
        verdict = _judge(asked.path, asked.key, asked.seen)
    except (OSError, ValueError, NoteRejected) as error:
        parser.error(str(error))
    if asked.key is None:
        print("the key came from the folder itself; compare public.key with the published one", file=sys.stderr)
    print(json.dumps(asdict(verdict), ensure_ascii=False) if asked.json else _sentence(verdict))
    return 0 if verdict.ok else 1


def _judge(path: Path, keys: Sequence[str] | None, seen: Sequence[Path]) -> Verdict:
    checkpoints = [parse_checkpoint(file.read_text(encoding="utf-8")) for file in seen]
    if path.is_dir():
        return verify_folder(path, keys, checkpoints)
    if keys is None:
        raise ValueError("a receipt is verified against the published key of the ledger; give it with --key")
    return verify_receipt(json.loads(path.read_bytes()), keys)


def _sentence(verdict: Verdict) -> str:
    if verdict.ok:
        return f"完好 intact: {verdict.size} records, {verdict.erased} of them erased"
    return f"不符 not intact: first bad record {verdict.first_bad} of {verdict.size}: {verdict.reason}"


if __name__ == "__main__":
    sys.exit(main())
