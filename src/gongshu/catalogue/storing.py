"""Between a description and the rows that keep it."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.description import BASES, FIELD_NAMES, ITEM_NAMES, Basis, Description, ItemDescription
from gongshu.catalogue.models import EntryVersion, Item
from gongshu.catalogue.rules.claims import claims

_LISTS = ("keywords", "purposes", "protected", "compiled_under")
_APART = ("provider", "region", "items", *BASES)


def fill(version: EntryVersion, description: Description) -> None:
    """Set the columns of a version; its region and entry are set by the service."""
    for name in FIELD_NAMES:
        if name not in _APART:
            value = getattr(description, name)
            setattr(version, name, list(value) if name in _LISTS else dict(value) if isinstance(value, dict) else value)
    for name in BASES:
        basis: Basis = getattr(description, name)
        for part in ("kind", "law", "article"):
            setattr(version, f"{name}_{part}", getattr(basis, part))


def write_items(version: EntryVersion, description: Description) -> None:
    """Replace the items of a draft version."""
    version.items.all().delete()
    Item.objects.bulk_create(items_of(version, description))


def items_of(version: EntryVersion, description: Description) -> list[Item]:
    """Return the items of a version that has none yet, not written."""
    if not description.items:
        return []
    found = claims(description, version.region_id)
    return [
        Item(version=version, place=place, claim=claim, **{name: getattr(item, name) for name in ITEM_NAMES})
        for place, (item, claim) in enumerate(zip(description.items, found, strict=True), 1)
    ]


def description_of(version: EntryVersion) -> Description:
    """Return what a version says."""
    said: dict[str, Any] = {name: getattr(version, name) for name in FIELD_NAMES if name not in _APART}
    for name in _LISTS:
        said[name] = tuple(said[name])
    for name in BASES:
        said[name] = Basis(**{part: getattr(version, f"{name}_{part}") for part in ("kind", "law", "article")})
    items = tuple(ItemDescription(**{name: getattr(item, name) for name in ITEM_NAMES}) for item in version.items.all())
    return Description(**said, provider=version.entry.provider.code, region=version.region_id, items=items)


def plain(description: Description) -> dict[str, Any]:
    """Return a description as the mapping that `reading.read` takes; empty fields are left out."""
    said: dict[str, Any] = {}
    for name in FIELD_NAMES:
        value = getattr(description, name)
        if name in BASES:
            value = {part: getattr(value, part) for part in ("kind", "law", "article")} if value else None
        elif name == "items":
            value = [
                {part: given for part in ITEM_NAMES if (given := getattr(item, part)) not in ("", None, False)}
                for item in value
            ]
        elif isinstance(value, tuple):
            value = list(value)
        if value not in ("", None, [], {}, False):
            said[name] = dict(value) if isinstance(value, dict) else value
    return said
