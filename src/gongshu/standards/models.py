"""Standards in numbered versions, the opinions on their drafts, and the elements and code sets that hold now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from gongshu.cases.models import CaseSubject
from gongshu.catalogue.models import Entry, Snapshot
from gongshu.catalogue.words import ItemType
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Account, Body, Region
from gongshu.people.visibility import VisibleQuerySet
from gongshu.standards.words import Adopted, Kind, Level, State

NORM = "data-norm"  # the kind of subject


class Norms(VisibleQuerySet["Norm"]):
    def seen_by(self, actor: Actor) -> Norms:
        """Everybody sees what was issued and what the public is asked about; a draft its body, whoever decides or is asked, and auditors."""
        shown = Q(current__isnull=False) | Q(draft__public_until__isnull=False)
        if not actor.body:
            return self.filter(shown)
        if actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN):
            return self
        cases = CaseSubject.objects.filter(
            kind=NORM, subject=Cast(OuterRef("pk"), models.CharField()), case__decider__code=actor.body
        )
        return self.filter(shown | Q(body__code=actor.body) | Exists(cases))


class Norm(models.Model):
    """One standard or norm. What it says is in its versions. Source: 江苏条例 第六十七条; 湖南草案 第六条; 成都条例 第八条; 达州办法 第七条、第三十八条."""

    code = models.CharField(max_length=60, unique=True)  # as it is cited, "GB/T 2261.1"
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=13, choices=Kind.choices, default=Kind.STANDARD)
    level = models.CharField(max_length=13, choices=Level.choices, default=Level.PLATFORM)
    sector = models.CharField(
        max_length=60, blank=True, default=""
    )  # of a sector norm, in words or a key of standards.sector_norms
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="norms")  # that drafts it, or took it over
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    current = models.OneToOneField("NormVersion", null=True, on_delete=models.PROTECT, related_name="current_of")
    draft = models.OneToOneField("NormVersion", null=True, on_delete=models.PROTECT, related_name="draft_of")
    changed_at = models.DateTimeField()
    objects = Norms.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(zh=""), name="norm_has_code_and_name"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="norm_kind_is_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="norm_level_is_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="norm_state_is_known"),
            models.CheckConstraint(condition=Q(kind="sector") | Q(sector=""), name="norm_of_a_sector_names_it"),
            models.CheckConstraint(
                condition=Q(state="draft", current__isnull=True) | ~Q(state="draft") & Q(current__isnull=False),
                name="norm_in_force_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.zh}"


class NormVersion(models.Model):
    """What a standard says at one time: text, elements and codes. An issued version never changes."""

    norm = models.ForeignKey(Norm, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()  # counted from 1 within the standard
    text = models.TextField(blank=True, default="")
    follows: models.JSONField[Any, Any] = models.JSONField(default=dict)  # key of standards.basis → how it follows that
    elements: models.JSONField[Any, Any] = models.JSONField(default=list)  # content.Element, as mappings
    codes: models.JSONField[Any, Any] = models.JSONField(default=list)  # content.Code, as mappings
    consulted: models.JSONField[Any, Any] = models.JSONField(default=list)  # codes of the bodies that were asked
    public_until = models.DateField(
        null=True
    )  # last day on which the public may say what it thinks; null: it is not asked
    in_force_from = models.DateField(null=True)
    issued_at = models.DateTimeField(null=True)
    case = models.CharField(max_length=30, blank=True, default="")  # by which it was issued; empty: taken over as it is
    source = models.CharField(
        max_length=200, blank=True, default=""
    )  # where a standard that others issue was taken from
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["norm_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["norm", "number"], name="norm_version_has_its_number"),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True) | Q(in_force_from__isnull=False), name="norm_issued_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.norm_id} {self.number}"

    def is_open_to_the_public(self, day: date) -> bool:
        return self.issued_at is None and self.public_until is not None and day <= self.public_until


class Opinion(models.Model):
    """What a body or a member of the public said of a draft, and what became of it."""

    version = models.ForeignKey(NormVersion, on_delete=models.CASCADE, related_name="opinions")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="norm_opinions")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="norm_opinions")
    agrees = models.BooleanField()
    text = models.TextField(blank=True, default="")  # empty: agrees and says no more, so there is nothing to answer
    at = models.DateTimeField()
    adopted = models.CharField(max_length=6, choices=Adopted.choices, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, account__isnull=True) | Q(body__isnull=True, account__isnull=False),
                name="norm_opinion_is_of_one",
            ),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(text=""), name="norm_opinion_against_says_why"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, adopted="") | Q(answered_at__isnull=False) & ~Q(adopted=""),
                name="norm_opinion_answer_says_what_became_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.who}"

    @property
    def who(self) -> str:
        return self.body.short if self.body else self.account.name if self.account else ""

    @property
    def waits(self) -> bool:
        return bool(self.text) and self.answered_at is None


class Element(models.Model):
    """One data element (数据元) as the version in force says it; items name it by its code."""

    code = models.CharField(max_length=120, unique=True)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120, blank=True, default="")
    definition = models.TextField(blank=True, default="")
    type = models.CharField(max_length=8, choices=ItemType.choices)
    length = models.PositiveIntegerField(null=True)  # characters at most
    code_set = models.CharField(
        max_length=120, blank=True, default="", db_index=True
    )  # whose codes it takes; empty: any value
    source = models.CharField(max_length=200, blank=True, default="")
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="elements")
    live = models.BooleanField(default=True)  # false: the version in force no longer has it

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(zh=""), name="element_has_code_and_name"),
            models.CheckConstraint(condition=Q(type__in=ItemType.values), name="element_type_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.zh}"


class CodeSet(models.Model):
    """One code set (代码集) as the version in force says it; items and elements name it by its code."""

    code = models.CharField(max_length=120, unique=True)
    zh = models.CharField(max_length=120)
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="code_sets")
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(code="") & ~Q(zh=""), name="code_set_has_code_and_name")]

    def __str__(self) -> str:
        return f"{self.code} {self.zh}"


class Code(models.Model):
    """One value of a code set, valid from its first to its last day."""

    held = models.ForeignKey(CodeSet, on_delete=models.CASCADE, related_name="codes")
    value = models.CharField(max_length=60)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True, default="")
    since = models.DateField(null=True)  # null: from the beginning
    until = models.DateField(null=True)  # last day; null: it holds on

    class Meta:
        ordering = ["held_id", "value"]
        constraints = [
            models.UniqueConstraint(fields=["held", "value"], name="code_value_once"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="code_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.zh}"

    @staticmethod
    def valid(day: date) -> Q:
        return (Q(since__isnull=True) | Q(since__lte=day)) & (Q(until__isnull=True) | Q(until__gte=day))


class Conformance(models.Model):
    """How one column of a checked snapshot stands to the element or code set that its item names (落标). No value of the data is kept."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="conformance")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="conformance")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="conformance")
    column = models.CharField(max_length=120)
    standard = models.CharField(max_length=120)  # code of the element or code set
    rows = models.PositiveBigIntegerField()  # filled cells that were looked at
    name_fits = models.BooleanField()
    type_fits = models.BooleanField()
    too_long = models.PositiveBigIntegerField()  # cells that are longer than the element allows
    outside = models.PositiveBigIntegerField()  # cells that are no valid code
    conforms = models.BooleanField()  # all four
    newest = models.BooleanField(default=True)  # of its entry; earlier ones are kept
    at = models.DateTimeField()

    class Meta:
        ordering = ["entry_id", "column"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "column"], name="conformance_once")]
        indexes = [
            models.Index(fields=["standard", "newest"], name="conformance_by_standard"),
            models.Index(fields=["body", "newest"], name="conformance_by_body"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.column} {self.standard}"

    @property
    def lacks(self) -> Mapping[str, bool]:
        """What does not conform, by the four aspects."""
        return {
            "name": not self.name_fits,
            "type": not self.type_fits,
            "length": self.too_long > 0,
            "values": self.outside > 0,
        }


class SourceDecision(models.Model):
    """Which entry is the one source of an element in a place, as the data authority decided. Source: 达州办法 第十四条; 成都条例 第十二条第一款."""

    code = models.CharField(max_length=120)  # of the element
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")  # that the data is about
    source = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="source_decisions")
    reason = models.TextField()
    kept: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # code of a body that goes on collecting → why it may
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "region"], name="source_decided_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="source_decision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.source_id}"
