"""Moves: every step a case has taken, and the draft that passes along inside a body."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.cases.models.cases import Case


class Move(models.Model):
    """One step of the table that was taken. Person and body are text: the record outlives both."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moves")
    place = models.PositiveIntegerField()  # counted from 1 within the case
    outcome = models.CharField(max_length=60)
    from_state = models.CharField(max_length=60)
    to_state = models.CharField(max_length=60)
    by_login = models.CharField(max_length=150)  # "clock" for moves of time
    by_name = models.CharField(max_length=60)
    by_body = models.CharField(max_length=40, blank=True, default="")  # code of the body
    by_body_name = models.CharField(max_length=120, blank=True, default="")
    via = models.CharField(max_length=10)  # session, token, cli or clock
    at = models.DateTimeField()
    article: models.JSONField[Any, Any] = models.JSONField(
        null=True
    )  # {jurisdiction, law, clause}; null where no text speaks
    statement: models.JSONField[Any, Any] = models.JSONField(default=dict)  # reason, basis, facts, terms, attachments
    proposal: models.JSONField[Any, Any] = models.JSONField(null=True)  # what the law proposed at that moment
    passed: models.JSONField[Any, Any] = models.JSONField(default=list)  # the internal chain: duty, login, at

    class Meta:
        ordering = ["case_id", "place"]
        constraints = [models.UniqueConstraint(fields=["case", "place"], name="move_has_its_place")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.place} {self.outcome}"

    @property
    def differs(self) -> bool:
        """Whether the officer decided otherwise than the law proposed."""
        return bool(self.proposal) and self.proposal["outcome"] != self.outcome


class Draft(models.Model):
    """An answer on its way through a body's internal chain; it is no move yet and stops no clock."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="draft")
    outcome = models.CharField(max_length=60)
    statement: models.JSONField[Any, Any] = models.JSONField(default=dict)
    steps: models.JSONField[Any, Any] = (
        models.JSONField()
    )  # duties in order, as the body's chain was when the draft began
    position = models.PositiveIntegerField()  # which step has to act now; the first has index 0 and has acted
    passed: models.JSONField[Any, Any] = models.JSONField(default=list)  # who has acted: duty, login, name, at

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(position__gte=1), name="draft_has_been_begun")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome} {self.position}"
