"""What anybody downloads of a published table, as it was written once."""

from __future__ import annotations

from typing import Any

from django.db import models

from gongshu.catalogue.models.resources import Snapshot


class Download(models.Model):
    """The file of a table that is opened to all: by its digest a reader sees that it is whole and unchanged."""

    snapshot = models.OneToOneField(Snapshot, on_delete=models.CASCADE, related_name="download")
    format = models.CharField(max_length=10)  # one of lake.export.MEDIA
    digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal
    bytes = models.PositiveBigIntegerField()
    columns: models.JSONField[Any, Any] = models.JSONField()  # [{"code", "title", "type"}] in the order of the file
    terms = models.CharField(max_length=64)  # digest of the items and masks it was written with
    event = models.BigIntegerField()  # identifier of the audit event that names the digest
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["digest"], name="download_by_digest")]
        constraints = [models.CheckConstraint(condition=~models.Q(digest=""), name="download_has_a_digest")]

    def __str__(self) -> str:
        return f"{self.snapshot} {self.format}"
