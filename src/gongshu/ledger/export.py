"""Write what an auditor takes away: bodies, tiles, checkpoint, public key, and the verifier as one file.

bodies.jsonl   one record a line: index, body (its canonical JSON as text), salt; or index and "erased": true
checkpoint     signed; tile/… and ledger.json as in the log's folder; public.key; verify.py
"""

from __future__ import annotations

import ast
import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from gongshu.ledger import errors, hashes, leaves, note, proofs, tiles, tree, verify
from gongshu.ledger.errors import LeafDiffers, OutOfRange
from gongshu.ledger.jcs import canonical
from gongshu.ledger.note import Checkpoint
from gongshu.ledger.reading import LogReader
from gongshu.ledger.tiles import entries, join_entries, read_tile, tile_path
from gongshu.ledger.tree import WIDTH

Record = tuple[int, Mapping[str, object] | None, bytes | None]  # index, body, salt; None and None: erased
FUTURE = "from __future__ import annotations"  # must come first in the joined file
JOINED = (errors, hashes, tree, proofs, leaves, note, tiles, verify)  # each imports only those before it


def export(log: LogReader, records: Iterable[Record], folder: Path) -> Checkpoint:
    """Write the whole log, at its newest checkpoint, into a new folder and return that checkpoint.

    `records` are all records from index 0 on, in order; those beyond the checkpoint are left out.
    Raises: OutOfRange if there is no checkpoint or a record is missing; FileExistsError if the folder is not empty.
    """
    signed = log.checkpoint()
    if signed is None:
        raise OutOfRange(f"{log.folder} has no checkpoint yet; seal what is pending first")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty; export into a new folder, so that nothing foreign is verified")
    _write_bodies(folder / "bodies.jsonl", records, signed.size)
    _copy_tiles(log.folder, folder, signed.size)
    described = {"algorithm": log.algorithm, "origin": log.origin}
    (folder / "ledger.json").write_text(json.dumps(described), encoding="utf-8")
    (folder / "public.key").write_text("".join(f"{key}\n" for key in log.keys), encoding="utf-8")
    (folder / "checkpoint").write_text(signed.note, encoding="utf-8")
    (folder / "verify.py").write_text(standalone(), encoding="utf-8")
    return signed


def _write_bodies(path: Path, records: Iterable[Record], size: int) -> None:
    expected = 0
    with path.open("wb") as lines:
        for index, body, salt in records:
            if expected == size:
                break
            if index != expected:
                raise LeafDiffers(
                    f"record {expected} is missing before {index}; give all of them in order of their index"
                )
            lines.write(canonical(_row(index, body, salt)) + b"\n")
            expected += 1
    if expected < size:
        raise OutOfRange(f"the records end before {expected}, but the checkpoint covers {size}")


def _row(index: int, body: Mapping[str, object] | None, salt: bytes | None) -> dict[str, object]:
    if body is None or salt is None:
        return {"index": index, "erased": True}
    return {"index": index, "body": canonical(body).decode(), "salt": salt.hex()}


def _copy_tiles(source: Path, target: Path, size: int) -> None:
    levels: list[int | str] = ["entries", *range(max(1, -(-size.bit_length() // 8)))]
    for level in levels:
        count = size >> 8 * level if isinstance(level, int) else size
        for number in range(-(-count // WIDTH)):
            width = min(WIDTH, count - number * WIDTH)
            content = _exactly(source, level, number, width)
            path = target / tile_path(level, number, width)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _exactly(source: Path, level: int | str, number: int, width: int) -> bytes:
    """Return a tile or bundle of this width, also when the log has grown and only the full one is left."""
    if level == "entries":
        return join_entries(entries(source, number, width))
    return read_tile(source, level, number, width)[0][: width * hashes.HASH_BYTES]


def standalone() -> str:
    """Return the verifier as one Python file: the modules it is made of, without their imports of each other."""
    parts = ["# Gongshu: verifier of exported ledgers and receipts. SPDX-License-Identifier: Apache-2.0", FUTURE]
    for module in JOINED:
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        lines = source.splitlines()
        for statement in ast.parse(source).body:
            if isinstance(statement, ast.ImportFrom) and str(statement.module).startswith(("gongshu.", "__future__")):
                for at in range(statement.lineno - 1, statement.end_lineno or statement.lineno):
                    lines[at] = ""
        parts.append("\n".join(lines).strip() + "\n")
    return "\n\n".join(parts)


def receipt(log: LogReader, index: int, body: Mapping[str, object] | None, salt: bytes | None) -> dict[str, object]:
    """Return what proves one record to its holder for good, as JSON; `verify.py` takes it as a file.

    Raises: OutOfRange; Damaged; NotCanonical.
    """
    signed = log.checkpoint()
    if signed is None:
        raise OutOfRange(f"{log.folder} has no checkpoint yet; seal what is pending first")
    return {
        "algorithm": log.algorithm,
        "index": index,
        "leaf": log.leaf(index).decode(),
        "body": None if body is None else canonical(body).decode(),
        "salt": None if salt is None else salt.hex(),
        "proof": [base64.b64encode(part).decode() for part in log.inclusion(index, signed.size)],
        "checkpoint": signed.note,
    }
