"""A few rows of a snapshot for a preview, masked by kind and level of each item."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongshu.catalogue.models import Entry, Snapshot
from gongshu.catalogue.words import Personal
from gongshu.collection import storing
from gongshu.lake.engine import Ref
from gongshu.lake.export import shortest
from gongshu.lake.mask import Mask, kind_of, mask_for

_KINDS = {
    Personal.NAME: Mask.NAME,
    Personal.ID_NUMBER: Mask.ID_NUMBER,
    Personal.PHONE: Mask.PHONE,
    Personal.ADDRESS: Mask.ADDRESS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Names of the items, and rows of values as they may be shown."""

    snapshot: Snapshot
    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def of(snapshot: Snapshot, entry: Entry, limit: int) -> Sample:
    """Return the first rows of a snapshot, masked. Columns that no item describes any more are hidden."""
    masks = {
        item.code: _mask(item.personal, item.name, item.code, item.level or entry.shown.level)
        for item in entry.shown.items.all()
    }
    described = [(str(each.get("code") or each["name"]), str(each["name"])) for each in snapshot.columns]
    chosen = {code: masks.get(code, Mask.NONE if not masks else Mask.HIDDEN) for code, _ in described}
    with storing.engine() as engine:
        answer = engine.page(
            Ref(snapshot.resource.number, int(snapshot.lake)), columns=list(chosen), masks=chosen, limit=limit
        )
    rows = tuple(tuple(_written(value) for value in row) for row in answer.rows)
    return Sample(snapshot=snapshot, names=tuple(name for _, name in described), rows=rows)


def _written(value: Any) -> Any:
    """A decimal as files and the interface write it."""
    return shortest(value) if isinstance(value, Decimal) else value


def _mask(personal: str, name: str, code: str, level: str) -> Mask:
    """Personal items are masked in every preview, whatever their level; what their name tells counts as well."""
    kind = _KINDS.get(Personal(personal), Mask.NONE if personal == Personal.NONE else Mask.HIDDEN)
    kind = kind_of(name, code) if kind is Mask.NONE else kind
    return kind if kind is not Mask.NONE else mask_for(Mask.NONE, level or None)
