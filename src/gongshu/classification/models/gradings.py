"""What level a steward gave to a column, and what had been proposed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import Level


class ColumnGrade(models.Model):
    """The grading of one column of an entry. A later one takes its place; all are kept."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="column_grades")
    column = models.CharField(max_length=120)  # code of the item
    proposed_category = models.CharField(max_length=30, blank=True, default="")  # a key of lake.detect; empty: none
    proposed_level = models.CharField(max_length=10, choices=Level.choices)
    confidence = models.FloatField()  # 0 to 1, of the detection
    category = models.CharField(max_length=30, blank=True, default="")  # as confirmed
    level = models.CharField(max_length=10, choices=Level.choices)  # as confirmed
    reason = models.CharField(max_length=300, blank=True, default="")  # empty where the proposal was taken
    snapshot = models.CharField(max_length=40)  # number of the snapshot that was looked at
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values, proposed_level__in=Level.values), name="column_grade_is_known"),
            models.CheckConstraint(condition=Q(level=models.F("proposed_level"), category=models.F("proposed_category")) | ~Q(reason=""), name="column_grade_that_differs_says_why"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["entry", "column", "-id"], name="column_grade_newest")]

    def __str__(self) -> str:
        return f"{self.entry.number} {self.column} {self.level}"
