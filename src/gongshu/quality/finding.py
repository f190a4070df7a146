"""What a check starts from: the entry, its table, the columns, and the snapshots that rules refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, Resource, Snapshot
from gongshu.catalogue.words import Attribute, ResourceKind
from gongshu.lake.checks.conforming import Delivered, Named
from gongshu.lake.checks.rules import Rule
from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.engine import Ref
from gongshu.people.actor import Actor
from gongshu.quality.errors import NoTable, NotReferable
from gongshu.quality.rights import checks_for
from gongshu.standards import naming

REFERS = ("reference", "agree")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table of an entry with its published snapshot."""

    entry: Entry
    resource: Resource
    snapshot: Snapshot

    @property
    def ref(self) -> Ref:
        return Ref(self.resource.number, int(self.snapshot.lake))


def entry_for(actor: Actor, number: str) -> Entry:
    """Return an entry that this person may see, by its number or that of one of its resources. Raises: NoSuchEntry."""
    seen = Entry.objects.visible_to(actor).select_related("provider__region", "current", "draft")
    found: Entry | None = seen.filter(number=number).first() or seen.filter(resources__number=number).first()
    if found is None:
        raise NoSuchEntry(number)
    return found


def table_of(entry: Entry) -> Table:
    """Return the first table of an entry that has a published snapshot. Raises: NoTable."""
    tables = entry.resources.filter(kind=ResourceKind.TABLE, snapshot__isnull=False).exclude(snapshot__lake="")
    resource = tables.select_related("snapshot").order_by("id").first()
    if resource is None or resource.snapshot is None:
        raise NoTable(entry.number)
    return Table(entry=entry, resource=resource, snapshot=resource.snapshot)


def columns_of(entry: Entry) -> dict[str, str]:
    """Return codes and names of the columns: of the published snapshot where there is one, else of the items."""
    try:
        snapshot = table_of(entry).snapshot
    except NoTable:
        return {item.code: item.name for item in entry.shown.items.all()}
    return {str(each.get("code") or each["name"]): str(each["name"]) for each in snapshot.columns}


def described(entry: Entry) -> tuple[list[Column], dict[str, str]]:
    """Return the columns as the items declare them, else as they were delivered, and the standards that items name."""
    items = {item.code: item for item in entry.shown.items.all()}
    try:
        kept: Sequence[Mapping[str, Any]] = table_of(entry).snapshot.columns
    except NoTable:
        kept = [{"code": item.code, "name": item.name, "type": item.type} for item in items.values()]
    columns = []
    for each in kept:
        code = str(each.get("code") or each["name"])
        item = items.get(code)
        columns.append(
            Column(
                str(each["name"]), code, ColumnType(each["type"]), key=bool(item and item.key),
                required=bool(item and item.required), length=item.length if item else None,
            )
        )  # fmt: skip
    return columns, {code: item.standard for code, item in items.items()}


def named(table: Table, day: date) -> dict[str, Named]:
    """Return what each column's item names, element or code set, by the code of the column."""
    items = dict(table.entry.shown.items.exclude(standard="").values_list("code", "standard"))
    known = naming.named(items.values(), day)
    return {code: known[standard] for code, standard in items.items() if standard in known}


def delivered(table: Table) -> dict[str, Delivered]:
    """Return name and type of the columns as they were delivered, by their codes."""
    return {
        str(each.get("code") or each["name"]): Delivered(name=str(each["name"]), type=str(each["type"]))
        for each in table.snapshot.columns
    }


def lists(rules: Sequence[Rule], day: date) -> dict[str, Sequence[str]]:
    """Return the code lists that rules name, which are code sets, by their codes."""
    wanted = [str(rule.settings["list"]) for rule in rules if "list" in rule.settings]
    return {code: each.values for code, each in naming.named(wanted, day).items() if each.values is not None}


def referred(rules: Sequence[Rule], entry: Entry) -> dict[str, Ref]:
    """Return the published snapshots that rules look into, by the entry's number; what has none is left out."""
    numbers = {str(rule.settings["entry"]) for rule in rules if rule.kind.name in REFERS}
    found = {}
    for other in Entry.objects.filter(number__in=numbers - {entry.number}).select_related(
        "provider", "current", "draft"
    ):
        try:
            found[other.number] = table_of(other).ref
        except NoTable:
            continue
    if entry.number in numbers:
        found[entry.number] = table_of(entry).ref
    return found


def require_referable(rules: Sequence[Rule], entry: Entry, actor: Actor, known: Sequence[Mapping[str, Any]]) -> None:
    """Let nobody learn by a rule which records another body has.

    Allowed: one's own entries, those shared unconditionally, all to the body that checks quality, and rules that it set before.
    Raises: NotReferable; NoSuchEntry.
    """
    if checks_for(actor, entry):
        return
    kept = {str(each.get("rule")): dict(each) for each in known}
    for rule in rules:
        if rule.kind.name not in REFERS or kept.get(rule.name) == rule.plain():
            continue
        other = entry_for(actor, str(rule.settings["entry"]))
        if other.provider_id != entry.provider_id and other.shown.sharing != Attribute.UNCONDITIONAL:
            raise NotReferable(rule.name, other.number)
