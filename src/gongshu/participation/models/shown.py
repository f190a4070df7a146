"""Rows that public pages read: each was let through by an officer, and is shown only with its entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.visibility import VisibleQuerySet


class Questions(VisibleQuerySet["Question"]):
    def seen_by(self, actor: Actor) -> Questions:
        """Questions about the platform, and those about entries that this person may see at this moment."""
        about = Q(entry__isnull=True) | Q(entry__in=Entry.objects.all().visible_to(actor))
        return self.filter(about, hidden_at__isnull=True)


class Question(models.Model):
    """A question that may be shown, and its answer. Who asked stays in the case."""

    case = models.CharField(max_length=30, unique=True)  # number of the case, 2026-WD-00001; never shown to others
    entry = models.ForeignKey(
        Entry, null=True, on_delete=models.CASCADE, related_name="questions"
    )  # null: the platform
    title = models.CharField(max_length=200)
    text = models.TextField()
    asked_on = models.DateField()
    shown_at = models.DateTimeField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="questions")  # that has to answer
    due = models.DateField(null=True)  # the last day of the promised term; null: the node promises none
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)  # answered after the last day
    hidden_at = models.DateTimeField(null=True)  # taken down or withdrawn
    objects = Questions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="question_answered_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["entry", "-id"], name="question_by_entry")]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, today: date) -> bool:
        """Whether the promised day has passed without an answer."""
        return self.answered_at is None and self.due is not None and self.due < today


class Reuses(VisibleQuerySet["Reuse"]):
    def seen_by(self, actor: Actor) -> Reuses:
        """Shown as long as this person may see one of the entries that were used."""
        return self.filter(
            pk__in=Used.objects.filter(entry__in=Entry.objects.all().visible_to(actor)).values("reuse"),
            hidden_at__isnull=True,
        )


class Reuse(models.Model):
    """What somebody made of the data, under the name that they gave for it."""

    case = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    maker = models.CharField(max_length=120)
    text = models.TextField()
    link = models.URLField(max_length=500, blank=True, default="")
    entries = models.ManyToManyField(Entry, through="Used", related_name="reuses")
    shown_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    objects = Reuses.as_manager()

    def __str__(self) -> str:
        return self.title


class Used(models.Model):
    """An entry of which something was made."""

    reuse = models.ForeignKey(Reuse, on_delete=models.CASCADE)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reuse", "entry"], name="used_once")]

    def __str__(self) -> str:
        return f"{self.reuse_id} {self.entry_id}"


class Applications(VisibleQuerySet["Application"]):
    def seen_by(self, actor: Actor) -> Applications:
        """Those about entries that this person may see at this moment."""
        return self.filter(entry__in=Entry.objects.all().visible_to(actor))


class Application(models.Model):
    """What a table lets everybody know of a case (`shows`): what it is about, its day, state and term, never who applied."""

    case = models.CharField(max_length=30)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="shown_applications")
    title: models.JSONField[Any, Any] = models.JSONField()  # of the procedure, zh and en
    received_on = models.DateField()
    facts: models.JSONField[Any, Any] = models.JSONField(default=list)  # label and value of what the table shows
    state: models.JSONField[Any, Any] = models.JSONField()  # zh and en
    ended = models.BooleanField(default=False)
    due = models.DateField(null=True)
    late = models.BooleanField(default=False)
    objects = Applications.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "entry"], name="application_shown_once")]
        indexes = [models.Index(fields=["entry", "-id"], name="application_by_entry")]

    def __str__(self) -> str:
        return self.case
