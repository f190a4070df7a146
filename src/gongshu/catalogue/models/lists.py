"""A list as it was published."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.people.models import Body, Region


class PublishedList(models.Model):
    """One numbered version of a list: which version of each entry it holds. What it says of them follows, for those never change; else it is kept."""

    kind = models.CharField(max_length=40)  # a key of catalogue.lists.KINDS
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="lists")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="lists")  # of one body alone
    version = models.PositiveIntegerField()  # counted from 1 for each kind and scope
    entries: models.JSONField[Any, Any] = models.JSONField()  # [[number, version], …] in the order of numbers
    rows: models.JSONField[Any, Any] = models.JSONField(
        null=True
    )  # what it says of each, where that follows from no version of an entry
    terms: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # numbers that were set for it, first and last day that it counts
    digest = models.CharField(max_length=64)  # SHA-256 of what it says, hexadecimal
    articles: models.JSONField[Any, Any] = models.JSONField(default=list)  # that demanded it on that day, as told
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "region", "version"],
                condition=Q(body__isnull=True),
                name="list_of_level_has_its_version",
            ),
            models.UniqueConstraint(
                fields=["kind", "body", "version"], condition=Q(body__isnull=False), name="list_of_body_has_its_version"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def scope(self) -> Region | Body:
        return self.body or self.region

    @property
    def number(self) -> str:
        return f"{self.kind}.{self.scope.code}.{self.version}"  # "opening_catalogue.511700.3"


class ListSetting(models.Model):
    """The numbers that the authority of a level set for one of its lists."""

    kind = models.CharField(max_length=40)  # a key of catalogue.lists.KINDS
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="list_settings")
    values: models.JSONField[Any, Any] = models.JSONField()  # by name of the kind's settings
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)  # login

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "region"], name="list_is_set_once_for_a_level")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.region_id}"
