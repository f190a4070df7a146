"""Grants: who may use which data, on what terms, since which decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from gongshu.law.articles import Article
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Account, Body
from gongshu.people.visibility import VisibleQuerySet


class State(models.TextChoices):
    LIVE = "live", "有效"
    SUSPENDED = "suspended", "已暂停"
    ENDED = "ended", "已终止"
    EXPIRED = "expired", "已到期"


class Grants(VisibleQuerySet["Grant"]):
    def seen_by(self, actor: Actor) -> Grants:
        """The receiver, the provider, the body that decided and auditors; nobody learns what somebody else was given."""
        if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}:
            return self
        if actor.body:
            return self.filter(Q(body__code=actor.body) | Q(provider__code=actor.body) | Q(decider=actor.body))
        return self.filter(account_id=actor.account_id) if actor.account_id else self.none()


class Grant(models.Model):
    """One right to use the data of one entry. What was decided does not change but by another decision, which is a case's move."""

    number = models.CharField(max_length=30, unique=True)  # 2026-SQ-00001: year, 授权, running number
    case = models.CharField(max_length=30)  # number of the case that decided, 2026-GX-00001
    channel = models.CharField(max_length=8)  # sharing (to public bodies) | opening (to everybody else)
    entry = models.CharField(max_length=40, db_index=True)  # number of the catalogue entry, 511700-0042
    title = models.CharField(max_length=300)  # of the entry on the day of issue
    provider = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="grants_given")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="grants")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="grants")
    items: models.JSONField[Any, Any] = (
        models.JSONField()
    )  # codes of items, empty only where the entry has none: later items were not granted
    rows: models.JSONField[Any, Any] = models.JSONField(default=dict)  # {item: [values] | {from, to}}; empty: every row
    masking: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # {item: partial | hidden}, at least what the level demands
    purpose = models.TextField()  # as applied for; another purpose needs another decision
    purpose_kind = models.CharField(max_length=40, blank=True, default="")  # a key of sharing.purposes
    starts_on = models.DateField()  # first day of use
    until = models.DateField(null=True)  # last day of use; null: as long as the entry is shared
    quota = models.PositiveIntegerField(null=True)  # requests to the gateway a day; null: not limited
    kinds: models.JSONField[Any, Any] = models.JSONField()  # hand-outs: file, token
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    fingerprint = models.CharField(
        max_length=32, unique=True
    )  # hexadecimal; marks every file, so that a leaked one is traced
    article: models.JSONField[Any, Any] = models.JSONField(null=True)  # of the decision: {jurisdiction, law, clause}
    decider = models.CharField(max_length=40)  # code of the body that decided
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)  # login of the officer
    changed_at = models.DateTimeField()  # of the newest decision about it
    ended_at = models.DateTimeField(null=True)
    objects = Grants.as_manager()

    class Meta:
        constraints = [
            # The lawful channels, held by the database: sharing only to bodies, everybody else only by opening.
            models.CheckConstraint(
                condition=Q(channel="sharing", body__isnull=False, account__isnull=True)
                | Q(channel="opening", account__isnull=False, body__isnull=True),
                name="grant_leaves_by_a_lawful_channel",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="grant_state_is_known"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("starts_on")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(quota__isnull=True) | Q(quota__gt=0), name="grant_quota_is_positive"),
            models.CheckConstraint(
                condition=Q(state__in=[State.ENDED, State.EXPIRED], ended_at__isnull=False)
                | Q(state__in=[State.LIVE, State.SUSPENDED], ended_at__isnull=True),
                name="grant_over_has_a_time",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="grant_has_a_purpose"),
            models.UniqueConstraint(fields=["case", "entry"], name="grant_once_for_a_case_and_entry"),
        ]
        indexes = [models.Index(fields=["until"], name="grant_running", condition=Q(state=State.LIVE))]

    def __str__(self) -> str:
        return self.number

    def covers(self, day: date) -> bool:
        """Whether data may be used under it on a day."""
        return self.state == State.LIVE and self.starts_on <= day and (self.until is None or day <= self.until)

    @property
    def cited(self) -> Article | None:
        """The article that the decision rests on; None where no text speaks."""
        return Article(**self.article) if self.article else None

    @property
    def label_of_law(self) -> str:
        return self.cited.label if self.cited else ""

    @property
    def receiver(self) -> Body | Account:
        found = self.body or self.account
        assert found is not None  # grant_leaves_by_a_lawful_channel
        return found

    @property
    def receiver_name(self) -> str:
        return self.body.zh if self.body else self.account.name if self.account else ""

    def days_left(self, today: date) -> int | None:
        """Calendar days until the last day of use; None where there is none."""
        return None if self.until is None else (self.until - today) // timedelta(days=1)
