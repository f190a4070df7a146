"""Masking records (脱敏脱密记录) and the checks whether what is left still tells people apart."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry, Snapshot
from gongshu.opening.models.seeing import seen
from gongshu.people.actor import Actor
from gongshu.people.visibility import VisibleQuerySet


class Method(models.TextChoices):
    """What was done to an item before opening."""

    DROPPED = "dropped", _("整项删除")
    GENERALISED = "generalised", _("泛化")
    MASKED = "masked", _("遮盖")
    AGGREGATED = "aggregated", _("汇总")


class MaskingRecords(VisibleQuerySet["MaskingRecord"]):
    def seen_by(self, actor: Actor) -> MaskingRecords:
        rule = seen(actor)
        return self if rule is None else self.filter(rule).distinct()


class MaskingRecord(models.Model):
    """What the provider did to the content of one version before it is opened: 达州办法 第二十五条第一款; 太原条例 第八条第二款."""

    number = models.CharField(max_length=30, unique=True)  # 2026-TM-00001: year, 脱敏, running number
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="masking_records")
    version = models.PositiveIntegerField()  # number of the version that it was made for
    covers = models.CharField(
        max_length=64
    )  # SHA-256 of its items and contents: later versions with the same are covered too
    snapshot = models.ForeignKey(
        Snapshot, null=True, on_delete=models.PROTECT, related_name="+"
    )  # newest table on that day
    treatments: models.JSONField[Any, Any] = models.JSONField()  # [{"item": code, "method": Method, "how": words}]
    basis = models.TextField()  # rule or standard that it was done by
    articles: models.JSONField[Any, Any] = models.JSONField(default=list)  # that demanded it on that day, as told
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)  # login
    made_by_name = models.CharField(max_length=150)
    objects = MaskingRecords.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(basis="") & ~Q(covers=""), name="masking_record_has_a_basis"),
        ]

    def __str__(self) -> str:
        return self.number

    def items_by(self, method: Method) -> list[str]:
        """Return the codes of the items that were treated in this way."""
        return [each["item"] for each in self.treatments if each["method"] == method]


class SmallCellChecks(VisibleQuerySet["SmallCellCheck"]):
    def seen_by(self, actor: Actor) -> SmallCellChecks:
        return self.filter(record__in=MaskingRecord.objects.all().seen_by(actor))


class SmallCellCheck(models.Model):
    """One look at one snapshot, kept with the record it tests. It holds counts, never values of the data."""

    record = models.ForeignKey(MaskingRecord, on_delete=models.CASCADE, related_name="checks")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    quasi: models.JSONField[Any, Any] = models.JSONField()  # codes of the quasi-identifiers
    sensitive: models.JSONField[Any, Any] = models.JSONField(default=list)  # codes of the sensitive items
    k = models.PositiveIntegerField()  # the node's setting on that day
    variety = models.PositiveIntegerField()  # likewise: the l of l-diversity
    found: models.JSONField[Any, Any] = models.JSONField()  # lake.small_cells.SmallCells as a mapping
    passes = models.BooleanField()
    checked_at = models.DateTimeField()
    checked_by = models.CharField(max_length=150)  # login
    checked_by_name = models.CharField(max_length=150, blank=True, default="")
    override_reason = models.TextField(blank=True, default="")  # why the reviewer let it pass all the same
    overridden_by = models.CharField(max_length=150, blank=True, default="")  # login
    overridden_by_name = models.CharField(max_length=150, blank=True, default="")
    overridden_at = models.DateTimeField(null=True)
    objects = SmallCellChecks.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(overridden_at__isnull=True, override_reason="")
                | Q(overridden_at__isnull=False, passes=False) & ~Q(override_reason="") & ~Q(overridden_by=""),
                name="check_override_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.snapshot}"

    @property
    def holds(self) -> bool:
        """Whether the snapshot may be opened as far as this check is concerned."""
        return self.passes or self.overridden_at is not None
