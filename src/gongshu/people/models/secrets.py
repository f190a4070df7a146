"""API tokens and one-time sign-in links. Only digests are kept: who reads the database can use none of them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from gongshu.people.models.accounts import Account


class Token(models.Model):
    """A secret for programs, with its owner's rights or fewer."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)  # what it is for, in its owner's words
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 in hexadecimal; the secret has 256 random bits
    hint = models.CharField(max_length=4)  # the last characters, so that its owner can tell tokens apart
    scopes: models.JSONField[Any, Any] = models.JSONField()  # rights, "*" or "catalogue.*"
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # kept to the hour: a write for each request would be dear
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="token_expires")]

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"


class OneTimeLink(models.Model):
    """A link that signs its owner in once; there are no default passwords."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 in hexadecimal
    made_at = models.DateTimeField()  # this time and the next two are the machine's clock, not a rehearsal's
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="link_expires")]

    def __str__(self) -> str:
        return f"{self.account} {self.made_at:%Y-%m-%d %H:%M}"
