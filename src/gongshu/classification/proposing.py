"""Which category and level each column of an entry should have: what the detector finds, and what its inputs demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshu.catalogue import lake
from gongshu.catalogue.errors import NotYet
from gongshu.catalogue.models import Entry, Item, Snapshot
from gongshu.catalogue.words import ResourceKind
from gongshu.lake.checks import proposing
from gongshu.lake.columns import ColumnType
from gongshu.lake.detect.categories import CATEGORIES, LEAST_LEVEL, Category, Sensitivity
from gongshu.lake.detect.detecting import detect
from gongshu.lake.engine import Ref
from gongshu.law.grading import higher


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a column may not be graded below, and why."""

    level: str = ""
    source: str = ""  # number of the entry that it is taken from


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed for one column, with the reason."""

    code: str
    name: str
    present: str  # level as published: of the item, else of the entry
    category: Category | None
    confidence: float
    level: str
    floor: Floor

    @property
    def differs(self) -> bool:
        return self.level != self.present

    @property
    def percent(self) -> int:
        return round(100 * self.confidence)


def snapshot_of(entry: Entry) -> Snapshot:
    """Return the published snapshot of the first table of an entry. Raises: NotYet where there is none."""
    tables = entry.resources.filter(kind=ResourceKind.TABLE, snapshot__isnull=False).exclude(snapshot__lake="")
    resource = tables.select_related("snapshot__resource").order_by("id").first()
    if resource is None or resource.snapshot is None or entry.current is None:
        raise NotYet(
            f"{entry.number} 没有已发布的库表数据", f"{entry.number} has no published table", where=entry.number,
            remedy_zh="先发布目录、投送数据", remedy_en="publish the entry and deliver its data first",
        )  # fmt: skip
    return resource.snapshot


def propose(entry: Entry) -> list[Proposal]:
    """Return a proposal for each item of an entry that its snapshot has; the records are read once. Raises: NotYet."""
    snapshot = snapshot_of(entry)
    assert entry.current is not None  # snapshot_of asks
    types = {str(each.get("code") or each["name"]): ColumnType(each["type"]) for each in snapshot.columns}
    items = [item for item in entry.current.items.all() if item.code in types]
    with lake.engine() as engine:
        ref = Ref(snapshot.resource.number, int(snapshot.lake))
        seen = proposing.look(engine, ref, {item.code: types[item.code] for item in items}) if items else {}
    floors = floors_of(items)
    return [
        _of(item, types[item.code], seen[item.code].sample, floors.get(item.code, Floor()), entry.current.level)
        for item in items
    ]


def _of(item: Item, kind: ColumnType, sample: Sequence[str], floor: Floor, of_entry: str) -> Proposal:
    found = detect(item.name, sample, kind=kind, comment="" if sample else item.code)
    present = item.level or of_entry
    # What the detector finds is a minimum: it never proposes to lower what somebody graded higher.
    return Proposal(
        code=item.code,
        name=item.name,
        present=present,
        category=CATEGORIES[found.category] if found.category else None,
        confidence=found.confidence,
        level=higher(higher(found.level, floor.level), present),
        floor=floor,
    )


def floors_of(items: Sequence[Item]) -> Mapping[str, Floor]:
    """Return what items may not be graded below because they are taken from another entry: its item of this code or name, else that entry."""
    taken = {item.code: item for item in items if item.taken_from}
    sources = Entry.objects.filter(number__in={item.taken_from for item in taken.values()}, current__isnull=False)
    known = {entry.number: entry for entry in sources.select_related("current").prefetch_related("current__items")}
    found = {}
    for code, item in taken.items():
        source = known.get(item.taken_from)
        if source is None or source.current is None:
            continue
        same = [
            each.level
            for each in source.current.items.all()
            if each.level and (each.code == code or each.name == item.name)
        ]
        level = same[0] if same else source.current.level
        if level:
            found[code] = Floor(level=level, source=source.number)
    return found


def least(category: str) -> str:
    """Return the least level of a category; of none, the lowest there is. Source: GB/T 43697-2024; 个人信息保护法 第二十八条."""
    return CATEGORIES[category].level if category else LEAST_LEVEL[Sensitivity.NONE]


def is_sensitive(category: str) -> bool:
    return bool(category) and CATEGORIES[category].sensitivity is Sensitivity.SENSITIVE
