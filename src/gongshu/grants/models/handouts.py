"""What a grant hands out: files, and tokens for the gateway. Only digests of secrets are kept."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongshu.grants.models.grants import Grant
from gongshu.people.actor import Actor
from gongshu.people.visibility import VisibleQuerySet


class Kind(models.TextChoices):
    FILE = "file", "文件"
    TOKEN = "token", "取数令牌"


class Stage(models.TextChoices):
    WAITING = "waiting", "生成中"
    READY = "ready", "可用"
    FAILED = "failed", "未能生成"
    STOPPED = "stopped", "已停止"


class Handouts(VisibleQuerySet["Handout"]):
    def seen_by(self, actor: Actor) -> Handouts:
        return self.filter(grant__in=Grant.objects.filter().seen_by(actor))


class Handout(models.Model):
    """One file or token. Its secret is shown once; whoever reads the database can use none."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="handouts")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    name = models.CharField(max_length=80)  # what it is for, in its maker's words
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret, hexadecimal
    hint = models.CharField(max_length=4)  # its last characters, so that people can tell them apart
    stage = models.CharField(max_length=8, choices=Stage.choices)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)  # login
    expires_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    # A file: encrypted in the spool with a key of its own, which is wrapped by the node's master key.
    format = models.CharField(max_length=8, blank=True, default="")  # csv | xlsx | parquet | jsonl
    snapshot = models.CharField(max_length=40, blank=True, default="")  # that it was made from
    path = models.CharField(max_length=200, blank=True, default="")  # below the spool folder
    wrapped = models.BinaryField(null=True, max_length=200)  # its key; null once the file is destroyed
    size = models.PositiveBigIntegerField(null=True)  # bytes of the file in clear
    rows = models.PositiveBigIntegerField(null=True)
    content = models.CharField(
        max_length=64, blank=True, default=""
    )  # SHA-256 of the file in clear: a leaked copy is found by it
    file = models.CharField(
        max_length=32, blank=True, default=""
    )  # of a file that the entry publishes and that leaves as it is: its number; no copy is made of it
    error = models.TextField(blank=True, default="")
    objects = Handouts.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="handout_kind_is_known"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="handout_stage_is_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="handout_expires"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.FILE) | ~Q(stage=Stage.READY) | ~Q(content=""),
                name="handout_ready_file_has_a_digest",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.STOPPED, stopped_at__isnull=False) | ~Q(stage=Stage.STOPPED),
                name="handout_stopped_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["content"], name="handout_by_content", condition=~Q(content=""))]

    def __str__(self) -> str:
        return f"{self.grant.number} {self.kind} …{self.hint}"
