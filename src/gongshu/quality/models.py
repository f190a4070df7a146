"""Rules of an entry's table in numbered versions, and what every check by them found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.catalogue.models import Entry, Snapshot
from gongshu.people.actor import Actor
from gongshu.people.visibility import VisibleQuerySet


class RuleSet(models.Model):
    """The rules of one entry at one time; the newest version holds. Written rules never change, a new version replaces them."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="quality_rules")
    number = models.PositiveIntegerField()  # counted from 1 within the entry
    rules: models.JSONField[Any, Any] = models.JSONField()  # [{rule, kind, …}] as lake.checks.rules reads them
    at = models.DateTimeField()
    by = models.CharField(max_length=150)  # login of whoever set them

    class Meta:
        ordering = ["entry_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="rules_have_their_version")]

    def __str__(self) -> str:
        return f"{self.entry.number} rules {self.number}"


class QualityChecks(VisibleQuerySet["QualityCheck"]):
    def seen_by(self, actor: Actor) -> QualityChecks:
        """The score of a snapshot is seen by whoever sees the snapshot; rules, records and columns have a right of their own."""
        return self.filter(snapshot__in=Snapshot.objects.all().visible_to(actor))


class QualityCheck(models.Model):
    """One snapshot was checked by one version of the rules. Values of the data are never kept here."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="quality_checks")
    rules = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True, default="")  # login; empty: the node by itself
    rows = models.PositiveBigIntegerField()
    score = models.FloatField(null=True)  # 0 to 100; null: no rule had anything to check
    dimensions: models.JSONField[Any, Any] = models.JSONField()  # {name: share 0 to 1, or null}
    outcomes: models.JSONField[Any, Any] = models.JSONField()  # [{rule, kind, dimension, column, checked, violations}]
    findings: models.JSONField[Any, Any] = (
        models.JSONField()
    )  # [{row, column, rule}]: record numbers of the delivered file, from 1
    violations = models.PositiveBigIntegerField()  # of all rules together
    objects = QualityChecks.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["snapshot", "-at"], name="check_by_snapshot")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="quality_score_is_0_to_100"
            )
        ]

    def __str__(self) -> str:
        return f"{self.snapshot.number}: {self.score}"


class WorkOrder(models.Model):
    """The case in which a provider puts violations right: 达州办法 第十六条第一款."""

    case = models.CharField(primary_key=True, max_length=30)  # its number, 2026-ZG-00001
    check_found = models.ForeignKey(
        QualityCheck, on_delete=models.PROTECT, related_name="orders"
    )  # the check that led to it
    rules: models.JSONField[Any, Any] = models.JSONField()  # names of the rules that were violated

    def __str__(self) -> str:
        return self.case
