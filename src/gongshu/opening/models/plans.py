"""Opening plans (开放计划): what is to be opened by when, and the versions of a plan that were published."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import OPENED, Entries
from gongshu.people.actor import Actor
from gongshu.people.models import Region
from gongshu.people.visibility import VisibleQuerySet


class PlanLines(VisibleQuerySet["PlanLine"]):
    def seen_by(self, actor: Actor) -> PlanLines:
        """Lines are seen with their entry: the public learns of none that it may not see yet."""
        return self.filter(entry__in=Entries(Entry).seen_by(actor))


class PlanLine(models.Model):
    """One entry that a level means to open in a year."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="plan_lines")
    year = models.PositiveSmallIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="plan_lines")
    planned_on = models.DateField()  # last day on which the promise is kept
    opening = models.CharField(max_length=13)  # the type that is planned: unconditional | conditional
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    objects = PlanLines.as_manager()

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "entry"], name="plan_names_an_entry_once"),
            models.CheckConstraint(condition=Q(opening__in=OPENED), name="plan_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.entry_id}"


class PlanVersion(models.Model):
    """One numbered version of a level's plan of a year, as it was published."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()  # counted from 1 for each level and year
    lines: models.JSONField[Any, Any] = (
        models.JSONField()
    )  # [{"entry", "planned_on", "opening", …}] in the order of days
    digest = models.CharField(max_length=64)  # SHA-256 of the lines as canonical JSON, hexadecimal
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "version"], name="plan_has_its_version"),
        ]

    def __str__(self) -> str:
        return f"opening_plan.{self.region_id}.{self.year}.{self.version}"
