"""Clocks: what a body owes, until when, under which article; and the notices that say so."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.cases.models.cases import Case
from gongshu.people.actor import Actor
from gongshu.people.models import Account, Body
from gongshu.people.visibility import VisibleQuerySet


class Clock(models.Model):
    """One running term of a case. `reckoning` holds all that happened to it, so that it can be counted again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    key = models.CharField(max_length=40)  # as in the table: reply
    parameter = models.CharField(
        max_length=80, blank=True, default=""
    )  # sharing.reply; empty: days that the asker named
    unit = models.CharField(max_length=20)  # a law.parameters.Unit
    article: models.JSONField[Any, Any] = models.JSONField(
        null=True
    )  # null: the node's own promise or the asker's days
    status = models.CharField(
        max_length=12
    )  # verified | promise | unverified (warns only) | asked (days that the asker named)
    due = models.DateField()  # the last day
    provisional = models.BooleanField(default=False)  # rests on a year whose holiday notice is not there yet
    extended = models.BooleanField(default=False)
    paused_since = models.DateField(null=True)
    owed_by = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="owed"
    )  # null: a member of the public owes it
    met_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)  # when it was found that the last day had passed
    stopped_at = models.DateTimeField(null=True)  # the case ended in a way that leaves nothing owed, such as withdrawal
    reckoning: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="clock_once_in_a_case"),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(stopped_at__isnull=True), name="clock_met_or_stopped"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["verified", "promise", "unverified", "asked"]), name="clock_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="verified") | Q(article__isnull=False), name="clock_of_a_text_has_an_article"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due"], name="clock_running", condition=Q(met_at__isnull=True, stopped_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key} {self.due}"

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.stopped_at is None

    @property
    def decides(self) -> bool:
        """Whether its end has consequences: an unverified value only warns."""
        return self.status != "unverified"


class NoticeKind(models.TextChoices):
    REMIND = "remind", "到期提醒"
    ESCALATE = "escalate", "逾期报告"
    URGE = "urge", "催办"
    COMPLETE = "complete", "补正告知"
    ANSWERED = "answered", "办理结果"
    ASKED = "asked", "征求意见"
    MOVED_DUE = "moved-due", "期限调整"
    HELD = "held", "数据待发布"  # to the bodies that must act before new data of an opened data set is published
    RECALL = "recall", "数据处置"  # to whoever was given data that a decision found wrong
    STOP = "stop", "接口计划停用"
    STOP_OFF = "stop-off", "接口不再停用"
    LOST = "lost", "接口连接不上"
    FOUND = "found", "接口恢复连接"
    MISSED = "missed", "订阅数据未送达"
    RESUMED = "resumed", "订阅数据恢复送达"


class Notices(VisibleQuerySet["Notice"]):
    def seen_by(self, actor: Actor) -> Notices:
        if actor.body:
            return self.filter(body__code=actor.body)
        return self.filter(account_id=actor.account_id) if actor.account_id else self.none()


class Notice(models.Model):
    """Something a body or a member of the public is told about a case, once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    clock = models.ForeignKey(Clock, null=True, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="notices")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="notices")
    occasion = models.CharField(max_length=60)  # what makes it one notice: a due day, the place of a move
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # due, outcome: what the text is made from
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    objects = Notices.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "body", "occasion"],
                name="notice_once_to_a_body",
                condition=Q(body__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "account", "occasion"],
                name="notice_once_to_a_person",
                condition=Q(account__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(body__isnull=False, account__isnull=True) | Q(body__isnull=True, account__isnull=False),
                name="notice_has_one_receiver",
            ),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.occasion}"
