"""A round of the census, what each body returns in it, and its answer to each resource and system."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import PublishedList
from gongshu.people.actor import Actor
from gongshu.people.models import Account, Body, Region
from gongshu.people.visibility import VisibleQuerySet

RETURN = "census-return"  # the procedure by which a body returns


class Rounds(VisibleQuerySet["Round"]):
    def seen_by(self, actor: Actor) -> Rounds:
        """Public bodies see every round, an enterprise those that it is asked in."""
        if actor.body:
            return self
        return self.filter(returns__account_id=actor.account_id).distinct() if actor.account_id else self.none()


class Round(models.Model):
    """One census (普查) of a region. Source: 达州办法 第十五条第一款; 成都条例 第十五条第一款; 江苏条例 第二十九条."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="census_rounds")
    title = models.CharField(max_length=120)
    days = models.PositiveIntegerField()  # working days to return; no text sets them, the authority does
    opened_on = models.DateField()
    due = models.DateField()  # last day to return
    closed_at = models.DateTimeField(null=True)
    result = models.ForeignKey(PublishedList, null=True, on_delete=models.PROTECT, related_name="census_rounds")
    opened_by = models.CharField(max_length=150)
    objects = Rounds.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region"], condition=Q(closed_at__isnull=True), name="census_one_open_round_of_a_region"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="census_round_has_a_title"),
            models.CheckConstraint(condition=Q(days__gte=1), name="census_round_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, today: date) -> bool:
        return self.closed_at is None and today > self.due


class Return(models.Model):
    """What one body, or one enterprise, returns in a round; its case carries the clock and the reminders."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="returns")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="census_returns")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="census_returns")
    case = models.CharField(max_length=30, blank=True, default="", db_index=True)  # empty until the clock has asked
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "body"], name="census_body_returns_once"),
            models.UniqueConstraint(fields=["round", "account"], name="census_enterprise_returns_once"),
            models.CheckConstraint(
                condition=Q(body__isnull=False, account__isnull=True) | Q(body__isnull=True, account__isnull=False),
                name="census_return_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        return self.body.short if self.body else self.account.name if self.account else ""


class Kind(models.TextChoices):
    """What an answer is about."""

    ENTRY = "entry", _("数据目录")
    SYSTEM = "system", _("信息系统")
    UNLISTED = "unlisted", _("清单之外")


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("属实")
    CORRECTED = "corrected", _("有出入")
    DENIED = "denied", _("不存在")
    ADDED = "added", _("补报")


class Answer(models.Model):
    """What a body says of one resource or system that the lists hold, or of one that they lack."""

    held = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.CharField(max_length=80)  # number of the entry or system; the name of what no list holds
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    said = models.TextField(blank=True, default="")  # what is right instead, why it is not there, what the unlisted is
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["kind", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["held", "kind", "subject"], name="census_answer_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="census_kind_is_known"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="census_verdict_is_known"),
            models.CheckConstraint(
                condition=Q(kind="unlisted", verdict="added") | ~Q(kind="unlisted") & ~Q(verdict="added"),
                name="census_only_the_unlisted_is_added",
            ),
            models.CheckConstraint(condition=Q(verdict="confirmed") | ~Q(said=""), name="census_answer_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.verdict}"
