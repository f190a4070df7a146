"""How a node proves that a request is its own: Ed25519 over method, address, moment, nonce and the digest of what is sent."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gongshu.exchange.errors import Unproven

WINDOW: Final = 300  # seconds that the clocks of both ends may differ; a nonce is kept for twice as long
KEY, MOMENT, NONCE, SIGNATURE = "Gongshu-Key", "Gongshu-Moment", "Gongshu-Nonce", "Gongshu-Signature"  # headers
_PURPOSE: Final = "gongshu exchange request 1"  # so that no signature serves for anything else


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the headers of a request say."""

    key: str  # the public key, 64 hexadecimal digits
    moment: int  # seconds since 1970
    nonce: str
    signature: bytes


def public_of(key: Ed25519PrivateKey) -> str:
    """Return the public half as 64 hexadecimal digits."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def fingerprint(public: str) -> str:
    """Return the short form of a public key that two people compare."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(bytes.fromhex(public)).digest()).decode().rstrip("=")


def prove(key: Ed25519PrivateKey, method: str, address: str, body: bytes, moment: int) -> dict[str, str]:
    """Return the headers of a request; `address` is its path with its query."""
    nonce = secrets.token_hex(16)
    signature = key.sign(_said(method, address, moment, nonce, body))
    return {KEY: public_of(key), MOMENT: str(moment), NONCE: nonce, SIGNATURE: base64.b64encode(signature).decode()}


def proof_of(headers: Mapping[str, str]) -> Proof:
    """Return what the headers say. Raises: Unproven."""
    try:
        proof = Proof(
            key=headers[KEY], moment=int(headers[MOMENT]), nonce=headers[NONCE],
            signature=base64.b64decode(headers[SIGNATURE], validate=True),
        )  # fmt: skip
        bytes.fromhex(proof.key + proof.nonce)
    except (KeyError, ValueError) as problem:
        raise _unsigned() from problem
    if (
        len(proof.key) != 64
        or len(proof.nonce) != 32
        or not (proof.key + proof.nonce).isalnum()
        or proof.key != proof.key.lower()
    ):
        raise _unsigned()
    return proof


def check(proof: Proof, method: str, address: str, body: bytes, moment: float) -> None:
    """Raise Unproven unless the key of the proof signed this very request a moment ago."""
    if abs(proof.moment - moment) > WINDOW:
        raise Unproven(
            f"请求的时间与平台相差超过 {WINDOW} 秒", f"the moment of the request differs by more than {WINDOW} seconds from the platform's",
            remedy=("校准交换节点的时钟", "set the clock of the exchange node right"),
        )  # fmt: skip
    said = _said(method, address, proof.moment, proof.nonce, body)
    if not signed_by(proof.key, proof.signature, said):
        raise Unproven("请求的签名与密钥不符", "the signature of the request is not by the key that it names")


def signed_by(public: str, signature: bytes, said: bytes) -> bool:
    """Whether a key has signed this."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True


def _said(method: str, address: str, moment: int, nonce: str, body: bytes) -> bytes:
    return "\n".join((_PURPOSE, method, address, str(moment), nonce, hashlib.sha256(body).hexdigest())).encode()


def _unsigned() -> Unproven:
    return Unproven("请求没有签名，或者签名的写法不对", "the request is not signed, or not in the way that is agreed")
