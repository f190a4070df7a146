"""Answers to verifications (核实比对): what the machine found, and who answered."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.cases.models import Case
from gongshu.people.actor import Actor
from gongshu.people.visibility import VisibleQuerySet


class By(models.TextChoices):
    """How an answer came about: 湖南草案 第十五条第二款 leaves the way open."""

    MACHINE = "machine", "系统核对"
    BATCH = "batch", "批量核对"
    PERSON = "person", "人工核对"


class Verifications(VisibleQuerySet["Verification"]):
    def seen_by(self, actor: Actor) -> Verifications:
        """Seen with the case; what is found before the source has answered is the source's alone."""
        return self.filter(case__in=Case.objects.all().visible_to(actor).values("number"))


class Verification(models.Model):
    """One request to verify or compare. The keys stay with the case; here are only yes and no, in their order."""

    case = models.CharField(primary_key=True, max_length=30)  # its number, 2026-HS-00001
    entry = models.CharField(max_length=40)
    snapshot = models.CharField(
        max_length=60, blank=True, default=""
    )  # that was looked into; empty: the machine could not
    found: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # true, false, or null for a line that names no key
    unfit = models.TextField(blank=True, default="")  # why the machine could not answer
    prepared_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=8, choices=By.choices, blank=True, default="")  # empty: not answered yet
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(
        max_length=150, blank=True, default=""
    )  # login of the person of the source who answered for it
    objects = Verifications.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by__in=["", *By.values]), name="verification_way_is_known"),
            models.CheckConstraint(
                condition=Q(by="", answered_at__isnull=True)
                | ~Q(by="") & Q(answered_at__isnull=False) & ~Q(answered_by=""),
                name="verification_answered_has_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.case

    @property
    def matching(self) -> int:
        return sum(1 for each in self.found if each)
