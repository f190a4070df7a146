"""Base and topic databases (基础数据库、主题数据库): what each is made of, how each build went, and where sources contradict each other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.visibility import VisibleQuerySet


class Databases(VisibleQuerySet["Database"]):
    def seen_by(self, actor: Actor) -> Databases:
        """Public bodies see which bases there are and what they are made of; no value stands in a definition."""
        return self if actor.body else self.none()


class Database(models.Model):
    """One base or topic database with its lead body. Source: 成都条例 第十五条第二款; 江苏条例 第二十四条."""

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)  # a key of bases.kinds
    lead = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="led_databases")
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, related_name="base_database_of"
    )  # as which the result is published
    key: models.JSONField[Any, Any] = models.JSONField()  # {form, code, name}
    items: models.JSONField[Any, Any] = models.JSONField()  # [{code, name, prefer, from: [{entry, column}]}]
    version = models.PositiveIntegerField(default=1)  # counted with every change of the definition
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)  # login
    objects = Databases.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="base_has_a_title")]

    def __str__(self) -> str:
        return self.title


class Member(models.Model):
    """A published entry whose table takes part."""

    database = models.ForeignKey(Database, on_delete=models.CASCADE, related_name="members")
    place = models.PositiveIntegerField()  # counted from 1: the number that golden records tell
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="member_of")
    key = models.CharField(max_length=120)  # code of its column that holds the key
    as_of = models.CharField(max_length=120, blank=True, default="")  # code of its column of dates; empty: says nothing

    class Meta:
        ordering = ["database_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["database", "entry"], name="base_member_once"),
            models.UniqueConstraint(fields=["database", "place"], name="base_member_has_its_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.entry_id}"


class Build(models.Model):
    """One build, done or refused. No value of the data is kept here."""

    database = models.ForeignKey(Database, on_delete=models.CASCADE, related_name="builds")
    version = models.PositiveIntegerField()  # of the definition
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True, default="")  # login; empty: the node by itself
    members: models.JSONField[Any, Any] = models.JSONField(
        default=list
    )  # [{entry, resource, snapshot, lake, rows, empty, invalid}] in their order
    records = models.PositiveBigIntegerField(default=0)
    filled: models.JSONField[Any, Any] = models.JSONField(default=dict)  # {item: records with a value}
    conflicts: models.JSONField[Any, Any] = models.JSONField(default=dict)  # {item: keys}
    delivery = models.CharField(max_length=32, blank=True, default="")  # number of the delivery that publishes it
    problem: models.JSONField[Any, Any] = models.JSONField(null=True)  # {zh, en}: why it was refused

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(problem__isnull=True) | Q(delivery=""), name="base_build_refused_delivers_nothing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.database_id} {self.at}"


class Conflict(models.Model):
    """Sources say an item of one key differently. The values stay in the lake; of the key only a sealed copy lies here."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="found")
    item = models.CharField(max_length=120)  # code
    members = models.CharField(max_length=600)  # places between commas, ",1,3,", so that either database finds one
    key = models.BinaryField()  # sealed for its base

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.build_id} {self.item}"

    @property
    def places(self) -> list[int]:
        return [int(each) for each in self.members.split(",") if each]


class ConflictOrder(models.Model):
    """The case in which a source checks what it says differently from others."""

    case = models.CharField(primary_key=True, max_length=30)  # its number, 2026-ZG-00001
    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="orders")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="conflict_orders")
    items: models.JSONField[Any, Any] = models.JSONField()  # codes

    def __str__(self) -> str:
        return self.case
