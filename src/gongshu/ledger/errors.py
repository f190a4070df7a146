"""What the ledger refuses, and why."""

from __future__ import annotations


class LedgerError(Exception):
    """Anything the ledger refuses."""


class NotCanonical(LedgerError):
    """A value that RFC 8785 has no form for."""


class HashMissing(LedgerError):
    """A hash algorithm that is unknown, or that the OpenSSL of this machine lacks."""


class NoteRejected(LedgerError):
    """A signed note that is malformed or that no trusted key has signed."""


class Damaged(LedgerError):
    """A ledger that contradicts itself; `index` is the first leaf concerned, None where no leaf can be named."""

    def __init__(self, code: str, index: int | None, reason: str) -> None:
        super().__init__(reason)
        self.code, self.index = code, index


class OutOfRange(LedgerError):
    """An index or a size that the ledger has not reached."""


class LeafDiffers(LedgerError):
    """An attempt to give an index a second leaf, or to leave an index out."""


class WrongLedger(LedgerError):
    """A folder that belongs to another log, or to another hash algorithm."""


class KeyRefused(LedgerError):
    """A signing key that cannot be read, must not be overwritten, or lies open to others."""
