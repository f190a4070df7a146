"""The record of every basic quality check (基础质量校核), and what was fed back to the provider."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.collection.models.deliveries import Delivery
from gongshu.people.models import Body


class Check(models.Model):
    """A delivery was checked against the items of its entry: 达州办法 第十六条第一款."""

    delivery = models.OneToOneField(Delivery, primary_key=True, on_delete=models.CASCADE, related_name="check_record")
    at = models.DateTimeField()
    checker = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="+"
    )  # who owes the check; null: nobody holds the role
    article: models.JSONField[Any, Any] = models.JSONField(
        null=True
    )  # {"label", "address"}; null: no text of the place demands it
    rows = models.PositiveBigIntegerField()
    rejected = models.PositiveBigIntegerField()
    measures: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # [{dimension, zh, en, share, article}], shares 0 to 1

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rejected__lte=models.F("rows")), name="check_rejects_at_most_all")
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.rejected}/{self.rows}"


class Feedback(models.Model):
    """A notice of problem or abnormal data to the body that must put it right: 达州办法 第十六条第一款."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="feedback")
    kind = models.CharField(
        max_length=20
    )  # problem_data (rows with findings) or abnormal_data (the whole is out of the ordinary)
    receiver = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="quality_feedback")
    sender = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")  # the checker
    at = models.DateTimeField()
    text: models.JSONField[Any, Any] = (
        models.JSONField()
    )  # {"zh": [sentence …], "en": […]}; record numbers and reasons, never values
    article: models.JSONField[Any, Any] = models.JSONField()  # {"label", "address"} of the duty to feed back
    time: models.JSONField[Any, Any] = models.JSONField(
        null=True
    )  # {"zh", "en", "label", "address"}: 及时; null: the text sets no time
    rectify: models.JSONField[Any, Any] = models.JSONField(
        null=True
    )  # {"label", "address"} of the provider's duty; null: the text names none
    rectified_at = models.DateTimeField(null=True)  # when the rows came back mended or a clean delivery followed

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "kind"], name="feedback_once_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["problem_data", "abnormal_data"]), name="feedback_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.kind}"
