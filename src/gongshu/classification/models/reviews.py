"""That a provider looked again at the sharing and opening attributes and the level of an entry."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry

PROCEDURE = "attribute-review"


class Outcome(models.TextChoices):
    UNCHANGED = "unchanged", _("维持不变")
    CHANGES = "changes", _("需要调整")


class AttributeReview(models.Model):
    """One look at the attributes and level of an entry. Source: 达州办法 第十九条第二款; 成都条例 第十三条第二款."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="attribute_reviews")
    version = models.PositiveIntegerField()  # of the entry, that was looked at
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=500)  # what it rests on: the rules, a changed circumstance
    case = models.CharField(max_length=30, blank=True, default="")  # number of the round that asked; empty: unasked
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="attribute_review_outcome_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="attribute_review_has_a_reason"),
        ]
        indexes = [models.Index(fields=["entry", "-at"], name="attribute_review_newest")]

    def __str__(self) -> str:
        return f"{self.entry.number} v{self.version} {self.outcome}"
