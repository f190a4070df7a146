"""Signed notes and checkpoints (C2SP signed-note and tlog-checkpoint): read them, and check who signed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from gongshu.ledger.errors import NoteRejected
from gongshu.ledger.hashes import HASH_BYTES

MAX_SIGNATURES = 64  # C2SP asks for at least 16; a bound keeps a hostile note cheap to refuse
ED25519, COSIGNATURE = 1, 4  # C2SP signature types


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement of the log: its first `size` leaves have this root."""

    origin: str
    size: int
    root: bytes
    note: str  # the whole signed note, as stored and printed


def note_text(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def decode(encoded: str) -> bytes:
    """Return the bytes of a base64 text in its one canonical spelling. Raises: ValueError."""
    content = base64.b64decode(encoded, validate=True)
    if base64.b64encode(content).decode() != encoded:  # The last letter may hide bits that mean nothing.
        raise ValueError(f"{encoded!r} is not canonical base64")
    return content


def key_id(name: str, key: bytes) -> bytes:
    """Return the four bytes that C2SP identifies a key by; `key` begins with its type byte."""
    return hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]


def parse_key(text: str) -> tuple[str, bytes, bytes]:
    """Return name, id and key (type byte first) of a verifier key `name+id+key`. Raises: NoteRejected."""
    try:
        name, identity, encoded = text.strip().split("+", 2)
        key = decode(encoded)
        is_good = bool(name) and key_id(name, key).hex() == identity
    except ValueError:
        is_good = False
    if not is_good or len(key) != 33 or key[0] not in (ED25519, COSIGNATURE):
        raise NoteRejected(f"{text!r} is no verifier key; it is written name+id+key, the key an Ed25519 one in base64")
    return name, key_id(name, key), key


def split_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Return the text of a note and its signatures as name, key id and signature. Raises: NoteRejected."""
    text, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")[:-1]
    if any(letter < " " and letter != "\n" for letter in note):
        raise NoteRejected("the note contains control characters, which C2SP forbids; it was altered on its way")
    if not gap or not 0 < len(lines) <= MAX_SIGNATURES or not tail.endswith("\n"):
        raise NoteRejected("the note has no signature lines after an empty line, or too many; it is cut or altered")
    signatures = []
    for line in lines:
        try:
            dash, name, encoded = line.split(" ")
            raw = decode(encoded)
        except ValueError:
            dash, raw = "", b""
        if dash != "\u2014" or len(raw) < 5:
            raise NoteRejected(f"signature line {line!r} is malformed; it is written \u2014 name signature")
        signatures.append((name, raw[:4], raw[4:]))
    return text + "\n", signatures


def read_checkpoint(note: str, keys: Iterable[str]) -> Checkpoint:
    """Return the checkpoint that at least one of the verifier keys signed. Raises: NoteRejected.

    Signatures of unknown keys are passed over; a wrong one by a known key refuses the whole note.
    """
    text, signatures = split_note(note)
    known = {(name, identity): key for name, identity, key in map(parse_key, keys)}
    signers = [(name, identity, signature) for name, identity, signature in signatures if (name, identity) in known]
    if not signers:
        raise NoteRejected(f"no trusted key signed this checkpoint; it names {[name for name, *_ in signatures]}")
    for name, identity, signature in signers:
        _check_signature(text, name, known[name, identity], signature)
    return parse_checkpoint(note)


def _check_signature(text: str, name: str, key: bytes, signature: bytes) -> None:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise NoteRejected(f"the signature of {name} was not checked: {error}; install cryptography") from error
    said = text.encode()
    if key[0] == COSIGNATURE:  # A witness signs the time at which it saw the checkpoint as well.
        said = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8], "big") + said
        signature = signature[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature, said)
    except InvalidSignature:
        raise NoteRejected(f"the signature of {name} does not fit the checkpoint; one of the two was altered") from None


def parse_checkpoint(note: str) -> Checkpoint:
    """Return what a checkpoint says without asking who signed it. Raises: NoteRejected."""
    lines = split_note(note)[0].split("\n")[:-1]
    try:
        origin, size, root = lines[0], int(lines[1]), decode(lines[2])
        is_good = bool(origin) and str(size) == lines[1] and size >= 0 and len(root) == HASH_BYTES
    except (ValueError, IndexError):
        is_good = False
    if not is_good:
        raise NoteRejected(f"{lines[:3]} is no checkpoint; its lines are origin, size and root in base64")
    return Checkpoint(origin, size, root, note)
