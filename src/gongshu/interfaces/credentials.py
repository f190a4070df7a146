"""Credentials of sources: encrypted where they lie, in clear only in the request to the source."""

from __future__ import annotations

from gongshu.interfaces.description import Credential, Description
from gongshu.outside import sealing
from gongshu.outside.sealing import SealBroken, seal

__all__ = ["PURPOSE", "CredentialDamaged", "headers_for", "query_for", "seal", "unseal"]

PURPOSE = "credentials of interfaces"  # of the key that is derived from the node's master key


class CredentialDamaged(Exception):
    """A stored credential does not open (503): another master key, or a row that was changed."""

    status = 503

    def __init__(self, resource: str) -> None:
        self.because = {"zh": f"接口 {resource} 的凭证不能用本节点的主密钥解开", "en": f"the credential of {resource} does not open with this node's master key"}  # fmt: skip
        self.remedy = {"zh": "由提供单位重新填写凭证", "en": "let the provider enter it again"}
        self.shown = resource
        super().__init__(self.because["en"])


def unseal(sealed: bytes, key: bytes, resource: str) -> str:
    """Return a credential in clear. Raises: CredentialDamaged."""
    try:
        return sealing.unseal(sealed, key, resource)
    except SealBroken as problem:
        raise CredentialDamaged(resource) from problem


def headers_for(said: Description, secret: str) -> dict[str, str]:
    """Return the headers that carry a credential; none where it stands in the address."""
    return sealing.headers_for(said.credential.value, said.credential_name, secret)


def query_for(said: Description, secret: str) -> dict[str, str]:
    return {said.credential_name: secret} if said.credential is Credential.QUERY else {}
