"""Data that a catalogue of important or core data lists, and the versions of these catalogues. None of it is ever public."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Body, Region
from gongshu.people.visibility import VisibleQuerySet

PROCEDURE = "important-data"


class Grade(models.TextChoices):
    IMPORTANT = "important", _("重要数据")
    CORE = "core", _("核心数据")


class Data(VisibleQuerySet["ImportantDatum"]):
    def seen_by(self, actor: Actor) -> Data:
        """A body sees what it identified itself, an author what it admitted; auditors see all."""
        if not actor.body:
            return self.none()
        if actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN):
            return self
        return self.filter(Q(entry__provider__code=actor.body) | Q(author__code=actor.body))

    def live(self) -> Data:
        return self.filter(removed_at__isnull=True)


class ImportantDatum(models.Model):
    """What the author admitted to the catalogue of important or core data. Source: 数据安全法 第二十一条第三款."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="important_data")
    grade = models.CharField(max_length=10, choices=Grade.choices)
    items: models.JSONField[Any, Any] = models.JSONField(default=list)  # codes; none: the whole entry
    reason = models.TextField()  # by the criteria of the standard and the rules
    author = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="admitted_data")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="admitted_data")  # of the catalogue
    case = models.CharField(max_length=30)  # number of the case that admitted it
    article = models.CharField(max_length=120, blank=True, default="")
    admitted_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_in = models.CharField(max_length=30, blank=True, default="")  # number of the case that took it out
    objects = Data.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(removed_at__isnull=True), name="important_entry_is_listed_once"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="important_grade_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="important_datum_has_a_reason"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.entry.number} {self.grade}"


class Catalogues(VisibleQuerySet["ImportantCatalogue"]):
    def seen_by(self, actor: Actor) -> Catalogues:
        """Its author sees a catalogue, and auditors; the bodies it lists see their own data alone."""
        if actor.body and (actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN)):
            return self
        return self.filter(author__code=actor.body) if actor.body else self.none()


class ImportantCatalogue(models.Model):
    """One numbered version of a catalogue of important or core data."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="important_catalogues")
    author = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="important_catalogues")
    grade = models.CharField(max_length=10, choices=Grade.choices)
    version = models.PositiveIntegerField()  # counted from 1 for each region and grade
    rows: models.JSONField[Any, Any] = (
        models.JSONField()
    )  # [{entry, version, title, provider, items, reason, admitted_on}, …]
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical rows, hexadecimal
    articles: models.JSONField[Any, Any] = models.JSONField(default=list)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)
    reported_at = models.DateTimeField(null=True)
    reported_to = models.CharField(max_length=120, blank=True, default="")
    report_letter = models.CharField(max_length=60, blank=True, default="")  # number of the official letter
    reported_under = models.CharField(max_length=120, blank=True, default="")
    objects = Catalogues.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "grade", "version"], name="important_catalogue_has_its_version"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="important_catalogue_grade_is_known"),
            models.CheckConstraint(condition=Q(reported_at__isnull=True, reported_to="") | Q(reported_at__isnull=False) & ~Q(reported_to=""), name="important_catalogue_is_reported_to_somebody"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.grade}.{self.region_id}.{self.version}"  # "important.511700.2"
