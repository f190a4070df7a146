"""Interfaces (接口): services that a source body runs itself and the gateway calls for whoever may use them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.catalogue.models import Resource
from gongshu.catalogue.models.resources import Resources
from gongshu.catalogue.words import ResourceState
from gongshu.interfaces.description import LARGEST_ANSWER, LONGEST_WAIT, Credential, Description, Protocol
from gongshu.interfaces.reading import NAMES, read
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.visibility import VisibleQuerySet


class Interfaces(VisibleQuerySet["Interface"]):
    def seen_by(self, actor: Actor) -> Interfaces:
        """Its provider, its reviewers, engineers and auditors see an interface at any time, others once it is hooked and they see its entry."""
        if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN, Duty.ENGINEER}:
            return self
        hooked = Q(resource__in=Resources(Resource).seen_by(actor).filter(state=ResourceState.HOOKED))
        if not actor.body:
            return self.filter(hooked)
        reviewed = Q(resource__in=Resources(Resource).seen_by_reviewers(actor))
        return self.filter(hooked | reviewed | Q(resource__entry__provider__code=actor.body))

    def watched_by(self, actor: Actor) -> Interfaces:
        """Those of the own body; engineers and auditors watch all."""
        seen: Interfaces = self.visible_to(actor)
        if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN, Duty.ENGINEER}:
            return seen
        return seen.filter(resource__entry__provider__code=actor.body) if actor.body else seen.none()


class Interface(models.Model):
    """How the gateway calls one service, what it asks and what of the answer it lets through."""

    resource = models.OneToOneField(Resource, primary_key=True, on_delete=models.CASCADE, related_name="interface")
    protocol = models.CharField(max_length=4)  # description.Protocol
    method = models.CharField(max_length=4)  # GET | POST
    address = models.CharField(max_length=500)  # seen by the provider, engineers and auditors only
    operation = models.CharField(max_length=200, blank=True, default="")
    namespace = models.CharField(max_length=200, blank=True, default="")
    action = models.CharField(max_length=200, blank=True, default="")
    credential = models.CharField(max_length=6)  # description.Credential
    credential_name = models.CharField(max_length=200, blank=True, default="")
    secret = models.BinaryField(null=True, max_length=2000)  # AES-256-GCM under the node's master key; shown to nobody
    parameters: models.JSONField[Any, Any] = models.JSONField(default=list)
    fields: models.JSONField[Any, Any] = models.JSONField(default=dict)  # {item: name in the source's rows}
    rows_at = models.CharField(max_length=200, blank=True, default="")
    status_at = models.CharField(max_length=200, blank=True, default="")
    fine: models.JSONField[Any, Any] = models.JSONField(default=list)
    errors: models.JSONField[Any, Any] = models.JSONField(default=list)
    sample = models.TextField(blank=True, default="")
    quota = models.PositiveIntegerField(null=True)  # calls a day from all consumers together
    timeout = models.PositiveSmallIntegerField(default=10)  # seconds
    largest = models.PositiveSmallIntegerField(default=8)  # MiB of one answer
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)  # login
    reachable = models.BooleanField(null=True)  # at the newest probe; None: never probed
    reachable_since = models.DateTimeField(null=True)  # since when it is so
    probed_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(
        null=True
    )  # when those concerned were told that it is lost; null once it is found
    objects = Interfaces.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(protocol__in=[each.value for each in Protocol]), name="interface_protocol_is_known"
            ),
            models.CheckConstraint(
                condition=Q(credential__in=[each.value for each in Credential]), name="interface_credential_is_known"
            ),
            models.CheckConstraint(
                condition=Q(credential=Credential.NONE.value, secret__isnull=True)
                | ~Q(credential=Credential.NONE.value) & Q(secret__isnull=False),
                name="interface_credential_has_a_secret",
            ),
            models.CheckConstraint(
                condition=Q(timeout__range=(1, LONGEST_WAIT), largest__range=(1, LARGEST_ANSWER)),
                name="interface_is_bounded",
            ),
        ]

    def __str__(self) -> str:
        return str(self.resource_id)

    @property
    def description(self) -> Description:
        given = {name: getattr(self, name) for name in NAMES}
        return read(given, tuple(self.fields) + tuple(each["item"] for each in self.parameters if each["item"]))


class Probe(models.Model):
    """One look whether a source can be reached; it is asked nothing, so that no quota is used and no data comes."""

    interface = models.ForeignKey(Interface, on_delete=models.CASCADE, related_name="probes")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)  # wire.failures.Outcome
    ms = models.PositiveIntegerField()  # milliseconds; 0: not reached

    class Meta:
        indexes = [models.Index(fields=["interface", "at"], name="probe_by_interface")]

    def __str__(self) -> str:
        return f"{self.interface_id} {self.at:%Y-%m-%d %H:%M} {self.outcome}"


class PlannedStop(models.Model):
    """A time in which a source will not answer, told beforehand to whoever uses it."""

    interface = models.ForeignKey(Interface, on_delete=models.CASCADE, related_name="stops")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=150)  # login
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-since", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="stop_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["interface", "until"], name="stop_by_interface")]

    def __str__(self) -> str:
        return f"{self.interface_id} {self.since:%Y-%m-%d %H:%M} {self.until:%Y-%m-%d %H:%M}"
