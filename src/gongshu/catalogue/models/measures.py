"""What was found wrong in the data of an entry and what was done about it: shown with the entry to whoever may see it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models.entries import Entries, Entry
from gongshu.law.articles import Article
from gongshu.people.actor import Actor
from gongshu.people.visibility import VisibleQuerySet


class MeasureKind(models.TextChoices):
    """更正、删除 and what else is necessary: 达州办法 第二十八条第二款. Suspension lasts until the case is decided."""

    CORRECT = "correct", _("更正")
    DELETE = "delete", _("删除")
    OTHER = "other_necessary_measure", _("其他必要措施")
    SUSPEND = "suspend", _("暂停发布")


class Measures(VisibleQuerySet["Measure"]):
    def seen_by(self, actor: Actor) -> Measures:
        """A measure is seen with its entry."""
        # Asked of each measure's own entry: a list of all entries that may be seen is long in a province.
        return self.filter(Exists(Entries(Entry).seen_by(actor).filter(pk=OuterRef("entry"))))


class Measure(models.Model):
    """One measure that a decision took on the data of an entry."""

    case = models.CharField(max_length=30)  # number of the case that decided, 2026-YY-00001
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=24, choices=MeasureKind.choices)
    wrong = models.TextField()  # what was wrong, in the deciding body's words; public, so it names nobody
    done = models.TextField(blank=True, default="")  # what was done, in its words; public as well
    affected: models.JSONField[Any, Any] = models.JSONField(default=list)  # numbers of the snapshots that were wrong
    mended = models.CharField(max_length=60, blank=True, default="")  # number of the snapshot that is right
    held: models.JSONField[Any, Any] = models.JSONField(default=list)  # resources that a suspension took off
    article: models.JSONField[Any, Any] = models.JSONField(null=True)  # {jurisdiction, law, clause}
    body = models.CharField(max_length=40)  # code of the body that decided
    body_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)  # when a suspension ended
    told_at = models.DateTimeField(null=True)  # when everybody who has the data had been told
    objects = Measures.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_kind_is_known"),
            models.CheckConstraint(condition=~Q(wrong=""), name="measure_says_what_was_wrong"),
            models.CheckConstraint(
                condition=Q(kind=MeasureKind.SUSPEND) | Q(lifted_at__isnull=True),
                name="measure_lifted_was_a_suspension",
            ),
            models.UniqueConstraint(fields=["case", "entry", "kind"], name="measure_once_in_a_case"),
        ]
        indexes = [models.Index(fields=["entry", "at"], name="measure_by_entry")]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"

    @property
    def cited(self) -> Article | None:
        return Article(**self.article) if self.article else None

    @property
    def runs(self) -> bool:
        """Whether it is a suspension that nobody has lifted."""
        return self.kind == MeasureKind.SUSPEND and self.lifted_at is None
