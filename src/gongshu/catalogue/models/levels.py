"""The catalogue of a level (本级目录): numbered versions that the next higher authority reviews."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.catalogue.words import LevelState
from gongshu.people.models import Region

LEVEL = "level-catalogue"  # the kind of subject in cases


class LevelCatalogue(models.Model):
    """What was published in a region at one time: 达州办法 第十三条第二款."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="level_catalogues")
    version = models.PositiveIntegerField()  # counted from 1 within the region
    state = models.CharField(max_length=10, choices=LevelState.choices, default=LevelState.COMPILED)
    entries: models.JSONField[Any, Any] = models.JSONField()  # [[number, version], …] in the order of numbers
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical list, hexadecimal
    compiled_under: models.JSONField[Any, Any] = models.JSONField(default=list)  # guides: catalogue.compilation_basis
    compiled_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    case = models.CharField(max_length=30, blank=True, default="")  # number of the case that confirmed it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "version"], name="level_has_its_version"),
            models.CheckConstraint(
                condition=Q(state=LevelState.COMPILED, confirmed_at__isnull=True)
                | Q(state=LevelState.CONFIRMED, confirmed_at__isnull=False),
                name="level_confirmed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.region_id}.{self.version}"  # "511700.3"
