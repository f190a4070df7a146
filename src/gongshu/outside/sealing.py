"""Secrets of other systems: encrypted where they lie, in clear only in the request that needs them."""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class SealBroken(Exception):
    """A sealed secret does not open: another key, another owner, or bytes that were changed."""


def seal(secret: str, key: bytes, owner: str) -> bytes:
    """Return a secret as the control database keeps it; it opens for this owner only."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), owner.encode())


def unseal(sealed: bytes, key: bytes, owner: str) -> str:
    """Return a secret in clear. Raises: SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode()).decode()
    except InvalidTag as problem:
        raise SealBroken(owner) from problem


def headers_for(kind: str, name: str, secret: str) -> dict[str, str]:
    """Return the headers that carry a secret as `kind` says: header, bearer or basic (user:password); none for any other."""
    match kind:
        case "header":
            return {name: secret}
        case "bearer":
            return {"Authorization": f"Bearer {secret}"}
        case "basic":
            return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
    return {}
