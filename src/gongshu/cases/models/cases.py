"""Cases: one procedure in motion about some subjects."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from gongshu.cases.models.texts import ResolvedLaw
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Account, Body
from gongshu.people.visibility import VisibleQuerySet


class Bond(models.TextChoices):
    """Why a case has a parent."""

    NONE = "", "独立办件"
    PART = "part", "按提供方拆分"  # several providers in one application
    ASKED = "asked", "征询"  # a consultation, review or opinion that a move asked for
    FOLLOWS = "follows", "后续"  # opened on the ground of an earlier case, such as a verification after a refusal


class Cases(VisibleQuerySet["Case"]):
    def seen_by(self, actor: Actor) -> Cases:
        """Auditors see every case; staff those that their body applied for, decides, provides for or supervises; the public their own."""
        if actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN):
            return self
        if actor.body:
            sides = ("applicant_body", "decider", "provider", "superior", "respondent_body")
            mine = Q(*((f"{side}__code", actor.body) for side in sides), _connector=Q.OR)
            # Whoever owes a date in it or had it before handing it over sees it as well.
            owed, had = Q(clocks__owed_by__code=actor.body), Q(moves__by_body=actor.body)
            return self.filter(mine | Q(pk__in=Case.objects.filter(owed | had).values("pk")))
        if actor.account_id is None:
            return self.none()
        return self.filter(Q(applicant_account_id=actor.account_id) | Q(respondent_account_id=actor.account_id))


class Case(models.Model):
    """One procedure in motion. Its law is that of the day of receipt and does not change under it."""

    number = models.CharField(
        max_length=30, unique=True
    )  # 2026-GX-00001: year of receipt, code of the procedure, running number
    procedure = models.CharField(max_length=60)  # a table's name, sharing-application
    state = models.CharField(max_length=60)  # a state of that table
    ended = models.BooleanField(default=False)  # nothing is owed any more, though renewal or recall may follow
    waits_for = models.CharField(
        max_length=120, blank=True, default=""
    )  # what the clock waits for in this state: grant.until
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    bond = models.CharField(max_length=8, choices=Bond.choices, blank=True, default=Bond.NONE)
    applicant_body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="applications")
    applicant_account = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="applications"
    )  # the public
    opened_by = models.CharField(max_length=150)  # login; "clock" where time opened it
    decider = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="cases_to_decide"
    )  # null: divided, parts decide
    provider = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="cases_about"
    )  # of the subjects
    superior = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="cases_above"
    )  # the decider's role one level up
    respondent_body = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="cases_against"
    )  # whom it is against
    respondent_account = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="cases_against"
    )  # the same, of the public
    received_at = models.DateTimeField()
    received_on = models.DateField()  # the same moment's day in China; terms run from it and it does not count
    closed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    law = models.ForeignKey(ResolvedLaw, on_delete=models.PROTECT, related_name="cases")
    jurisdiction = models.CharField(max_length=120)
    facts: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # what was said, by the keys of facts.yaml; days as 2025-09-29
    proposal: models.JSONField[Any, Any] = models.JSONField(
        null=True
    )  # outcome, article, because, warnings at the present state
    receipt_code = models.CharField(
        max_length=16
    )  # with the number it opens the receipt query to whoever holds the receipt
    version = models.PositiveIntegerField(default=1)  # grows with every move; a move made on an older one is refused
    objects = Cases.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended=False, closed_at__isnull=True) | Q(ended=True, closed_at__isnull=False),
                name="case_closed_has_a_time",
            ),
            models.CheckConstraint(condition=Q(bond__in=Bond.values), name="case_bond_is_known"),
            models.CheckConstraint(
                condition=Q(bond="", parent__isnull=True) | ~Q(bond="") & Q(parent__isnull=False),
                name="case_bond_needs_a_parent",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="case_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(applicant_body__isnull=True) | Q(applicant_account__isnull=True),
                name="case_has_one_applicant",
            ),
            models.CheckConstraint(
                condition=Q(respondent_body__isnull=True) | Q(respondent_account__isnull=True),
                name="case_has_one_respondent",
            ),
            models.CheckConstraint(condition=~Q(receipt_code=""), name="case_has_a_receipt_code"),
        ]
        indexes = [
            models.Index(fields=["decider", "ended", "id"], name="case_by_decider"),
            models.Index(fields=["procedure", "state"], name="case_by_procedure"),
            models.Index(fields=["waits_for"], name="case_waiting", condition=~Q(waits_for="")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def respondent(self) -> Body | Account | None:
        """Whom the case is against; None in an application."""
        return self.respondent_body or self.respondent_account


class CaseSubject(models.Model):
    """What a case is about, by kind and identifier; whoever owns the kind answers for label, address and facts."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="subjects")
    kind = models.CharField(max_length=40)  # catalogue-entry
    subject = models.CharField(max_length=120)  # 511700-0042
    label = models.CharField(max_length=300)  # its title at the day of receipt

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "subject"], name="case_subject_once")]
        indexes = [models.Index(fields=["kind", "subject"], name="case_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Sequence(models.Model):
    """The last running number of a year and a code; taken under a lock, so that numbers have no gaps."""

    key = models.CharField(primary_key=True, max_length=20)  # 2026-GX
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} {self.last}"
