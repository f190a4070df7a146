"""Whose turn it is: bodies and members of the public who can take a case further in its present state."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongshu.cases.models.cases import Case
from gongshu.people.models import Account, Body


class Turn(models.Model):
    """Rewritten with every move, so that an inbox is one query."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    body = models.ForeignKey(Body, null=True, on_delete=models.CASCADE, related_name="turns")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="turns")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "body"], condition=Q(body__isnull=False), name="turn_of_a_body_once"
            ),
            models.UniqueConstraint(
                fields=["case", "account"], condition=Q(account__isnull=False), name="turn_of_a_person_once"
            ),
            models.CheckConstraint(
                condition=Q(body__isnull=False, account__isnull=True) | Q(body__isnull=True, account__isnull=False),
                name="turn_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.body or self.account}"
