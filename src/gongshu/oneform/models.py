"""Forms of a body, their fields, and what was filled in: sealed, for it is data about persons and firms."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.words import ItemType
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Body
from gongshu.people.visibility import VisibleQuerySet


class Forms(VisibleQuerySet["Form"]):
    def seen_by(self, actor: Actor) -> Forms:
        """The body's own, and auditors: a form names grants, and nobody learns what somebody else was given."""
        if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}:
            return self
        return self.filter(body__code=actor.body) if actor.body else self.none()


class Form(models.Model):
    """One form: what a body needs to know of a person or firm, and from where."""

    number = models.CharField(max_length=60, unique=True)  # "511700-jtysj-BD-001": body, 表单, running number
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="forms")
    title = models.CharField(max_length=120)
    key = models.CharField(max_length=60)  # what names the person or firm: 公民身份号码, 统一社会信用代码
    purpose = models.TextField()  # that of the grants its shared fields rest on
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)  # login
    ended_at = models.DateTimeField(null=True)
    objects = Forms.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(key="") & ~Q(purpose=""), name="form_says_what_for")
        ]

    def __str__(self) -> str:
        return self.title


class FormField(models.Model):
    """One field: filled from an item under a grant, or asked."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="fields")
    place = models.PositiveSmallIntegerField()  # counted from 1 within the form
    name = models.CharField(max_length=120)
    standard = models.CharField(max_length=120, blank=True, default="")  # code of the element it is
    type = models.CharField(max_length=8, choices=ItemType.choices, default=ItemType.TEXT)
    grant = models.CharField(max_length=30, blank=True, default="")  # 2026-SQ-00001; empty: asked
    entry = models.CharField(max_length=40, blank=True, default="")
    item = models.CharField(max_length=120, blank=True, default="")  # code of the item
    pointer = models.CharField(max_length=40, blank=True, default="")  # asked although this entry could give it

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["form", "place"], name="form_field_has_its_place"),
            models.UniqueConstraint(fields=["form", "name"], name="form_field_name_once"),
            models.CheckConstraint(
                condition=Q(grant="", entry="", item="") | ~Q(grant="") & ~Q(entry="") & ~Q(item=""),
                name="form_field_is_shared_or_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return bool(self.grant)


class State(models.TextChoices):
    OPEN = "open", _("填写中")
    SENT = "sent", _("已提交")


class Fillings(VisibleQuerySet["Filling"]):
    def seen_by(self, actor: Actor) -> Fillings:
        """The body of the form alone; auditors see that it was filled, never with what."""
        if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}:
            return self
        return self.filter(form__body__code=actor.body) if actor.body else self.none()


class Filling(models.Model):
    """One filling for one person or firm. Key and values are sealed with a key that the node's master key gives."""

    number = models.CharField(max_length=80, unique=True)  # "511700-jtysj-BD-001-000012"
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="fillings")
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    sealed = models.BinaryField()  # JSON of the key and of the values by place, encrypted
    sources: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # place, grant, entry and snapshot of each that was filled
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=150)  # login
    sent_at = models.DateTimeField(null=True)
    objects = Fillings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.OPEN, sent_at__isnull=True) | Q(state=State.SENT, sent_at__isnull=False),
                name="filling_sent_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.number
