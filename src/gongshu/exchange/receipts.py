"""Receipts of a batch, one by each end: facts in canonical JSON, signed, so that anybody checks them without either system."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongshu.exchange.errors import ReceiptWrong
from gongshu.exchange.signing import public_of, signed_by
from gongshu.ledger.errors import NotCanonical
from gongshu.ledger.jcs import canonical

_PURPOSE: Final = b"gongshu exchange receipt 1\n"
COUNTED: Final = ("rows", "digest", "removed", "table_rows")  # what both ends have to count alike


def sign(key: Ed25519PrivateKey, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a receipt over these facts."""
    signature = key.sign(_PURPOSE + canonical(dict(said)))
    return {"said": dict(said), "key": public_of(key), "signature": base64.b64encode(signature).decode()}


def digest_of(receipt: Mapping[str, Any]) -> str:
    """Return the digest by which the other end's receipt names this one."""
    return hashlib.sha256(canonical(dict(receipt))).hexdigest()


def check(receipt: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return what a receipt says. Raises: ReceiptWrong unless this key has signed just that."""
    try:
        said, signature = receipt["said"], base64.b64decode(receipt["signature"], validate=True)
        holds = receipt["key"] == key and isinstance(said, Mapping) and signed_by(key, signature, _PURPOSE + canonical(dict(said)))  # fmt: skip
    except (KeyError, TypeError, ValueError, NotCanonical) as problem:
        raise _wrong("不是收据", "this is no receipt") from problem
    if not holds:
        raise _wrong("收据的签名与该密钥不符", "the receipt is not signed by that key")
    return dict(said)


def check_pair(pair: Mapping[str, Any], *, consumer: str, platform: str) -> Mapping[str, Any]:
    """Return what the receiver's receipt says. Raises: ReceiptWrong unless both hold and the platform's is about just that one."""
    if not isinstance(pair.get("consumer"), Mapping) or not isinstance(pair.get("platform"), Mapping):
        raise _wrong("不是双方的收据", "these are not the receipts of both ends")
    theirs, ours = check(pair["consumer"], consumer), check(pair["platform"], platform)
    if ours.get("of") != digest_of(pair["consumer"]):
        raise _wrong("平台的收据说的是另一份收据", "the platform's receipt is about another one")
    if any(ours.get(name) != theirs.get(name) for name in ("batch", "subscription", *COUNTED)):
        raise _wrong("双方的收据内容不同", "the two receipts do not say the same")
    return theirs


def _wrong(zh: str, en: str) -> ReceiptWrong:
    return ReceiptWrong(
        zh, en, remedy=("核对文件和双方公布的公钥", "look at the file and at the public keys of both ends")
    )
