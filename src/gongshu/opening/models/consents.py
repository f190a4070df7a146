"""Consents (同意) of right holders to the opening of data about them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from gongshu.catalogue.models import Entry
from gongshu.opening.models.seeing import seen
from gongshu.people.actor import Actor
from gongshu.people.visibility import VisibleQuerySet


class Consents(VisibleQuerySet["Consent"]):
    def seen_by(self, actor: Actor) -> Consents:
        rule = seen(actor)
        return self if rule is None else self.filter(rule).distinct()

    def in_force(self, day: date) -> Consents:
        """Those that were given, not withdrawn, and last on this day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), given_on__lte=day, withdrawn_at__isnull=True)


class Consent(models.Model):
    """Whose consent, to what, until when, and where it is kept: 达州办法 第二十五条第一款."""

    number = models.CharField(max_length=30, unique=True)  # 2026-TY-00001: year, 同意, running number
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="consents")
    holder = models.CharField(max_length=200)  # whose: a name or a described group
    scope = models.TextField()  # to what
    evidence = models.TextField()  # number of the paper and where it is kept
    given_on = models.DateField()
    until = models.DateField(null=True)  # last day; null: until it is withdrawn
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    # The scan that shows it; consents that were recorded before papers were kept have none.
    paper_name = models.CharField(max_length=200, blank=True, default="")  # as handed in
    paper_digest = models.CharField(max_length=64, blank=True, default="")  # SHA-256 of the paper, hexadecimal
    paper_size = models.PositiveIntegerField(default=0)  # bytes
    paper_path = models.CharField(max_length=80, blank=True, default="")  # below the node's spool; encrypted
    paper_key = models.BinaryField(default=b"")  # its key, wrapped under the node's
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True, default="")
    objects = Consents.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paper_digest="", paper_path="") | ~Q(paper_digest="") & ~Q(paper_path=""),
                name="consent_paper_has_a_digest",
            ),
            models.CheckConstraint(
                condition=~Q(holder="") & ~Q(scope="") & ~Q(evidence=""), name="consent_says_whose_to_what"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("given_on")), name="consent_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.number
