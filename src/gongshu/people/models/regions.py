"""Administrative divisions after GB/T 2260, with townships where they are known, and territories entrusted to a park."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongshu.people.actor import Actor
from gongshu.people.visibility import VisibleQuerySet


class Level(models.TextChoices):
    NATION = "nation", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    PARK = "park", "园区"  # a territory that a park committee is entrusted with: 达州办法 第五条第二款


class Regions(VisibleQuerySet["Region"]):
    def seen_by(self, actor: Actor) -> Regions:
        return self  # The map is public.


class Region(models.Model):
    """A place with a government or an entrusted committee."""

    code = models.CharField(primary_key=True, max_length=12)  # GB/T 2260 (6 digits), township (9), park ("511700-gxq")
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80, blank=True, default="")  # empty where no English name is established
    level = models.CharField(max_length=8, choices=Level.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    objects = Regions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="region_level_is_known"),
            models.CheckConstraint(
                condition=Q(level=Level.NATION, parent__isnull=True) | Q(parent__isnull=False) & ~Q(level=Level.NATION),
                name="region_only_the_nation_has_no_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.zh

    def at(self, level: str) -> Region | None:
        """Return this region or the one above it that is of this level, or None."""
        region: Region | None = self
        while region is not None and region.level != level:
            region = region.parent
        return region
