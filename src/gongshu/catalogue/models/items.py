"""Items (信息项) of a version, and which provider is the statutory source of which datum."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongshu.catalogue.models.entries import EntryVersion
from gongshu.catalogue.words import ItemType, Level, Personal
from gongshu.people.models import Body


class Item(models.Model):
    """One column or field of the data."""

    version = models.ForeignKey(EntryVersion, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveIntegerField()  # counted from 1 within the version
    name = models.CharField(max_length=120)  # Chinese name
    code = models.CharField(max_length=120)  # name of the column as delivered
    type = models.CharField(max_length=8, choices=ItemType.choices, default=ItemType.TEXT)
    length = models.PositiveIntegerField(null=True)  # characters at most
    standard = models.CharField(
        max_length=120, blank=True, default="", db_index=True
    )  # code of an element or code set, "GB/T 2260"; words where there is none
    level = models.CharField(max_length=10, choices=Level.choices, blank=True, default="")  # empty: that of the entry
    key = models.BooleanField(default=False)  # identifies a row; queries go by it
    required = models.BooleanField(default=False)  # an empty value is an error
    personal = models.CharField(max_length=10, choices=Personal.choices, default=Personal.NONE)
    duty = models.TextField(blank=True, default="")  # the statutory duty it serves; empty: that of the entry
    taken_from = models.CharField(
        max_length=30, blank=True, default=""
    )  # number of the entry that it is taken from by sharing
    claim = models.CharField(
        max_length=300, blank=True, default="", db_index=True
    )  # what datum it is; empty: claims nothing

    class Meta:
        ordering = ["version_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="item_has_its_place"),
            models.UniqueConstraint(fields=["version", "code"], name="item_code_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="item_has_names"),
            models.CheckConstraint(condition=Q(type__in=ItemType.values), name="item_type_is_known"),
            models.CheckConstraint(condition=Q(personal__in=Personal.values), name="item_personal_is_known"),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="item_level_is_known"),
            models.CheckConstraint(condition=Q(taken_from="") | Q(claim=""), name="item_taken_claims_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Source(models.Model):
    """The statutory source of one datum (一数一源): the primary key lets no two providers hold it. 达州办法 第十四条."""

    claim = models.CharField(primary_key=True, max_length=300)
    provider = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sources")
    entry = models.CharField(max_length=30)  # number of the first published entry that gave it
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.claim} {self.provider}"
