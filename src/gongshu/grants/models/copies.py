"""Serving copies of published snapshots, and how far the gateway's uses have been taken into the ledger."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class ServingCopy(models.Model):
    """An encrypted table for row queries, built from one snapshot; it can be built again at any time."""

    entry = models.CharField(max_length=40)
    snapshot = models.CharField(max_length=40)
    path = models.CharField(
        max_length=200
    )  # below the serving folder; a new name for every copy, so that readers never see half of one
    wrapped = models.BinaryField(max_length=200)  # its key, wrapped by the master key
    items: models.JSONField[Any, Any] = models.JSONField()  # codes of the items it holds, in order
    keys: models.JSONField[Any, Any] = models.JSONField()  # codes of the key items
    rows = models.PositiveBigIntegerField()
    built_at = models.DateTimeField()
    current = models.BooleanField(default=False)  # the one that is read; changing it is the swap
    retired_at = models.DateTimeField(
        null=True
    )  # when it was replaced; its file goes a while later, for readers that still hold it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(current=True), name="copy_one_is_current"),
            models.CheckConstraint(
                condition=Q(current=False) | Q(retired_at__isnull=True), name="copy_current_is_not_retired"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.snapshot}"


class UseMark(models.Model):
    """The last use that was taken from `uses.sqlite` into the ledger; written in the transaction of its events."""

    store = models.CharField(primary_key=True, max_length=40)  # the store's own name, so that a new file begins at 0
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.store} {self.last}"
