"""Entries of the catalogue and their versions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from gongshu.cases.models import CaseSubject
from gongshu.catalogue.words import (
    Attribute,
    BasisKind,
    DataType,
    Domain,
    Format,
    Frequency,
    Level,
    Mode,
    State,
    VersionState,
)
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Body, Region
from gongshu.people.visibility import VisibleQuerySet

ENTRY = "catalogue-entry"  # the kind of subject in cases
IMPORT = "catalogue-import"  # entries that were imported together and are reviewed as one
UNPUBLISHED = (State.DRAFT, State.STAGED)
OPENED = (Attribute.UNCONDITIONAL, Attribute.CONDITIONAL)


class Entries(VisibleQuerySet["Entry"]):
    def seen_by(self, actor: Actor) -> Entries:
        """The public sees what is published and not withheld from opening; public bodies all that is published.

        Drafts are seen by the provider, by the body that has to decide on a case about them, and by auditors.
        """
        published = Q(state=State.PUBLISHED)
        if not actor.body:
            return self.filter(published, current__opening__in=OPENED)
        # What an import has not finished writing is nobody's to see.
        kept = self.exclude(state=State.STAGED)
        if actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN):
            return kept
        return kept.filter(published | Q(provider__code=actor.body) | Q(Exists(_cases_of(actor))))

    def seen_by_reviewers(self, actor: Actor) -> Entries:
        """Entries about which this person's body has to decide, or had to."""
        return self.filter(Exists(_cases_of(actor)))

    def with_review(self) -> Entries:
        """Add `is_in_review`: whether a review of the entry is open."""
        return self.annotate(is_in_review=Exists(reviews()))


def _cases_of(actor: Actor) -> models.QuerySet[CaseSubject]:
    mine = Q(case__decider__code=actor.body) | Q(case__superior__code=actor.body)
    return CaseSubject.objects.filter(mine).filter(
        Q(kind=ENTRY, subject=OuterRef("number")) | Q(kind=IMPORT, subject=OuterRef("imported__batch__number"))
    )


def reviews() -> models.QuerySet[CaseSubject]:
    """The open reviews of the entry of the outer query: its own, and that of the import it came with."""
    alone = Q(kind=ENTRY, case__procedure="catalogue-review", subject=OuterRef("number"))
    together = Q(kind=IMPORT, subject=OuterRef("imported__waits_in"))
    return CaseSubject.objects.filter(alone | together, case__ended=False)


def open_reviews(kind: str, procedure: str) -> models.QuerySet[CaseSubject]:
    """What is under review by a procedure, with the case."""
    return CaseSubject.objects.filter(kind=kind, case__procedure=procedure, case__ended=False)


class Entry(models.Model):
    """One data set as the catalogue (数据目录) lists it: 达州办法 第十三条. What it says is in its versions."""

    number = models.CharField(
        max_length=30, unique=True
    )  # "511700-0042": region of the provider and running number, never changed
    provider = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="entries"
    )  # the one lawful source: 达州办法 第十四条
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    current = models.OneToOneField(
        "EntryVersion", null=True, on_delete=models.PROTECT, related_name="published_of"
    )  # what others see
    draft = models.OneToOneField(
        "EntryVersion", null=True, on_delete=models.PROTECT, related_name="drafted_of"
    )  # what is being changed
    resource_code = models.CharField(
        max_length=40, blank=True, default=""
    )  # its code within the classes; empty before it has one; earlier ones are in `codes`
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # first publication
    changed_at = models.DateTimeField()  # last publication or withdrawal, or last change of a draft
    objects = Entries.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="entry_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=UNPUBLISHED, current__isnull=True)
                | ~Q(state__in=UNPUBLISHED) & Q(current__isnull=False),
                name="entry_published_has_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(current=F("draft")) | Q(current__isnull=True), name="entry_draft_is_not_published"
            ),
        ]
        indexes = [models.Index(fields=["provider", "state"], name="entry_by_provider")]

    def __str__(self) -> str:
        return self.number

    @property
    def shown(self) -> EntryVersion:
        """The version that stands for the entry: the published one, before that the draft."""
        version = self.current or self.draft
        assert version is not None  # two constraints above say so
        return version


class EntryVersion(models.Model):
    """All that an entry says, at one time. A published version never changes; a review publishes the next."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()  # counted from 1 within the entry
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    title = models.CharField(max_length=200)
    abstract = models.TextField(blank=True, default="")
    contact = models.CharField(max_length=60, blank=True, default="")  # office that answers for the data
    contact_details = models.CharField(max_length=120, blank=True, default="")  # telephone or mailbox of that office
    format = models.CharField(max_length=20, choices=Format.choices, blank=True, default="")
    domain = models.CharField(max_length=30, choices=Domain.choices, blank=True, default="")
    data_type = models.CharField(max_length=20, choices=DataType.choices, blank=True, default="")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")  # the place that the data is about
    update_frequency = models.CharField(max_length=12, choices=Frequency.choices, blank=True, default="")
    keywords: models.JSONField[Any, Any] = models.JSONField(default=list)  # words that people search it by
    duty = models.TextField(
        blank=True, default=""
    )  # the statutory duty that its items serve unless an item names its own

    sharing = models.CharField(max_length=13, choices=Attribute.choices, blank=True, default="")
    sharing_reason = models.TextField(blank=True, default="")  # why conditional or withheld: 达州办法 第十九条第二款
    sharing_conditions = models.TextField(blank=True, default="")
    purposes: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # uses for which a conditional entry is granted
    sharing_basis_kind = models.CharField(max_length=30, choices=BasisKind.choices, blank=True, default="")
    sharing_basis_law = models.CharField(
        max_length=120, blank=True, default=""
    )  # title of the text that forbids sharing
    sharing_basis_article = models.CharField(max_length=60, blank=True, default="")

    opening = models.CharField(max_length=13, choices=Attribute.choices, blank=True, default="")
    opening_reason = models.TextField(blank=True, default="")
    opening_conditions = models.TextField(blank=True, default="")
    opening_ground = models.CharField(
        max_length=60, blank=True, default=""
    )  # a key of opening.withheld_grounds: 成都条例 第二十一条第一款
    opening_basis_kind = models.CharField(max_length=30, choices=BasisKind.choices, blank=True, default="")
    opening_basis_law = models.CharField(max_length=120, blank=True, default="")
    opening_basis_article = models.CharField(max_length=60, blank=True, default="")
    protected: models.JSONField[Any, Any] = models.JSONField(default=list)  # kinds of Protected that the rows contain
    masked = models.BooleanField(default=False)  # declassified or masked as applicable: 达州办法 第二十五条第一款
    consent = models.BooleanField(default=False)  # the right holders agreed to the opening
    assessment: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # catalogue.assessing: what its opening type rests on: 达州办法 第二十五条第二款

    level = models.CharField(max_length=10, choices=Level.choices, blank=True, default="")  # GB/T 43697
    base_database = models.CharField(max_length=60, blank=True, default="")  # a key of collection.base_databases
    topic_database = models.CharField(max_length=60, blank=True, default="")  # a key of collection.thematic_databases
    operable = models.BooleanField(default=False)  # whether it may go into authorised operation
    compiled_under: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # guides and standards: catalogue.compilation_basis

    collection: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # authority, scope, procedure, standard …: what collecting rests on
    collection_method = models.CharField(
        max_length=10, blank=True, default=""
    )  # direct | entrusted: 成都条例 第十二条第二款
    entrusted: models.JSONField[Any, Any] = models.JSONField(
        default=dict
    )  # trustee, entrusted_matters, rights_and_duties_of_both_parties, notice
    again_basis_kind = models.CharField(
        max_length=30, choices=BasisKind.choices, blank=True, default=""
    )  # why it is collected again
    again_basis_law = models.CharField(max_length=120, blank=True, default="")
    again_basis_article = models.CharField(max_length=60, blank=True, default="")

    delivery_mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.REPLACE)
    rejected_share = models.FloatField(
        null=True
    )  # of a delivery's rows, 0 to 1; above it a steward decides; null: the node's limit
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)  # login
    published_at = models.DateTimeField(null=True)
    case = models.CharField(max_length=30, blank=True, default="")  # number of the case that published it

    class Meta:
        ordering = ["entry_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="version_has_its_number"),
            models.UniqueConstraint(fields=["entry"], condition=Q(state=VersionState.PUBLISHED), name="version_one_is_published"),
            models.CheckConstraint(condition=~Q(title=""), name="version_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=[VersionState.DRAFT, VersionState.DROPPED]) | Q(published_at__isnull=False),
                name="version_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(rejected_share__isnull=True) | Q(rejected_share__gte=0, rejected_share__lte=1), name="version_share_is_a_share"
            ),
            *(
                models.CheckConstraint(condition=Q(**{f"{field}__in": ["", *words.values]}), name=f"version_{field}_is_known")
                for field, words in (
                    ("sharing", Attribute), ("opening", Attribute), ("update_frequency", Frequency), ("level", Level), ("delivery_mode", Mode),
                )
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} (v{self.number})"


class Numbering(models.Model):
    """The last running number of a region; taken under a lock."""

    region = models.CharField(primary_key=True, max_length=12)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.region} {self.last}"
