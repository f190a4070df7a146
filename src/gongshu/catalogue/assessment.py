"""What the catalogue answers for in the checklist: finding, files, licence, and the state of the opened data."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue import queries
from gongshu.catalogue.checklist import Check, Finding, all_of, register
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.models import EntryVersion, IndexedEntry, Item, Resource
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.words import Attribute, ResourceKind, ResourceState
from gongshu.people.actor import ANYONE

# Endings of files whose content a program reads without guessing at its layout, and whose form belongs to nobody.
_MACHINE: Final = {
    "CSV",
    "JSON",
    "JSONL",
    "GEOJSON",
    "XML",
    "XLSX",
    "ODS",
    "PARQUET",
    "RDF",
    "TTL",
    "KML",
    "NC",
    "GPKG",
}
_TRIED: Final = 5  # items that are searched for


def _opened() -> Indexed:
    return IndexedEntry.objects.visible_to(ANYONE)


def _whole_file(now: datetime) -> Finding:
    total = _opened().count()
    return Finding(met=total > 0 or None, count=total, mend=reverse("catalogue:whole", args=["csv"]))


def _feed(now: datetime) -> Finding:
    found = queries.newest(ANYONE, queries.Asked(), size=1)
    return Finding(met=bool(found) or None, count=len(found), mend=reverse("catalogue:search-atom"))


def _item_search(now: datetime) -> Finding:
    """Search for names of items of the newest entries and look whether their entries are found."""
    numbers = list(_opened().order_by("-published_at").values_list("entry__current", "number")[:_TRIED])
    tried = [
        (number, name)
        for version, number in numbers
        if (name := Item.objects.filter(version=version).order_by("-place").values_list("name", flat=True).first())
    ]
    found = sum(_finds(number, name) for number, name in tried)
    return all_of(found, len(tried), reverse("catalogue:search"))


def _finds(number: str, name: str) -> bool:
    matching = queries.newest(ANYONE, queries.Asked(text=name), size=2000)
    return any(hit.number == number for hit in matching)


def _licence(now: datetime) -> Finding:
    opened = _opened().filter(opening=Attribute.UNCONDITIONAL).count()
    return all_of(opened if default_licence() else 0, opened, reverse("catalogue:search") + "?opening=unconditional")


def _not_empty(now: datetime) -> Finding:
    found = queries.figures(ANYONE, now)
    return all_of(found.live, found.published, reverse("catalogue:rates"))


def _not_stale(now: datetime) -> Finding:
    found = queries.figures(ANYONE, now)
    return all_of(found.live - found.late, found.live, reverse("catalogue:rates"))


def _described(now: datetime) -> Finding:
    shown = EntryVersion.objects.filter(pk__in=_opened().values("entry__current"))
    return all_of(shown.exclude(abstract="").exclude(contact="").count(), shown.count(), reverse("catalogue:search"))


def _unconditional(now: datetime) -> Finding:
    total = _opened().count()
    free = _opened().filter(opening=Attribute.UNCONDITIONAL).count()
    return Finding(
        met=None if not total else free * 2 >= total, count=free, of=total,
        mend=reverse("catalogue:search") + "?opening=conditional",
    )  # fmt: skip


def _machine_readable(now: datetime) -> Finding:
    hooked = Resource.objects.visible_to(ANYONE).filter(state=ResourceState.HOOKED, snapshot__isnull=False)
    tables = set(hooked.filter(kind=ResourceKind.TABLE).values_list("entry_id", flat=True))
    files = set()
    for entry, held in hooked.filter(kind=ResourceKind.FILE).values_list("entry_id", "snapshot__files"):
        if any(str(each["name"]).rpartition(".")[2].upper() in _MACHINE for each in held):
            files.add(entry)
    total = hooked.values("entry_id").distinct().count()
    return all_of(len(tables | files), total, reverse("catalogue:search") + "?live=1")


for check in (
    Check(key="item-search", layer="platform", title=_("搜索能找到数据项"), counted=_("用最新数据集的数据项名称搜索，找到的个数"), find=_item_search, order=10),
    Check(key="whole-catalogue", layer="platform", title=_("全部目录是一个文件，不登录就能下载"), counted=_("文件里的数据集"), find=_whole_file, order=20),
    Check(key="feed", layer="platform", title=_("可以订阅新发布和有变化的数据集"), counted=_("订阅里最新的条目"), find=_feed, order=30),
    Check(key="licence", layer="data", title=_("无条件开放的数据都写明使用许可"), counted=_("写明许可的数据集"), find=_licence, order=10),
    Check(key="unconditional", layer="data", title=_("至少一半的开放数据不须申请"), counted=_("无条件开放的数据集"), find=_unconditional, order=20),
    Check(key="machine-readable", layer="data", title=_("有数据的都能以可机读的开放格式取得"), counted=_("可机读的数据集"), find=_machine_readable, order=30),
    Check(key="not-empty", layer="data", title=_("没有空目录"), counted=_("有数据的数据集"), find=_not_empty, order=40),
    Check(key="not-stale", layer="data", title=_("没有逾期未更新的数据"), counted=_("按时更新的数据集"), find=_not_stale, order=50),
    Check(key="described", layer="data", title=_("都写明摘要和联系方式"), counted=_("两项齐全的数据集"), find=_described, order=60),
):  # fmt: skip
    register(check)
