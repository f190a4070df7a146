"""Credentials of sources: encrypted where they lie, in clear only in the request to the source."""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongshu.interfaces.description import Credential, Description

PURPOSE = "credentials of interfaces"  # of the key that is derived from the node's master key
_NONCE = 12


class CredentialDamaged(Exception):
    """A stored credential does not open (503): another master key, or a row that was changed."""

    status = 503

    def __init__(self, resource: str) -> None:
        self.because = {"zh": f"接口 {resource} 的凭证不能用本节点的主密钥解开", "en": f"the credential of {resource} does not open with this node's master key"}  # fmt: skip
        self.remedy = {"zh": "由提供单位重新填写凭证", "en": "let the provider enter it again"}
        self.shown = resource
        super().__init__(self.because["en"])


def seal(secret: str, key: bytes, resource: str) -> bytes:
    """Return a credential as the control database keeps it; it opens for this resource only."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), resource.encode())


def unseal(sealed: bytes, key: bytes, resource: str) -> str:
    """Return a credential in clear. Raises: CredentialDamaged."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], resource.encode()).decode()
    except InvalidTag as problem:
        raise CredentialDamaged(resource) from problem


def headers_for(said: Description, secret: str) -> dict[str, str]:
    """Return the headers that carry a credential; none where it stands in the address."""
    match said.credential:
        case Credential.HEADER:
            return {said.credential_name: secret}
        case Credential.BEARER:
            return {"Authorization": f"Bearer {secret}"}
        case Credential.BASIC:
            return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
    return {}


def query_for(said: Description, secret: str) -> dict[str, str]:
    return {said.credential_name: secret} if said.credential is Credential.QUERY else {}
