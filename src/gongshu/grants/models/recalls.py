"""Who was told that data they were given is wrong, and who has taken the mended data over."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.catalogue.models import Measure
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Account, Body
from gongshu.people.visibility import VisibleQuerySet


class Recalls(VisibleQuerySet["Recall"]):
    def seen_by(self, actor: Actor) -> Recalls:
        """The receiver its own; the body that decided, the provider and auditors all of them."""
        if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}:
            return self
        if actor.body:
            return self.filter(
                Q(body__code=actor.body) | Q(measure__body=actor.body) | Q(measure__entry__provider__code=actor.body)
            )
        return self.filter(account_id=actor.account_id) if actor.account_id else self.none()


class Recall(models.Model):
    """One receiver of the data that a measure is about."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="recalls")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="recalls")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="recalls")
    grants: models.JSONField[Any, Any] = models.JSONField(default=list)  # their numbers; empty: taken directly
    uses = models.PositiveIntegerField(default=0)  # requests and downloads since the first snapshot that was wrong
    stopped = models.PositiveIntegerField(default=0)  # files of it that were stopped
    told_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)  # when the receiver confirmed that it uses the mended data
    taken_by = models.CharField(max_length=150, blank=True, default="")  # login
    objects = Recalls.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, account__isnull=True) | Q(body__isnull=True, account__isnull=False),
                name="recall_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by="") | Q(taken_at__isnull=False) & ~Q(taken_by=""),
                name="recall_taken_has_a_person",
            ),
            models.UniqueConstraint(
                fields=["measure", "body"], condition=Q(body__isnull=False), name="recall_once_to_a_body"
            ),
            models.UniqueConstraint(
                fields=["measure", "account"], condition=Q(account__isnull=False), name="recall_once_to_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.receiver_name}"

    @property
    def receiver(self) -> Body | Account:
        found = self.body or self.account
        assert found is not None  # recall_has_one_receiver
        return found

    @property
    def receiver_name(self) -> str:
        return self.body.zh if self.body else self.account.name if self.account else ""
