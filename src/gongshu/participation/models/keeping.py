"""What each person keeps for themselves: stars, favourites, saved searches, and the letters that they want about them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry
from gongshu.participation.models.shown import Question
from gongshu.people.actor import Actor
from gongshu.people.models import Account
from gongshu.people.visibility import VisibleQuerySet


class Letters(models.TextChoices):
    """How somebody wants to be told."""

    NONE = "none", _("不发邮件")
    DAILY = "daily", _("每天至多一封")
    AT_ONCE = "at_once", _("有更新即发")


class Ratings(VisibleQuerySet["Rating"]):
    def seen_by(self, actor: Actor) -> Ratings:
        return self.filter(entry__in=Entry.objects.all().visible_to(actor))


class Rating(models.Model):
    """One to five stars, one row for each account and entry. Only average and count are shown."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="ratings")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="ratings")
    stars = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    objects = Ratings.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "entry"], name="rating_once"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.stars}"


class Favourites(VisibleQuerySet["Favourite"]):
    def seen_by(self, actor: Actor) -> Favourites:
        """One's own, as far as the entry may still be seen."""
        return self.filter(account_id=actor.account_id or 0, entry__in=Entry.objects.all().visible_to(actor))


class Favourite(models.Model):
    """An entry that somebody keeps, and how they want to hear of its changes."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="favourites")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="favourites")
    letters = models.CharField(max_length=8, choices=Letters.choices, default=Letters.NONE)
    made_at = models.DateTimeField()
    objects = Favourites.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "entry"], name="favourite_once"),
            models.CheckConstraint(condition=Q(letters__in=Letters.values), name="favourite_letters_are_known"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.entry_id}"


class SavedSearches(VisibleQuerySet["SavedSearch"]):
    def seen_by(self, actor: Actor) -> SavedSearches:
        return self.filter(account_id=actor.account_id or 0)


class SavedSearch(models.Model):
    """A search of the catalogue under a name; who wants letters hears of new entries that it finds."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="searches")
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=200, blank=True, default="")
    facets: models.JSONField[Any, Any] = models.JSONField(default=dict)  # values by the name of the facet
    live_only = models.BooleanField(default=False)
    letters = models.CharField(max_length=8, choices=Letters.choices, default=Letters.NONE)
    made_at = models.DateTimeField()
    objects = SavedSearches.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(letters__in=Letters.values), name="search_letters_are_known"),
            models.CheckConstraint(condition=~Q(title=""), name="search_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """The query of the catalogue's page that asks this search."""
        words = {"q": self.text} if self.text else {}
        return urlencode({**words, **self.facets, **({"live": "1"} if self.live_only else {})}, doseq=True)


class What(models.TextChoices):
    """What there is to tell."""

    CHANGED = "changed", _("目录有新版本")
    DATA = "data", _("数据已更新")
    ANSWERED = "answered", _("提问已有回答")
    FOUND = "found", _("新目录符合您保存的检索")


class Tiding(models.Model):
    """One thing to tell one person, once. Whether they may still see it is asked again when the letter is written."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tidings")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=8, choices=What.choices)
    question = models.ForeignKey(Question, null=True, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=60)  # number of the event that it tells of
    at_once = models.BooleanField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # in a letter, or dropped because they may not see it any more

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "occasion"], name="tiding_once"),
            models.CheckConstraint(condition=Q(what__in=What.values), name="tiding_is_known"),
        ]
        indexes = [models.Index(fields=["account"], name="tiding_waiting", condition=Q(told_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.account_id} {self.what} {self.occasion}"
