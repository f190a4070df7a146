"""The sample of an answer: read as an answer would be, and shown as the gateway would write it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from gongshu.grants.offers import Offer
from gongshu.grants.selection import Selection, of_offer
from gongshu.interfaces.description import Description, Fault, Protocol
from gongshu.interfaces.wire.failures import CallFailed
from gongshu.interfaces.wire.json_rows import JsonRows
from gongshu.interfaces.wire.shaping import Shape
from gongshu.interfaces.wire.soap_rows import SoapRows

MOST = 3  # rows that are shown


def fault_of(said: Description, types: Mapping[str, str], keys: Sequence[str]) -> Fault | None:
    """Return what keeps a sample from being read by what is registered beside it: a call would fail likewise."""
    if not said.sample:
        return None
    try:
        _rows(said, types, keys, Selection(items=tuple(types)))
    except CallFailed as failed:
        where = f": {failed.code}" if failed.code else ""
        return Fault("sample", f"样例按登记的内容读不出：{failed.zh}{where}", f"the sample cannot be read by what is registered: {failed.en}{where}")  # fmt: skip
    return None


def shown(said: Description, resource: str, offer: Offer) -> str:
    """Return what the gateway would answer for the sample, items by their code and masked by their level; empty without a sample that fits."""
    if not said.sample:
        return ""
    try:
        rows = _rows(said, {item.code: item.type for item in offer.items}, offer.keys, of_offer(offer))
    except CallFailed:
        return ""  # The items of the entry have changed since it was registered.
    lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows[:MOST])
    return f'{{"entry": "{offer.number}", "interface": "{resource}", "rows": [\n  {lines}\n]}}'


def _rows(
    said: Description, types: Mapping[str, str], keys: Sequence[str], chosen: Selection
) -> list[dict[str, Any] | None]:
    reader = SoapRows(said) if said.protocol is Protocol.SOAP else JsonRows(said)
    with closing(Shape(said.fields, types, keys, chosen.items, chosen.where, chosen.masks)) as shape:
        return [shape.take(row) for row in (*reader.feed(said.sample.encode()), *reader.close())]
