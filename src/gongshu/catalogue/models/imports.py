"""Catalogues that were taken over: each import with what came of it, and which entry stands for which record of the source."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.cases.models import CaseSubject
from gongshu.catalogue.models.entries import IMPORT, Entry
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Body
from gongshu.people.visibility import VisibleQuerySet

BATCH = "DR"  # in numbers of imports: 导入


class BatchState(models.TextChoices):
    """Where an import stands. Whether its review is open is told by the case, not kept here."""

    STAGING = "staging", _("导入中")  # its entries are nobody's yet; what a crash left is swept by the next import
    KEPT = "kept", _("已导入")
    PUBLISHING = "publishing", _("发布中")
    PUBLISHED = "published", _("已发布")
    RETURNED = "returned", _("已退回")


class Batches(VisibleQuerySet["ImportBatch"]):
    def seen_by(self, actor: Actor) -> Batches:
        """An import is seen by the body that made it, by the body that reviews it, and by auditors."""
        if actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN):
            return self
        if not actor.body:
            return self.none()
        decided = CaseSubject.objects.filter(kind=IMPORT, case__decider__code=actor.body).values("subject")
        return self.filter(Q(body__code=actor.body) | Q(number__in=decided))


class ImportBatch(models.Model):
    """One import: what was read, from where, and how it ended. Its entries are reviewed as one."""

    number = models.CharField(max_length=30, unique=True)  # "511700-DR-0003": region of the body and running number
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="imports")  # that made it and answers for it
    source = models.CharField(max_length=200)  # name of the catalogue that was read; identifiers are its own
    mapping = models.CharField(max_length=60)
    file = models.CharField(max_length=200, blank=True, default="")  # its name, not its place
    digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.STAGING)
    read = models.PositiveIntegerField(default=0)  # records
    created = models.PositiveIntegerField(default=0)  # new entries
    changed = models.PositiveIntegerField(default=0)  # drafts that were written anew
    unchanged = models.PositiveIntegerField(default=0)
    complete = models.PositiveIntegerField(default=0)  # of those under review, the ones that lack nothing under the law
    told: models.JSONField[Any, Any] = models.JSONField(default=list)  # [{"field", "problem", "count", "example"}]
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    case = models.CharField(max_length=30, blank=True, default="")  # number of its review
    objects = Batches.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="import_state_is_known"),
            models.CheckConstraint(condition=~Q(source=""), name="import_has_a_source"),
        ]

    def __str__(self) -> str:
        return self.number


class ImportedEntry(models.Model):
    """Which entry stands for which record of a source, and what the record said in its own words."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="imported")
    source = models.CharField(max_length=200)
    identifier = models.CharField(max_length=300)  # of the record in its source
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="entries")  # that wrote it last
    waits_in = models.CharField(
        max_length=30, blank=True, default="", db_index=True
    )  # number of the batch whose review decides about it; empty: none does
    line = models.PositiveIntegerField()  # of the record in the file, as people count
    digest = models.CharField(max_length=64)  # of what was read, so that the same record changes nothing
    raw: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # field → what the source says, where it is more than ours
    lacks = models.PositiveIntegerField(default=0)  # demands of the law that it did not meet when it was read
    left_out = models.TextField(blank=True, default="")  # why the review did not publish it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "identifier"], name="imported_once_from_a_source")]
        indexes = [models.Index(fields=["batch", "line"], name="imported_by_batch")]

    def __str__(self) -> str:
        return f"{self.source} {self.identifier}"
