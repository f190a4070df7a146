"""Sketches of delivered columns: what is alike in content is found by them, and no value can be read from them."""

from __future__ import annotations

from typing import Any

from django.db import models

from gongshu.catalogue.models.resources import Resource, Snapshot


class ColumnSketch(models.Model):
    """The least keyed hashes of one text column of the newest sketched snapshot of a resource."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="sketches")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=120)  # of the item
    distinct = models.PositiveBigIntegerField()  # estimate
    hashes: models.JSONField[Any, Any] = models.JSONField()  # ascending

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "code"], name="sketch_once_per_column")]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.code}"


class SketchProbe(models.Model):
    """One of the least hashes of a sketch: columns with many values in common share one of them."""

    sketch = models.ForeignKey(ColumnSketch, on_delete=models.CASCADE, related_name="probes")
    hash = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return str(self.hash)
