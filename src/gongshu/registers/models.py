"""The duty list and the system list of a body, and what links them to its data."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.visibility import VisibleQuerySet

SYSTEM = "information-system"  # the kind of subject


class Listed(VisibleQuerySet["ListedDuty"]):
    def seen_by(self, actor: Actor) -> Listed:
        """Duty lists are working papers of public bodies until a body publishes its own."""
        return self if actor.body else self.none()

    def live(self) -> Listed:
        return self.filter(ended_on__isnull=True)


class ListedDuty(models.Model):
    """One item of a body's duty list (三定规定 or 权责清单): what a text charges the body with."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="listed_duties")
    code = models.CharField(max_length=40)  # as the list numbers it, once in a body
    name = models.CharField(max_length=200)
    law = models.CharField(max_length=120)  # title of the text that gives the duty
    article = models.CharField(max_length=60)
    office = models.CharField(max_length=60, blank=True, default="")  # the part of the body that carries it out
    since = models.DateField()  # day of the first import that named it
    ended_on = models.DateField(null=True)  # day of the import that no longer named it
    objects = Listed.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "code"], name="listed_duty_has_its_code"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name="") & ~Q(law="") & ~Q(article=""), name="listed_duty_names_its_article"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")), name="listed_duty_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def words(self) -> set[str]:
        """The words by which an entry may name this duty: code, name, or both."""
        return {self.code, self.name, str(self)}


class Kind(models.TextChoices):
    """What a system is to others: texts forbid new ones of all kinds but the first outside the one platform."""

    SYSTEM = "system", _("业务系统")
    PLATFORM = "platform", _("跨部门、跨层级的公共数据平台")
    SHARING = "sharing_channel", _("共享通道")
    OPENING = "opening_channel", _("开放通道")
    OPERATION = "operation_channel", _("运营通道")


class Network(models.TextChoices):
    EXTRANET = "extranet", _("政务外网")
    INTERNET = "internet", _("互联网")
    PRIVATE = "private", _("业务专网")


class Systems(VisibleQuerySet["System"]):
    def seen_by(self, actor: Actor) -> Systems:
        """Which systems there are is told to public bodies only: the list helps whoever would attack them."""
        return self if actor.body else self.none()

    def live(self) -> Systems:
        return self.filter(retired_on__isnull=True)


class System(models.Model):
    """One information system of a body, with the duties that it serves and the entries whose data it holds."""

    number = models.CharField(max_length=80, unique=True)  # "511700-zrzyj-estate": body and code
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="systems")
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.SYSTEM)
    network = models.CharField(max_length=10, choices=Network.choices, default=Network.EXTRANET)
    protection = models.PositiveSmallIntegerField(null=True)  # level of protection, 1 to 5: GB/T 22240
    builder = models.CharField(max_length=120, blank=True, default="")  # who built it
    in_use_since = models.DateField(null=True)
    retired_on = models.DateField(null=True)
    duties: models.ManyToManyField[ListedDuty, Serving] = models.ManyToManyField(
        ListedDuty, through="Serving", related_name="systems"
    )
    entries: models.ManyToManyField[Entry, Holding] = models.ManyToManyField(
        Entry, through="Holding", related_name="systems"
    )
    changed_at = models.DateTimeField()
    objects = Systems.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="system_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="system_kind_is_known"),
            models.CheckConstraint(condition=Q(network__in=Network.values), name="system_network_is_known"),
            models.CheckConstraint(
                condition=Q(protection__isnull=True) | Q(protection__gte=1, protection__lte=5),
                name="system_protection_is_a_level",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_live_on(self, day: date) -> bool:
        return self.retired_on is None or self.retired_on > day


class EntrustedCheck(models.Model):
    """One check that a body made of a collection which it entrusted to others. Source: 成都条例 第十二条第二款."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="entrusted_checks")
    checked_on = models.DateField()
    found = models.TextField()
    put_right = models.TextField(blank=True, default="")  # what was done about it
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-checked_on", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(found=""), name="entrusted_check_found_something_out")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.checked_on}"


class Serving(models.Model):
    """A system serves a duty."""

    system = models.ForeignKey(System, on_delete=models.CASCADE)
    duty = models.ForeignKey(ListedDuty, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "duty"], name="serving_once")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.duty_id}"


class Holding(models.Model):
    """A system holds the data of an entry."""

    system = models.ForeignKey(System, on_delete=models.CASCADE)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "entry"], name="holding_once")]

    def __str__(self) -> str:
        return f"{self.system_id} {self.entry_id}"
