"""Measures that followed misuse of data, as far as the public is told of them or the credit record of their user keeps them; lists of liability."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongshu.lake.mask import Mask, masked
from gongshu.law.articles import Article
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Account, Body, Region
from gongshu.people.models.accounts import Kind
from gongshu.people.visibility import VisibleQuerySet

# What everybody may read about a person takes that person's consent.
UNNAMED: Final = Article(jurisdiction="cn", law="个人信息保护法", clause="第二十五条")


class MisuseMeasures(VisibleQuerySet["MisuseMeasure"]):
    def seen_by(self, actor: Actor) -> MisuseMeasures:
        """Notices as long as they are shown, for everybody; the rest for whoever it concerns."""
        return self.filter(Q(published_at__isnull=False, withdrawn_at__isnull=True) | _concerns(actor))

    def concerning(self, actor: Actor) -> MisuseMeasures:
        """What was done about this person or their body, what their body decided, and for auditors everything."""
        return self if actor.kind == "system" else self.filter(_concerns(actor))

    def on_show(self, today: date) -> MisuseMeasures:
        """Notices that are public on a day, whether or not the job that takes them down has run."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True, shown_until__gte=today)


def _concerns(actor: Actor) -> Q:
    if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}:
        return Q()
    if actor.body:
        return Q(body__code=actor.body) | Q(decider__code=actor.body)
    return Q(account_id=actor.account_id) if actor.account_id else Q(pk__in=[])


class MisuseMeasure(models.Model):
    """One measure that a case of misuse took against one user of data. What the officer wrote stays in the case: it may name people."""

    case = models.CharField(max_length=30)  # 2026-WG-00001
    place = models.PositiveIntegerField()  # of the move that took it, within the case
    grant = models.CharField(max_length=30)  # 2026-SQ-00001
    entry = models.CharField(max_length=40)  # number of the catalogue entry whose data was misused
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="misuse_measures")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="misuse_measures")
    ground: models.JSONField[Any, Any] = models.JSONField()  # zh and en, as the text of the place enumerates it
    measure: models.JSONField[Any, Any] = models.JSONField()  # zh and en, the move's words
    article: models.JSONField[Any, Any] = models.JSONField(null=True)  # of the decision: {jurisdiction, law, clause}
    decider = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="misuse_decided")
    taken_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)  # another move of the case lifted or replaced it
    over_by: models.JSONField[Any, Any] = models.JSONField(default=dict)  # zh and en, that move's words
    credit: models.JSONField[Any, Any] = models.JSONField(null=True)  # article that asks for credit records
    published_at = models.DateTimeField(null=True)  # null: the public was never told
    shown_until = models.DateField(null=True)  # last day on which the notice is public
    shown_under: models.JSONField[Any, Any] = models.JSONField(null=True)  # article of that term; null: a promise
    withdrawn_at = models.DateTimeField(null=True)  # lifted, replaced, or its term was over
    objects = MisuseMeasures.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "place", "grant"], name="misuse_measure_once_for_a_move"),
            models.CheckConstraint(
                condition=Q(body__isnull=False, account__isnull=True) | Q(body__isnull=True, account__isnull=False),
                name="misuse_measure_is_about_one_user",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, shown_until__isnull=True, withdrawn_at__isnull=True)
                | Q(published_at__isnull=False, shown_until__isnull=False),
                name="misuse_notice_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(over_at__isnull=True) | Q(over_at__gte=F("taken_at")), name="misuse_measure_ends_after_it"
            ),
        ]
        indexes = [models.Index(fields=["shown_until"], name="misuse_notice_shown", condition=Q(withdrawn_at=None))]

    def __str__(self) -> str:
        return f"{self.case} {self.place}"

    @property
    def of_person(self) -> bool:
        """Whether the user is a natural person, whom no public page names. Source: 个人信息保护法 第二十五条."""
        return self.account is not None and self.account.kind != Kind.COMPANY

    @property
    def user(self) -> str:
        """The user's name, for those whom it concerns."""
        return self.body.zh if self.body else self.account.name if self.account else ""

    @property
    def public_user(self) -> str:
        """The user's name as everybody may read it: of a natural person only what the masking rule for names leaves."""
        return str(masked(Mask.NAME, self.user)) if self.of_person else self.user

    @property
    def unnamed_under(self) -> Article | None:
        """The article that keeps the name out of public pages; None for bodies and companies."""
        return UNNAMED if self.of_person else None

    @property
    def cited(self) -> Article | None:
        return Article(**self.article) if self.article else None

    @property
    def credit_under(self) -> Article | None:
        return Article(**self.credit) if self.credit else None

    @property
    def term_of(self) -> Article | None:
        """The article of the term for which the notice is public; None where the node set it."""
        return Article(**self.shown_under) if self.shown_under else None


class Relief(models.TextChoices):
    """What becomes of liability for an error of a listed matter: each has a list of its own. Source: 成都条例 第十条."""

    EXEMPT = "exemption_list", _("免责")
    MITIGATED = "mitigation_list", _("减责")


class Matters(VisibleQuerySet["Matter"]):
    def seen_by(self, actor: Actor) -> Matters:
        """Everybody: whoever tries something new has to know beforehand."""
        return self


class Matter(models.Model):
    """One matter in which an error does not count, or counts less, under the conditions that the authority named."""

    number = models.CharField(
        max_length=30, unique=True
    )  # "510100-MZ-003": region, 免责 or 减责, running number, never changed
    relief = models.CharField(max_length=15, choices=Relief.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="liability_matters")
    matter = models.CharField(max_length=200)
    conditions = models.TextField()
    law = models.CharField(max_length=120)  # title of the text that the matter rests on
    article = models.CharField(max_length=60)
    since = models.DateField()
    made_by = models.CharField(max_length=150)  # login
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")  # why it was taken out
    objects = Matters.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(relief__in=Relief.values), name="matter_relief_is_known"),
            models.CheckConstraint(
                condition=~Q(matter="") & ~Q(conditions="") & ~Q(law="") & ~Q(article=""),
                name="matter_has_conditions_and_basis",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(reason=""), name="matter_ends_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["region", "relief", "ended_at"], name="matter_by_list")]

    def __str__(self) -> str:
        return self.number
