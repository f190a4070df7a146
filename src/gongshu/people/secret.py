"""Secrets that are shown once and kept as digests."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """Return 256 random bits in letters that survive a shell, an address and a telephone."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    # A plain hash is enough: nobody can try 2**256 secrets, unlike passwords, which Argon2 slows down.
    return hashlib.sha256(secret.encode()).hexdigest()
