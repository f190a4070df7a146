"""Subscriptions (订阅), their batches, each reconciled between both ends, and the exchange nodes that fetch some of them."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongshu.exchange.signing import fingerprint
from gongshu.grants.models import Grant
from gongshu.jobs.rhythm import Rhythm
from gongshu.outside.databases import Server
from gongshu.people.actor import Actor
from gongshu.people.duties import SPEAKING
from gongshu.people.models import Body
from gongshu.people.visibility import VisibleQuerySet


class ExchangeNodes(VisibleQuerySet["ExchangeNode"]):
    def seen_by(self, actor: Actor) -> ExchangeNodes:
        """Those of the body that one speaks for."""
        return self.filter(body__code=actor.body) if actor.body and actor.duties & SPEAKING else self.none()


class ExchangeNode(models.Model):
    """A program beside a receiver's database (交换节点) that fetches its batches. Where its targets stand it alone knows."""

    number = models.CharField(max_length=40, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="exchange_nodes")
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=64, blank=True, default="")  # digest of the one-time code; empty: there is none
    code_until = models.DateTimeField(null=True)
    public_key = models.CharField(max_length=64, null=True, unique=True)  # Ed25519; none until it is enrolled
    version = models.CharField(max_length=40, blank=True, default="")
    targets: models.JSONField[Any, Any] = models.JSONField(default=list)  # [{name, kind}] as it told them last
    made_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    objects = ExchangeNodes.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public_key) if self.public_key else ""

    @property
    def shown(self) -> tuple[str, str]:
        """The status that a page draws it with, and its words."""
        if self.removed_at is not None:
            return "withdrawn", gettext("已移除")
        if self.suspended_at is not None:
            return "suspended", gettext("已暂停")
        return ("published", gettext("已登记")) if self.public_key else ("running", gettext("等待登记"))


class SeenNonce(models.Model):
    """The nonce of a request that an exchange node has made, kept as long as the request could be sent again."""

    node = models.ForeignKey(ExchangeNode, on_delete=models.CASCADE, related_name="nonces")
    nonce = models.CharField(max_length=32)
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "nonce"], name="exchange_nonce_once")]

    def __str__(self) -> str:
        return self.nonce


class Subscriptions(VisibleQuerySet["Subscription"]):
    def seen_by(self, actor: Actor) -> Subscriptions:
        """Whoever sees the grant; where the receiver's table stands is told to the receiver alone."""
        return self.filter(grant__in=Grant.objects.filter().seen_by(actor))


class Subscription(models.Model):
    """The data of one grant goes into one table of its receiver."""

    number = models.CharField(max_length=40, unique=True)  # of the grant, and which of its subscriptions: …-1
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="subscriptions")
    said: models.JSONField[Any, Any] = (
        models.JSONField()
    )  # dialect, host, port, database, user, encrypted; empty: a node knows
    node = models.ForeignKey(ExchangeNode, null=True, on_delete=models.PROTECT, related_name="subscriptions")
    target = models.CharField(max_length=200, blank=True, default="")  # as the node calls it
    table = models.CharField(max_length=200)
    secret = models.BinaryField(
        max_length=4000, default=bytes
    )  # AES-256-GCM under the node's master key; shown to nobody
    whole = models.BooleanField(default=False)  # every batch sends all rows, not what changed
    rhythm = models.CharField(max_length=14)  # jobs.rhythm.Rhythm
    at = models.TimeField(default=time(4, 0))  # of the day, from daily on
    next_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)  # login
    made_body = models.CharField(max_length=40, blank=True, default="")
    stopped_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)  # provider and receiver were told that it does not arrive
    objects = Subscriptions.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm__in=[each.value for each in Rhythm]), name="subscription_rhythm_is_known"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(next_at__isnull=True), name="subscription_stopped_is_not_due"
            ),
            models.CheckConstraint(
                condition=Q(node__isnull=True, target="") | (Q(node__isnull=False) & ~Q(target="")),
                name="subscription_node_has_a_target",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="subscription_by_next", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return self.number

    @property
    def server(self) -> Server:
        return Server(**self.said)

    @property
    def in_files(self) -> bool:
        """Whether its batches become files, of which nobody counts the whole."""
        kinds = {each["name"]: each["kind"] for each in self.node.targets} if self.node else {}
        return kinds.get(self.target) in ("sftp", "folder")


class BatchState(models.TextChoices):
    WAITING = "waiting", _("等待交付")
    RUNNING = "running", _("正在交付")
    CONFIRMED = "confirmed", _("对账一致")
    FAILED = "failed", _("未能交付")


OPEN = (BatchState.WAITING, BatchState.RUNNING)


class Batch(models.Model):
    """One handing over: what the node sent and what the receiver's database says it has."""

    number = models.CharField(max_length=40, unique=True)  # also in the receipt that stays with the receiver
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=9, choices=BatchState.choices, default=BatchState.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    tries = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    whole = models.BooleanField(default=True)  # all rows and not what changed
    snapshot = models.CharField(max_length=40, blank=True, default="")  # number of the snapshot that the table is now
    resource = models.CharField(max_length=60, blank=True, default="")
    lake = models.CharField(max_length=60, blank=True, default="")
    terms: models.JSONField[Any, Any] = models.JSONField(default=dict)  # items, rows and masks that it was cut by
    sent: models.JSONField[Any, Any] = models.JSONField(default=dict)  # {rows, digest, removed, table_rows}
    receipt: models.JSONField[Any, Any] = models.JSONField(default=dict)  # the same, by the receiver's database
    signed: models.JSONField[Any, Any] = models.JSONField(default=dict)  # {consumer, platform}: receipts of both ends
    error: models.JSONField[Any, Any] = models.JSONField(default=dict)  # {cause, zh, en, remedy_zh, remedy_en}

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_is_known"),
            models.UniqueConstraint(
                fields=["subscription"], condition=Q(state__in=["waiting", "running"]), name="batch_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """The status that a page draws it with."""
        return {BatchState.CONFIRMED: "published", BatchState.FAILED: "failed"}.get(BatchState(self.state), "running")

    @property
    def words(self) -> str:
        return str(self.get_state_display())

    @property
    def remedy(self) -> dict[str, str]:
        return {language: str(self.error.get(f"remedy_{language}", "")) for language in ("zh", "en")}
