"""Rules of classification and grading, as numbered versions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.people.models import Body, Region


class RuleText(models.Model):
    """One version of rules that a text has somebody make; it never changes. Source: 达州办法 第十二条; 成都条例 第十三条; 江苏条例 第二十条."""

    kind = models.CharField(max_length=20)  # a key of classification.kinds.KINDS
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="grading_rules")
    author = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="grading_rules")
    sector = models.CharField(max_length=60, blank=True, default="")  # of the rules of one sector alone
    version = models.PositiveIntegerField()  # counted from 1 for each kind, region and sector
    title = models.CharField(max_length=120)
    document = models.CharField(max_length=60, blank=True, default="")  # number of the official document
    in_force_on = models.DateField()  # first day
    statements: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # parameter → key → what the rules say of it
    provisions: models.JSONField[Any, Any] = models.JSONField(default=list)  # one article of the rules each
    made_with: models.JSONField[Any, Any] = models.JSONField(default=list)  # codes of the bodies that took part
    articles: models.JSONField[Any, Any] = models.JSONField(default=list)  # that had them made, as told
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical JSON of all of this, hexadecimal
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "region", "sector", "version"], name="grading_rules_have_their_version"),
            models.CheckConstraint(condition=~Q(title=""), name="grading_rules_have_a_title"),
            models.CheckConstraint(condition=Q(kind="sector") & ~Q(sector="") | ~Q(kind="sector") & Q(sector=""), name="grading_rules_of_a_sector_name_it"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def number(self) -> str:
        return f"{self.kind}.{self.region_id}.{self.pk}"  # "sector.511700.12"
