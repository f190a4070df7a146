"""What a delivery goes to: a table or the files of an entry, its columns and its way of being delivered."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, Resource
from gongshu.catalogue.words import Mode, ResourceKind
from gongshu.collection import columns
from gongshu.collection.errors import ModeUnfit, ResourceUnclear
from gongshu.collection.naming import is_tabular
from gongshu.lake.columns import Column
from gongshu.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A resource of an entry as a delivery finds it."""

    entry: Entry
    resource: Resource
    columns: tuple[Column, ...]  # empty where the entry declares no items, and for files
    mode: str


def entry_of(number: str, actor: Actor) -> Entry:
    """Return an entry by its number or that of one of its resources. Raises: NoSuchEntry."""
    seen = Entry.objects.visible_to(actor).select_related("provider", "current", "draft")
    entry: Entry | None = seen.filter(number=number).first() or seen.filter(resources__number=number).first()
    if entry is None:
        raise NoSuchEntry(number)
    return entry


def resource_of(entry: Entry, number: str, file: str) -> Resource:
    """Return the resource that a number means or, where it is the entry's own, the only one that the file fits.

    Of an entry with tables and files a table takes what may be read as rows; whatever else has to name its resource.
    Raises: NoSuchEntry; ResourceUnclear naming those there are.
    """
    # An interface stays with its source; nothing is delivered to it.
    held = list(entry.resources.exclude(kind=ResourceKind.INTERFACE).select_related("snapshot").order_by("id"))
    if number != entry.number:
        named = next((each for each in held if each.number == number), None)
        if named is None:
            raise NoSuchEntry(number, "资源", "resource")
        return named
    tables = [each for each in held if each.kind == ResourceKind.TABLE]
    if len(held) == 1 or (tables and (len(tables) == len(held) or is_tabular(file))):
        return (tables or held)[0]
    if not held:
        raise NoSuchEntry(number, "资源", "resource")
    raise _unclear(entry, held, file)


def _unclear(entry: Entry, held: list[Resource], file: str) -> ResourceUnclear:
    zh = "、".join(f"{each.number}（{each.get_kind_display()}）" for each in held)
    en = ", ".join(f"{each.number} ({each.kind})" for each in held)
    return ResourceUnclear(
        f"目录 {entry.number} 有 {len(held)} 个资源，没有写明 {file} 投送到哪一个", f"entry {entry.number} has {len(held)} resources and {file} names none of them",
        where=entry.number, shown=file, remedy_zh=f"请写明资源：{zh}", remedy_en=f"name the resource: {en}",
    )  # fmt: skip


def target(entry: Entry, resource: Resource, mode: str | None = None) -> Target:
    """Return what a delivery to this resource has to fit. Raises: ModeUnfit for a mode that the items do not allow."""
    version, files = entry.shown, resource.kind == ResourceKind.FILE
    declared = () if files else columns.of_version(version)
    chosen = mode or version.delivery_mode
    if chosen not in Mode.values:
        options = ", ".join(Mode.values)
        raise ModeUnfit(
            f"“{chosen}”不是投送方式", f"{chosen!r} is no mode of delivery", where=entry.number, shown=chosen,
            remedy_zh=f"可选：{options}", remedy_en=f"choose one of {options}",
        )  # fmt: skip
    # A file's key is its name, so that it can always be told apart.
    if chosen == Mode.UPSERT and not files and not any(column.key for column in declared):
        raise ModeUnfit(
            f"目录 {entry.number} 没有主键信息项，不能按主键更新", f"entry {entry.number} has no key item, so nothing can be updated by key",
            where=entry.number, shown=chosen, remedy_zh="先在目录中标明主键，或者改用全量替换", remedy_en="mark a key item in the entry, or replace the whole table",
        )  # fmt: skip
    return Target(entry=entry, resource=resource, columns=declared, mode=chosen)


def limit_of(entry: Entry) -> float:
    """Return the largest share of rejected rows, 0 to 1, at which a delivery to this entry is still published."""
    share = entry.shown.rejected_share
    return float(settings.GONGSHU.rejected_share if share is None else share)
