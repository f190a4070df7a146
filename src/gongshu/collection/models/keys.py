"""The wrapped keys of the lake's files. Deleting a row makes its file unreadable for ever: that is how data is erased."""

from __future__ import annotations

from django.db import models


class FileKey(models.Model):
    """One data key, wrapped by the node's master key, which is never stored in the node's folder."""

    key_id = models.CharField(primary_key=True, max_length=64)  # also stands in the file's Iceberg key metadata
    wrapped = models.BinaryField(max_length=200)  # nonce and AES-256-GCM of the key
    delivery = models.CharField(max_length=32, db_index=True)  # number of the delivery whose file it is

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(key_id=""), name="file_key_has_an_id")]

    def __str__(self) -> str:
        return self.key_id
