"""The key by which the platform signs receipts of batches."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from gongshu.exchange.signing import public_of


def platform_key() -> Ed25519PrivateKey:
    """Return the key. It follows from the master key and lies in no file."""
    return Ed25519PrivateKey.from_private_bytes(settings.GONGSHU.derived("exchange receipts"))


def public_key() -> str:
    """Return its public half, which is no secret."""
    return public_of(platform_key())
