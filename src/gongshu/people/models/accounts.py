"""Accounts and what their owners are charged with."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from gongshu.people.actor import Actor
from gongshu.people.duties import GRANTED, Duty
from gongshu.people.models.bodies import Body
from gongshu.people.visibility import VisibleQuerySet


class Kind(models.TextChoices):
    STAFF = "staff", "单位人员"
    CITIZEN = "citizen", "自然人"
    COMPANY = "company", "法人或非法人组织"


class Accounts(VisibleQuerySet["Account"]):
    def seen_by(self, actor: Actor) -> Accounts:
        """Administrators see every account, staff the colleagues of their own body, everybody themselves."""
        if actor.duties & {Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN, Duty.AUDITOR}:
            return self
        own = Q(pk=actor.account_id) if actor.account_id else Q(pk__in=[])
        return self.filter(own | Q(body__code=actor.body)) if actor.body else self.filter(own)


class AccountManager(BaseUserManager["Account"].from_queryset(Accounts)):  # type: ignore[misc]
    """Django's manager of users, with our rule of who sees whom."""

    def get_by_natural_key(self, login: str | None) -> Account:
        found: Account = self.get(login=login)
        return found


class Account(AbstractBaseUser):
    """A person or company that can sign in. Accounts are closed, never deleted: records name them."""

    login = models.CharField(max_length=150, unique=True)  # latin letters, digits and hyphen; never changed
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="accounts")
    mail = models.EmailField(blank=True, default="")  # for notices; empty: notices stay in the pages
    phone = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=8, default="zh-hans")
    is_active = models.BooleanField(default=True)  # False from the moment the account is closed
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "mail"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="account_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.STAFF, body__isnull=False) | ~Q(kind=Kind.STAFF) & Q(body__isnull=True),
                name="account_staff_has_a_body_and_the_public_none",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, closed_at__isnull=True) | Q(is_active=False, closed_at__isnull=False),
                name="account_closed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def in_time(now: datetime) -> Q:
    """Rows that have begun and not ended at this moment."""
    return Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))


class DutyGrant(models.Model):
    """A duty that a person holds in their body for a time."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="duty_grants")
    duty = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # the moment from which it no longer counts

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(duty__in=[duty.value for duty in GRANTED]), name="duty_is_one_that_is_granted"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="duty_ends_after_it_began"
            ),
            models.UniqueConstraint(fields=["account", "duty"], condition=Q(until__isnull=True), name="duty_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.duty}"


class Delegation(models.Model):
    """While somebody is away, another person of the same body carries some of the duties; every event names both."""

    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="given")
    receiver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="received")
    duties: models.JSONField[Any, Any] = models.JSONField()  # a list of duties that the giver holds
    since = models.DateTimeField()
    until = models.DateTimeField()  # an absence has an end
    reason = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)  # when it was ended early

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="delegation_is_to_somebody_else"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="delegation_has_a_duration"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"


class Office(models.TextChoices):
    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT = "audit", "审计管理员"


class Administrator(models.Model):
    """One of the three administrators. The account is the primary key, so the database lets nobody be two of them."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="office")
    kind = models.CharField(max_length=8, choices=Office.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=Office.values), name="administrator_kind_is_known")]

    def __str__(self) -> str:
        return f"{self.account} {self.kind}"

    @property
    def duty(self) -> str:
        return f"{self.kind}_admin"
