"""The key store of the lake over the control database, and the vault of this node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings

from gongshu.collection.models import FileKey
from gongshu.lake.keys import Keyring, Vault

STORE: Final = "store"  # of the setting `lake_encryption`


@dataclass(frozen=True, slots=True)
class DatabaseKeys:
    """Wrapped keys as rows; each is committed before its file is begun, so no file can outlive its key."""

    delivery: str = ""  # number of the delivery that new keys are for

    def put(self, key_id: str, wrapped: bytes) -> None:
        FileKey.objects.create(key_id=key_id, wrapped=wrapped, delivery=self.delivery)

    def get(self, key_id: str) -> bytes:
        row = FileKey.objects.filter(pk=key_id).first()
        if row is None:
            raise KeyError(key_id)
        return bytes(row.wrapped)


def of_tables(delivery: str = "") -> Vault | None:
    """Return the vault that new files of tables get their keys from; None where the store under the lake encrypts them."""
    return None if settings.GONGSHU.lake_encryption == STORE else vault(delivery)


def vault(delivery: str = "") -> Vault:
    """Return the vault of this node; new keys belong to `delivery`. Raises: NodeUnfit where the master key is missing or unsafe."""
    return Vault(Keyring(settings.GONGSHU.derived("lake files")), DatabaseKeys(delivery))
