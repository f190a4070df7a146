"""Resources (资源) of an entry and the snapshots that were delivered to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from gongshu.cases.models import CaseSubject
from gongshu.catalogue.models.entries import OPENED, Entries, Entry, open_reviews
from gongshu.catalogue.words import ResourceKind, ResourceState, State
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.visibility import VisibleQuerySet

RESOURCE = "resource"  # the kind of subject in cases


class Resources(VisibleQuerySet["Resource"]):
    def seen_by(self, actor: Actor) -> Resources:
        """Resources are seen with their entry."""
        return self.filter(entry__in=Entries(Entry).seen_by(actor))

    def seen_by_reviewers(self, actor: Actor) -> Resources:
        """Resources about whose hooking this person's body has to decide, or had to."""
        mine = Q(case__decider__code=actor.body) | Q(case__superior__code=actor.body)
        hookings = CaseSubject.objects.filter(mine, kind=RESOURCE, case__procedure="resource-hook")
        return self.filter(Exists(hookings.filter(subject=OuterRef("number")))) if actor.body else self.none()

    def with_review(self) -> Resources:
        """Add `is_in_review`: whether its hooking is being reviewed."""
        hooking = open_reviews(RESOURCE, "resource-hook").filter(subject=OuterRef("number"))
        return self.annotate(is_in_review=Exists(hooking))


class Resource(models.Model):
    """A table, a set of files or an interface of the source that an entry describes; hooking it (挂接) is a reviewed step of its own."""

    number = models.CharField(max_length=40, unique=True)  # "511700-0042-1"
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="resources")
    kind = models.CharField(max_length=9, choices=ResourceKind.choices)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ResourceState.choices, default=ResourceState.DRAFT)
    snapshot = models.OneToOneField(
        "Snapshot", null=True, on_delete=models.PROTECT, related_name="shown_by"
    )  # the published one
    delivered_at = models.DateTimeField(null=True)  # when the newest snapshot was published
    described_at = models.DateTimeField(null=True)  # of an interface: when what its review looks at last changed
    hooked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    objects = Resources.as_manager()

    class Meta:
        ordering = ["entry_id", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ResourceKind.values), name="resource_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=ResourceState.values), name="resource_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=ResourceState.HOOKED)
                | Q(hooked_at__isnull=False) & (Q(snapshot__isnull=False) | Q(described_at__isnull=False)),
                name="resource_hooked_has_data",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_data(self) -> bool:
        """Whether something stands behind it that could be hooked: a published snapshot, or a service that is registered."""
        return self.snapshot_id is not None or self.described_at is not None


class Snapshots(VisibleQuerySet["Snapshot"]):
    def seen_by(self, actor: Actor) -> Snapshots:
        """The provider sees every snapshot, auditors too; others the published one of a hooked resource of a published entry.

        The public sees only those of entries that are opened unconditionally: no public page reads another table.
        """
        if actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN):
            return self
        live = Q(shown_by__state=ResourceState.HOOKED, resource__entry__state=State.PUBLISHED)
        if not actor.body:
            return self.filter(live, resource__entry__current__opening=OPENED[0])
        return self.filter(live | Q(resource__entry__provider__code=actor.body))


class Snapshot(models.Model):
    """What one delivery left in the lake; the resource points at the published one."""

    number = models.CharField(max_length=60, unique=True)  # "511700-0042-1.3": the third of its resource
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="snapshots")
    at = models.DateTimeField()
    rows = models.PositiveBigIntegerField()
    bytes = models.PositiveBigIntegerField()  # of the delivered file
    digest = models.CharField(max_length=64)  # SHA-256 of the delivered file, hexadecimal
    delivery = models.CharField(max_length=60, unique=True)  # identifier of the delivery that made it
    lake = models.CharField(
        max_length=60, blank=True, default=""
    )  # identifier of the snapshot in the lake; empty: a file
    columns: models.JSONField[Any, Any] = models.JSONField(default=list)  # [{"name", "type"}] as delivered
    faulted_in = models.CharField(
        max_length=30, blank=True, default=""
    )  # number of the case that found it wrong: it is published no more
    files: models.JSONField[Any, Any] = models.JSONField(default=list)  # of a file resource: catalogue.files.HeldFile
    objects = Snapshots.as_manager()

    hindered: Sequence[Any] = ()  # inspecting.Hindrance: why a snapshot that was just registered waits; not stored

    class Meta:
        ordering = ["resource_id", "id"]
        constraints = [models.CheckConstraint(condition=~Q(digest=""), name="snapshot_has_a_digest")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_published(self) -> bool:
        return self.resource.snapshot_id == self.pk
