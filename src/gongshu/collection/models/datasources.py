"""Sources of tables, when they were fetched and what was taken."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Resource
from gongshu.collection.datasources.description import Description, Kind, read
from gongshu.collection.models.deliveries import runs_the_platform
from gongshu.jobs.rhythm import Rhythm
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.visibility import VisibleQuerySet


class DataSources(VisibleQuerySet["DataSource"]):
    def seen_by(self, actor: Actor) -> DataSources:
        """The providing body sees its own; who runs, supervises or audits the platform sees all. Where it stands is told to them alone."""
        if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}:
            return self
        if not actor.body:
            return self.none()
        return self if runs_the_platform(actor) else self.filter(resource__entry__provider__code=actor.body)


class DataSource(models.Model):
    """Where the data of one table or of the files of one entry comes from: a table has one source, as 数源 has."""

    resource = models.OneToOneField(Resource, primary_key=True, on_delete=models.CASCADE, related_name="source")
    kind = models.CharField(max_length=8)  # description.Kind
    said: models.JSONField[Any, Any] = models.JSONField()  # the fields of its description
    secret = models.BinaryField(null=True, max_length=4000)  # AES-256-GCM under the node's master key; shown to nobody
    rhythm = models.CharField(max_length=14)  # rhythm.Rhythm
    at = models.TimeField(default=time(3, 0))  # of the day, from daily on; China Standard Time
    paused = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)  # when the clock fetches it next
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)  # login
    changed_body = models.CharField(max_length=40, blank=True, default="")
    objects = DataSources.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[each.value for each in Kind]), name="source_kind_is_known"),
            models.CheckConstraint(
                condition=Q(rhythm__in=[each.value for each in Rhythm]), name="source_rhythm_is_known"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="source_by_next", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return str(self.resource_id)

    @property
    def description(self) -> Description:
        said = read(self.kind, self.said)[0]
        assert said is not None  # nothing else was kept
        return said


class FetchState(models.TextChoices):
    WAITING = "waiting", _("等待取数")
    RUNNING = "running", _("正在取数")
    DONE = "done", _("已取到数据")
    UNCHANGED = "unchanged", _("没有变化")
    FAILED = "failed", _("取数失败")


OPEN = (FetchState.WAITING, FetchState.RUNNING)


class Fetch(models.Model):
    """One time that a source was fetched, with its tries."""

    source = models.ForeignKey(DataSource, on_delete=models.CASCADE, related_name="fetches")
    state = models.CharField(max_length=9, choices=FetchState.choices, default=FetchState.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)  # login; "clock"
    whole = models.BooleanField(default=False)  # from the beginning, whatever was taken before
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True)  # when it is tried again
    finished_at = models.DateTimeField(null=True)
    error: models.JSONField[Any, Any] = models.JSONField(default=dict)  # of the last try: {cause, zh, en, remedy_zh …}

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FetchState.values), name="fetch_state_is_known"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=["waiting", "running"]), name="fetch_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.asked_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def tone(self) -> str:
        """The status that a page draws it with."""
        tones = {FetchState.DONE: "published", FetchState.UNCHANGED: "done", FetchState.FAILED: "failed"}
        return tones.get(FetchState(self.state), "running")

    @property
    def words(self) -> str:
        return str(self.get_state_display())

    @property
    def remedy(self) -> dict[str, str]:
        """What helps against its error, zh and en."""
        return {language: str(self.error.get(f"remedy_{language}", "")) for language in ("zh", "en")}


class Taken(models.Model):
    """One file or reading of a fetch, which is or was to be a delivery."""

    fetch = models.ForeignKey(Fetch, on_delete=models.CASCADE, related_name="taken")
    name = models.CharField(max_length=500)  # of the file at its source
    version = models.CharField(max_length=200, blank=True, default="")  # another one whenever its bytes change
    delivery = models.CharField(max_length=32)  # its number, settled before the delivery begins
    mark: models.JSONField[Any, Any] = models.JSONField(default=dict)  # what the next reading begins at
    bytes = models.PositiveBigIntegerField(default=0)
    refused: models.JSONField[Any, Any] = models.JSONField(default=dict)  # why no delivery began: {zh, en, …}
    same = models.BooleanField(default=False)  # the bytes of the newest delivery, so nothing was delivered

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["fetch", "name"], name="taken_by_name")]

    def __str__(self) -> str:
        return f"{self.fetch_id} {self.name}"
