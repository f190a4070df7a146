"""Which quarantined rows have come back mended."""

from __future__ import annotations

from django.db import models

from gongshu.collection.models.deliveries import Delivery


class Mend(models.Model):
    """One quarantined record whose mended row was accepted; it can be mended only once."""

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="mends"
    )  # in whose quarantine the record lies
    record = models.PositiveBigIntegerField()  # number of the record in the delivered file, counted from 1
    by = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="mended"
    )  # the delivery that brought the mended row

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "record"], name="mend_once_for_a_record")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.record}"
