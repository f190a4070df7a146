"""A base that the 自然资源局 makes out of two of its tables, which contradict each other in what others do not read."""

from __future__ import annotations

from typing import Any

from gongshu.bases import services
from gongshu.catalogue.models import Entry
from gongshu.gateway.tests.stage import NOW

BODIES = "B"


def plant_base(one: Entry, other: Entry, marks: Any, steward: Any) -> None:
    """Define a base, build it and send what contradicts."""
    sources = [{"entry": each.number, "column": each.shown.items.all()[1].code} for each in (one, other)]
    said = {
        "title": marks.new("title of a base", BODIES), "kind": "legal_person", "lead": "511700-zrzyj",
        "key": {"form": "any", "code": "base_no", "name": marks.new("key of a base", BODIES)},
        "members": [{"entry": each.number, "key": "no"} for each in (one, other)],
        "items": [{"code": "base_item", "name": marks.new("item of a base", BODIES), "from": sources}],
    }  # fmt: skip
    base = services.define(said, actor=steward, now=NOW)
    services.build(base.pk, actor=steward, now=NOW)
    services.send_conflicts(base.pk, actor=steward, now=NOW)
