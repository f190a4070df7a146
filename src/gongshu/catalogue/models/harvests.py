"""Catalogues of others that are fetched on a schedule, and what came of each time."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Body
from gongshu.people.visibility import VisibleQuerySet

HARVEST = "DQ"  # in numbers of sources: 定期
SOURCE = "harvest-source"  # the kind of subject in events


class Every(models.IntegerChoices):
    """Days between two times."""

    DAY = 1, _("每天")
    WEEK = 7, _("每周")
    MONTH = 30, _("每三十天")


class Sources(VisibleQuerySet["HarvestSource"]):
    def seen_by(self, actor: Actor) -> Sources:
        """A source is seen by the body that registered it, and by auditors."""
        if actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN):
            return self
        return self.filter(body__code=actor.body) if actor.body else self.none()


class HarvestSource(models.Model):
    """A catalogue at an address. It is read in the name of whoever registered it, who has to be allowed to import at that time."""

    number = models.CharField(max_length=30, unique=True)  # "511700-DQ-0001": region of the body and running number
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="harvests")
    title = models.CharField(max_length=100)
    address = models.CharField(max_length=500)  # of the document; of a CKAN portal its home
    mapping = models.CharField(max_length=60)  # a name of importing.mapping
    provider = models.CharField(max_length=40, blank=True, default="")  # the one body that all is put under
    every = models.PositiveSmallIntegerField(choices=Every.choices, default=Every.WEEK)
    active = models.BooleanField(default=True)
    due_at = models.DateTimeField()  # the next time
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)  # login
    objects = Sources.as_manager()

    last: HarvestRun | None = None  # where queries have read it

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["body", "address"], name="harvest_address_once_for_a_body"),
            models.CheckConstraint(condition=Q(every__in=Every.values), name="harvest_rhythm_is_known"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> str:
        """What imports call this source; identifiers are unique within it, so it never changes."""
        return f"{self.number} {self.title}"


class HarvestRun(models.Model):
    """One time that a source was read."""

    source = models.ForeignKey(HarvestSource, on_delete=models.CASCADE, related_name="runs")
    at = models.DateTimeField()
    ok = models.BooleanField()
    zh = models.TextField(blank=True, default="")  # why it came to nothing, and what to do
    en = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")  # SHA-256 of what was read, hexadecimal
    read = models.PositiveIntegerField(default=0)  # records
    created = models.PositiveIntegerField(default=0)  # new drafts
    changed = models.PositiveIntegerField(default=0)  # drafts written anew, because the source says something else
    unchanged = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    vanished = models.PositiveIntegerField(default=0)  # entries whose record the source does not hold any more
    gone: models.JSONField[Any, Any] = models.JSONField(default=list)  # numbers of the first of them
    batch = models.CharField(max_length=30, blank=True, default="")  # number of the import; empty: nothing was new
    case = models.CharField(max_length=30, blank=True, default="")  # number of its review

    class Meta:
        ordering = ["-id"]

    @property
    def why(self) -> dict[str, str]:
        """Why it came to nothing, in both languages."""
        return {"zh": self.zh, "en": self.en}

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d}"
