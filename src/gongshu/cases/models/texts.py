"""The law that cases were decided under, kept as it was."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ResolvedLaw(models.Model):
    """City over province over nation with all procedures, as canonical JSON; written at first use and never changed."""

    digest = models.CharField(primary_key=True, max_length=64)  # SHA-256 of the text, hexadecimal
    jurisdiction = models.CharField(max_length=120)  # cn/sichuan/dazhou
    text = models.TextField()  # RFC 8785

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="resolved_law_is_not_empty")]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.digest[:12]}"
