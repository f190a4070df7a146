"""Classes of the catalogue (类、项、目、细目) and the resource codes that entries got in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from gongshu.catalogue.models.entries import Entry

CODED_FROM = 3  # the level from which on a class gives codes: 目, 细目
DEEPEST = 4
LEVELS = {
    1: pgettext_lazy("classes", "类"),
    2: pgettext_lazy("classes", "项"),
    3: pgettext_lazy("classes", "目"),
    4: pgettext_lazy("classes", "细目"),
}


class EntryClass(models.Model):
    """One class of the authority's tree. Its code begins with that of the class above it; how long each part is, the tree says."""

    code = models.CharField(max_length=20, unique=True)  # digits: "3" 类, "301" 项, "301003" 目, "3010030001" 细目
    level = models.PositiveSmallIntegerField()  # 1 类, 2 项, 3 目, 4 细目
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120, blank=True, default="")  # empty where no English name is established
    is_example = models.BooleanField(default=False)  # of the tree that comes with the package: no authority issued it
    retired_at = models.DateTimeField(null=True)  # gives no new codes; those it gave stay
    last = models.PositiveIntegerField(default=0)  # the last serial that was given, never given again

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=DEEPEST), name="class_level_is_known"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(zh=""), name="class_has_code_and_name"),
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True) | Q(level__gt=1, parent__isnull=False),
                name="class_only_the_first_level_has_no_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.zh}"

    @property
    def way(self) -> list[EntryClass]:
        """The classes from the first level down to this one."""
        return [*(self.parent.way if self.parent else ()), self]

    @property
    def gives_codes(self) -> bool:
        return self.level >= CODED_FROM and self.retired_at is None


class ResourceCode(models.Model):
    """A code that an entry got: it keeps it when its title changes, and an old one goes on leading to it when it moves."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="codes")
    place = models.ForeignKey(EntryClass, on_delete=models.PROTECT, related_name="codes")
    serial = models.PositiveIntegerField()
    code = models.CharField(max_length=40, unique=True)  # "301003/000012": of the class, a stroke, the serial within it
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=150)  # login
    left_at = models.DateTimeField(null=True)  # when the entry moved to another class

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "serial"], name="code_serial_once_in_its_class"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(left_at__isnull=True), name="code_one_is_the_entry_s_own"
            ),
        ]

    def __str__(self) -> str:
        return self.code
