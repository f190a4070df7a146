"""The secrets of sources: sealed for one resource under a key of their own."""

from __future__ import annotations

from django.conf import settings

from gongshu.collection.errors import StorageGone
from gongshu.collection.models import DataSource
from gongshu.outside.sealing import SealBroken, seal, unseal

PURPOSE = "secrets of sources"  # of the key that is derived from the node's master key
LONGEST = 2_000  # characters


def sealed_secret(secret: str, resource: str) -> bytes:
    return seal(secret, settings.GONGSHU.derived(PURPOSE), resource)


def opened_secret(source: DataSource) -> str:
    """Return a source's secret in clear; empty where it has none. Raises: StorageGone where it does not open."""
    if source.secret is None:
        return ""
    number = source.resource.number
    try:
        return unseal(bytes(source.secret), settings.GONGSHU.derived(PURPOSE), number)
    except SealBroken as problem:
        raise StorageGone(
            f"采集源 {number} 的密钥不能用本节点的主密钥解开", f"the secret of source {number} does not open with this node's master key",
            where=number, remedy_zh="请重新填写密钥", remedy_en="enter it again",
        ) from problem  # fmt: skip
