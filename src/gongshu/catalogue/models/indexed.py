"""What search and facets read: one row for each published entry, written in the transaction that publishes it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from gongshu.catalogue.models.entries import OPENED, Entry
from gongshu.people.actor import Actor
from gongshu.people.permission import mark_asked
from gongshu.people.visibility import VisibleQuerySet


class Indexed(VisibleQuerySet["IndexedEntry"]):
    def seen_by(self, actor: Actor) -> Indexed:
        """As the entries themselves: the public finds nothing that is withheld from opening."""
        return self if actor.body else self.filter(opening__in=OPENED)

    def among(self, actor: Actor, keys: Collection[int]) -> Indexed:
        """Return those of these entries that this person may see, looked up by their keys.

        SQLite would rather go through all that is open, of a million entries, than look two thousand keys up; what stands in
        an expression it finds no index for.
        """
        mark_asked()
        rows = self.filter(pk__in=list(keys))
        if actor.body or actor.kind == "system":
            return rows
        return rows.alias(opened=Coalesce("opening", Value(""))).filter(opened__in=OPENED)


class Counted(VisibleQuerySet["FacetCount"]):
    def seen_by(self, actor: Actor) -> Counted:
        """As the indexed entries that are counted."""
        return self if actor.body else self.filter(opening__in=OPENED)


class IndexedEntry(models.Model):
    """A published entry as it is found and listed; the full text beside it is the database's own (see `searching`)."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="indexed")
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    abstract = models.CharField(max_length=300)  # its beginning, for the list of hits
    provider = models.CharField(max_length=40)  # code of the body
    region = models.CharField(max_length=12)
    domain = models.CharField(max_length=30)
    format = models.CharField(max_length=20)
    sharing = models.CharField(max_length=13)
    opening = models.CharField(max_length=13)
    frequency = models.CharField(max_length=12)
    live = models.BooleanField()  # has a hooked resource; otherwise it is shown as 空目录
    published_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)  # newest data
    rows = models.PositiveBigIntegerField(null=True)  # of the published snapshots
    score = models.PositiveSmallIntegerField(default=0)  # of its description, 0 to 405: catalogue.scoring
    objects = Indexed.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-entry"], name="indexed_by_day"),
            models.Index(fields=["opening", "-published_at", "-entry"], name="indexed_public_by_day"),
            models.Index(fields=["number"], name="indexed_by_number"),
            models.Index(fields=["title", "entry"], name="indexed_by_title"),
            models.Index(fields=["provider"], name="indexed_by_provider"),
            models.Index(fields=["domain"], name="indexed_by_domain"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="indexed_has_a_title")]

    def __str__(self) -> str:
        return self.number


class FacetCount(models.Model):
    """How many indexed entries say the same in all facets: what a search without words counts, instead of every entry."""

    provider = models.CharField(max_length=40)
    domain = models.CharField(max_length=30)
    region = models.CharField(max_length=12)
    format = models.CharField(max_length=20)
    sharing = models.CharField(max_length=13)
    opening = models.CharField(max_length=13)
    frequency = models.CharField(max_length=12)
    live = models.BooleanField()
    count = models.PositiveIntegerField()
    objects = Counted.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "domain", "region", "format", "sharing", "opening", "frequency", "live"], name="facet_counted_once"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.provider} {self.count}"


class IndexChange(models.Model):
    """Which entries a change of the revision concerned; written only where an index of its own follows the catalogue."""

    before = models.CharField(max_length=16, blank=True)
    after = models.CharField(max_length=16)
    entries = models.JSONField()  # their keys
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["before"], name="index_change_by_before")]
        constraints = [models.UniqueConstraint(fields=["after"], name="index_change_once")]

    def __str__(self) -> str:
        return self.after


class Revision(models.Model):
    """Changes with every change of the published catalogue, so that cached counts know when they are old. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.CharField(
        max_length=16
    )  # random: a restored database never shows a stamp that a process has counted under

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="revision_is_one_row")]

    def __str__(self) -> str:
        return self.stamp
