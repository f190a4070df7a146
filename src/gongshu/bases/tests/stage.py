"""Registers that overlap, and the definition of a base out of them."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.prepared import prepare

from gongshu.bases import services
from gongshu.bases.models import Database
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import settle
from gongshu.collection import services as collection
from gongshu.grants.tests import stage as below
from gongshu.jobs import worker

NOW = below.NOW

A, B, C = "91510604MA00000005", "91510604MA00000018", "91510604MA0000002B"
LAND = f"代码,名称,地址,日期\n{A},达州一号公司,城东1号,2025-09-01\n{B},达州二号公司,,2025-09-02\n91510604MA00000007,错码公司,城西9号,2025-09-03\n"
ROADS = f"信用代码,企业名称,许可\n{A},达州壹号公司,货运\n ９１５１０６０４ma00000018 ,达州二号公司,客运\n{C},达州三号公司,货运\n,无码公司,客运\n"
LAND_ITEMS = [
    {"name": "代码", "code": "code", "type": "text", "key": True},
    {"name": "名称", "code": "name", "type": "text"},
    {"name": "地址", "code": "address", "type": "text", "level": "general-2"},
    {"name": "日期", "code": "on", "type": "date"},
]
ROAD_ITEMS = [
    {"name": "信用代码", "code": "uscc", "type": "text"},
    {"name": "企业名称", "code": "firm", "type": "text"},
    {"name": "许可", "code": "licence", "type": "text"},
]


class Stage(below.Stage):
    """Delivers real rows."""

    def deliver(self, entry: Entry, text: str, *, now: datetime = NOW) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "登记.csv"
            path.write_text(text, encoding="utf-8")
            collection.deliver(entry.number, path, actor=self.cast("huang"), now=now)

    def hooked(self, entry: Entry, text: str) -> None:
        """Deliver this text and hook the resource, as who opens data has to."""
        self.deliver(entry, text)
        prepare(entry, NOW)
        case = catalogue.submit_resource(entry.resources.get().number, actor=self.cast("huang"), now=NOW)
        self.move(case.number, "approve", self.cast("chen"))
        worker.drain(NOW)


def settled() -> Stage:
    return Stage(settle())


def roads(stage: Stage) -> Stage:
    """The same stage as liu of the 交通局 acts on it."""
    return Stage(lambda login: stage.cast("liu" if login == "huang" else login))


def registers(stage: Stage) -> tuple[Entry, Entry]:
    shared = {"sharing": "unconditional", "opening": "conditional", "hooked": False}
    land = stage.entry(title="用地企业登记", items=LAND_ITEMS, **shared)
    stage.hooked(land, LAND)
    other = roads(stage)
    road = other.entry(title="道路运输企业登记", items=ROAD_ITEMS, provider="511700-jtysj", **shared)
    other.hooked(road, ROADS)
    return land, road


def definition(land: Entry, road: Entry, **changed: Any) -> dict[str, Any]:
    one, two = land.number, road.number
    said = {
        "title": "法人基础库", "kind": "legal_person", "lead": "511700-zrzyj",
        "key": {"form": "credit_code", "code": "firm_code", "name": "统一社会信用代码"},
        "members": [{"entry": one, "key": "code", "as_of": "on"}, {"entry": two, "key": "uscc"}],
        "items": [
            {"code": "firm_name", "name": "法人名称", "from": [{"entry": one, "column": "name"}, {"entry": two, "column": "firm"}]},
            {"code": "place", "name": "住所地址", "from": [{"entry": one, "column": "address"}]},
            {"code": "permit", "name": "运输许可", "from": [{"entry": two, "column": "licence"}]},
        ],
    }  # fmt: skip
    return {**said, **changed}


def built(stage: Stage, entries: tuple[Entry, Entry]) -> Database:
    huang = stage.cast("huang")
    base = services.define(definition(*entries), actor=huang, now=NOW)
    services.build(base.pk, actor=huang, now=NOW)
    worker.drain(NOW)
    return base
