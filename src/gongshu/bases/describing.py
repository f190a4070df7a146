"""How the result of a base is described in the catalogue: with the items of its sources, and never handled more laxly than they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from gongshu.bases.kinds import Kind
from gongshu.bases.reading import Fault, Said, SaidItem
from gongshu.catalogue.models import Entry, EntryVersion
from gongshu.catalogue.models import Item as EntryItem
from gongshu.catalogue.words import Attribute, Level, Personal
from gongshu.lake.matching.golden import source_column
from gongshu.people.models import Body

_LEVELS: Final = Level.values[::-1]  # from what harms least
_ATTRIBUTES: Final = Attribute.values  # from open to closed
Columns = Mapping[tuple[str, str], EntryItem]  # by entry and code


def columns_of(entries: Iterable[Entry]) -> Columns:
    return {(entry.number, item.code): item for entry in entries for item in entry.shown.items.all()}


def level_of(item: EntryItem, version: EntryVersion) -> str:
    return item.level or version.level


def highest(levels: Iterable[str]) -> str:
    """Return the level that demands most; empty where none is said."""
    said = [each for each in levels if each in _LEVELS]
    return max(said, key=_LEVELS.index) if said else ""


def strictest(attributes: Iterable[str]) -> str:
    """Return the attribute that lets least out; one that is not said yet counts as withheld."""
    return max((each or Attribute.WITHHELD.value for each in attributes), key=_ATTRIBUTES.index)


def described(said: Said, kind: Kind, lead: Body, members: Sequence[Entry]) -> dict[str, Any]:
    """Return the description of the result's entry as `catalogue.add` takes it: each item with its source beside it."""
    columns, versions = columns_of(members), {each.number: each.shown for each in members}
    first = members[0].shown
    names = "、".join(each.shown.title for each in members)
    given: dict[str, Any] = {
        "title": said.title, "provider": lead.code, "region": lead.region_id, "format": "database", "data_type": "structured",
        "abstract": f"由{names}按同一主键归集，每个数据项载明来源。", "update_frequency": first.update_frequency, "domain": first.domain,
        "level": highest(level_of(item, versions[number]) for (number, _), item in columns.items()),
        **kind.described, "delivery_mode": "replace", "duty": first.duty, "contact": lead.contact, "contact_details": lead.contact_details,
        "keywords": [said.title], "items": _items(said, columns, versions),
    }  # fmt: skip
    for use in ("sharing", "opening"):
        given |= _as_strict_as(use, list(versions.values()))
    return given


def _items(said: Said, columns: Columns, versions: Mapping[str, EntryVersion]) -> list[dict[str, Any]]:
    own = {number for number, version in versions.items() if version.entry.provider.code == said.lead}
    rows = [{**_item(_key_item(said), columns, versions, own), "key": True, "required": True}]
    for item in said.items:
        rows.append(_item(item, columns, versions, own))
        rows.append({"name": f"{item.name}来源", "code": source_column(item.code), "type": "text"})
    return rows


def _item(
    item: SaidItem, columns: Columns, versions: Mapping[str, EntryVersion], own: Collection[str]
) -> dict[str, Any]:
    found = [(columns[source], versions[source[0]]) for source in item.sources]
    # The catalogue knows whose datum it is by its name; what the lead body provides itself is taken from nobody.
    lent = [
        entry
        for (entry, _code), (each, _v) in zip(item.sources, found, strict=True)
        if each.name == item.name and entry not in own
    ]
    personal = next((each.personal for each, _ in found if each.personal != Personal.NONE), Personal.NONE.value)
    return {
        "name": item.name, "code": item.code, "type": found[0][0].type, "level": highest(level_of(*each) for each in found), "personal": personal,
        "standard": found[0][0].standard, "taken_from": next(iter(lent), ""),
    }  # fmt: skip


def _as_strict_as(use: str, versions: Sequence[EntryVersion]) -> dict[str, Any]:
    """Return the attribute of the strictest member with what it says of it; the lead body completes it before review."""
    attribute = strictest(getattr(each, use) for each in versions)
    given: dict[str, Any] = {use: attribute}
    model = next(each for each in versions if (getattr(each, use) or Attribute.WITHHELD.value) == attribute)
    if attribute != Attribute.UNCONDITIONAL:
        given[f"{use}_reason"] = getattr(model, f"{use}_reason")
    if attribute == Attribute.CONDITIONAL:
        given[f"{use}_conditions"] = getattr(model, f"{use}_conditions")
        given |= {"purposes": list(model.purposes)} if use == "sharing" else {}
    if attribute == Attribute.WITHHELD:
        basis = {part: getattr(model, f"{use}_basis_{part}") for part in ("kind", "law", "article")}
        given |= {f"{use}_basis": basis} if any(basis.values()) else {}
    return given


def laxer(result: EntryVersion, said: Said, members: Sequence[Entry]) -> list[Fault]:
    """Return where the result's entry would be handled more laxly than what it is made of."""
    columns, versions = columns_of(members), {each.number: each.shown for each in members}
    faults: list[Fault] = []
    for use in ("sharing", "opening"):
        own, needed = getattr(result, use), strictest(getattr(each, use) for each in versions.values())
        if own and _ATTRIBUTES.index(own) < _ATTRIBUTES.index(needed):
            label = Attribute(needed).label
            zh = {"sharing": "共享", "opening": "开放"}[use]
            faults.append(
                (
                    f"成果目录的{zh}属性比成员宽，成员要求“{label}{zh}”",
                    f"the result is {own} in {use}, a member {needed}",
                )
            )
    items = {item.code: item for item in result.items.all()}
    for item in (_key_item(said), *said.items):
        needed = highest(level_of(columns[source], versions[source[0]]) for source in item.sources if source in columns)
        held = items.get(item.code)
        own = level_of(held, result) if held else result.level
        if needed and (not own or _LEVELS.index(own) < _LEVELS.index(needed)):
            faults.append(
                (f"数据项 {item.name} 应当定为“{Level(needed).label}”以上，与来源一致", f"item {item.name} needs level {needed} at least, as its source has")
            )  # fmt: skip
    return faults


def _key_item(said: Said) -> SaidItem:
    return SaidItem(code=said.key["code"], name=said.key["name"], sources=tuple((m.entry, m.key) for m in said.members))
