"""Deliveries: every file that was handed in, what was in it and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Resource, Snapshot
from gongshu.catalogue.words import ResourceKind
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.visibility import VisibleQuerySet


class State(models.TextChoices):
    WRITING = "writing", _("正在入库")
    PUBLISHED = "published", _("已入库")
    WAITING = "waiting", _("待专员核定")
    REFUSED = "refused", _("专员退回")
    FAILED = "failed", _("未能入库")


class Deliveries(VisibleQuerySet["Delivery"]):
    def seen_by(self, actor: Actor) -> Deliveries:
        """The providing body sees its own deliveries; who runs, supervises or audits the platform sees that they took place."""
        if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}:
            return self
        if not actor.body:
            return self.none()
        return self if runs_the_platform(actor) else self.filter(resource__entry__provider__code=actor.body)


def runs_the_platform(actor: Actor) -> bool:
    """Say whether this person works as engineer of the operating institution or as officer of the data authority."""
    from gongshu.people.models import BodyRole

    role = {Duty.ENGINEER: "operating_institution", Duty.OFFICER: "data_authority"}
    held = [role[duty] for duty in role if actor.has(duty)]
    return bool(held) and BodyRole.objects.filter(body__code=actor.body, role__in=held, until__isnull=True).exists()


class Delivery(models.Model):
    """One file delivered to one resource. The four steps of a delivery are rows and files in the order of `steps`."""

    number = models.CharField(
        primary_key=True, max_length=32
    )  # also the folder of its files and the mark of its lake snapshot
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WRITING)
    mode = models.CharField(max_length=8)  # replace, append or upsert; for mended rows append or upsert
    mends_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="mended_by"
    )  # whose quarantine it mends
    actor_login = models.CharField(max_length=150)  # text, as in the audit events
    actor_body = models.CharField(max_length=40, blank=True, default="")
    actor_via = models.CharField(max_length=10)

    file_name = models.CharField(max_length=255)  # as handed in
    source = models.TextField(
        blank=True, default=""
    )  # path outside the node, for a file that a command names; else empty
    spool_key = models.CharField(
        max_length=64, blank=True, default=""
    )  # key of the encrypted copy in the spool; else empty
    size = models.PositiveBigIntegerField()  # bytes of the file
    digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal

    columns: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # what the rows were cast to: name, code, type, key …
    guessed = models.BooleanField(default=False)  # the entry declared no items, so the columns were found in the file
    encoding = models.CharField(max_length=20, blank=True, default="")
    format = models.CharField(max_length=10, blank=True, default="")
    missing: models.JSONField[Any, Any] = models.JSONField(default=list)  # declared columns that the file lacks
    unknown: models.JSONField[Any, Any] = models.JSONField(default=list)  # columns of the file that no item declares
    rows_accepted = models.PositiveBigIntegerField(default=0)
    rows_rejected = models.PositiveBigIntegerField(default=0)
    findings: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # [{code, column, rows, records}]: never values
    header: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # {"names", "delimiter"} of a file with rejected rows
    quarantine_key = models.CharField(
        max_length=64, blank=True, default=""
    )  # id of the key of the quarantine; empty: nothing was rejected
    file_key: models.CharField[Any, Any] = models.CharField(
        max_length=64, blank=True, default=""
    )  # of a file that is kept whole: id of its key, which is also its name in the lake
    mended_records: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # numbers of the quarantined records that it brings back
    bytes_stored = models.PositiveBigIntegerField(default=0)  # of the encrypted files that it added

    base = models.ForeignKey(
        Snapshot, null=True, on_delete=models.PROTECT, related_name="+"
    )  # published when it was committed
    lake = models.CharField(max_length=60, blank=True, default="")  # identifier of the snapshot in the lake
    snapshot = models.OneToOneField(Snapshot, null=True, on_delete=models.PROTECT, related_name="delivered_by")
    rows_after = models.PositiveBigIntegerField(default=0)  # rows of that snapshot
    reasons: models.JSONField[Any, Any] = models.JSONField(default=list)  # why it waits: [{code, zh, en}]
    error: models.JSONField[Any, Any] = models.JSONField(default=dict)  # why it failed: {zh, en, remedy_zh, remedy_en}
    decided_by = models.CharField(
        max_length=150, blank=True, default=""
    )  # login of the steward who released or returned it
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True, default="")  # the steward's reason

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)  # from the first step to the last, machine's clock
    done = models.PositiveBigIntegerField(default=0)  # bytes read so far, for the progress bar
    # Who works on it: a process that was killed is known by its number and start, so that nobody waits for it.
    began = models.FloatField(default=0)  # when the newest holder took it, seconds since 1970, machine's clock
    holder = models.CharField(max_length=120, blank=True, default="")
    fence = models.PositiveIntegerField(default=0)  # grows with every holder; only the newest may go on
    leased_until = models.FloatField(default=0)  # seconds since 1970, machine's clock
    objects = Deliveries.as_manager()

    is_duplicate = False  # set on the answer to a file that was there already; nothing is stored for it

    class Meta:
        ordering = ["-started_at", "-number"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=Q(mode__in=["replace", "append", "upsert"]), name="delivery_mode_is_known"
            ),
            # One at a time: what a delivery adds to is then what is published, not what another is about to publish.
            models.UniqueConstraint(
                fields=["resource"], condition=Q(state="writing"), name="delivery_one_writes_to_a_resource"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "waiting"]) | Q(snapshot__isnull=False),
                name="delivery_kept_has_a_snapshot",
            ),
            models.CheckConstraint(
                condition=~Q(state="writing") | Q(finished_at__isnull=True), name="delivery_writing_is_not_finished"
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="delivery_has_a_digest"),
        ]
        indexes = [models.Index(fields=["resource", "-started_at"], name="delivery_by_resource")]

    def __str__(self) -> str:
        return self.number

    @property
    def keeps_file(self) -> bool:
        """Whether the file is kept whole, not read as rows."""
        return self.resource.kind == ResourceKind.FILE

    @property
    def rows_read(self) -> int:
        return self.rows_accepted + self.rows_rejected

    @property
    def rejected_share(self) -> float:
        """Rejected rows of all rows, 0 to 1."""
        return self.rows_rejected / self.rows_read if self.rows_read else 0.0
