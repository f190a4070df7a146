"""What a delivery goes to: an entry's table, its columns and its way of being delivered."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, Resource
from gongshu.catalogue.words import Mode, ResourceKind
from gongshu.collection import columns
from gongshu.collection.errors import ModeUnfit
from gongshu.lake.columns import Column
from gongshu.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A table of an entry as a delivery finds it."""

    entry: Entry
    resource: Resource
    columns: tuple[Column, ...]  # empty where the entry declares no items
    mode: str


def entry_of(number: str, actor: Actor) -> Entry:
    """Return an entry by its number or that of one of its resources. Raises: NoSuchEntry."""
    seen = Entry.objects.visible_to(actor).select_related("provider", "current", "draft")
    entry: Entry | None = seen.filter(number=number).first() or seen.filter(resources__number=number).first()
    if entry is None:
        raise NoSuchEntry(number)
    return entry


def resource_of(entry: Entry, number: str) -> Resource:
    """Return the table that a number means: its own, or the first of the entry. Raises: NoSuchEntry."""
    tables = entry.resources.filter(kind=ResourceKind.TABLE).select_related("snapshot").order_by("id")
    resource: Resource | None = tables.filter(number=number).first() or tables.first()
    if resource is None:
        raise NoSuchEntry(number, "库表资源", "table")
    return resource


def target(entry: Entry, resource: Resource, mode: str | None = None) -> Target:
    """Return what a delivery to this table has to fit. Raises: ModeUnfit for a mode that the items do not allow."""
    version = entry.shown
    declared = columns.of_version(version)
    chosen = mode or version.delivery_mode
    if chosen not in Mode.values:
        options = ", ".join(Mode.values)
        raise ModeUnfit(
            f"“{chosen}”不是投送方式", f"{chosen!r} is no mode of delivery", where=entry.number, shown=chosen,
            remedy_zh=f"可选：{options}", remedy_en=f"choose one of {options}",
        )  # fmt: skip
    if chosen == Mode.UPSERT and not any(column.key for column in declared):
        raise ModeUnfit(
            f"目录 {entry.number} 没有主键信息项，不能按主键更新", f"entry {entry.number} has no key item, so nothing can be updated by key",
            where=entry.number, shown=chosen, remedy_zh="先在目录中标明主键，或者改用全量替换", remedy_en="mark a key item in the entry, or replace the whole table",
        )  # fmt: skip
    return Target(entry=entry, resource=resource, columns=declared, mode=chosen)


def limit_of(entry: Entry) -> float:
    """Return the largest share of rejected rows, 0 to 1, at which a delivery to this entry is still published."""
    share = entry.shown.rejected_share
    return float(settings.GONGSHU.rejected_share if share is None else share)
