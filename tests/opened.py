"""A table about persons on its way to the public: really delivered, treated, checked and hooked."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import NOW
from gongshu.opening import services
from gongshu.opening.models import MaskingRecord
from gongshu.opening.papers import Paper
from tests.obligations.stage import Stage

ITEMS = [
    {"name": "序号", "code": "no", "type": "text", "key": True, "level": "general-1"},
    {"name": "姓名", "code": "owner", "type": "text", "level": "general-3", "personal": "name"},
    {"name": "片区", "code": "district", "type": "text", "level": "general-2"},
    {"name": "年龄段", "code": "age", "type": "text", "level": "general-2"},
    {"name": "病种", "code": "illness", "type": "text", "level": "general-3"},
]
HEADER = "序号,姓名,片区,年龄段,病种\n"
TREATED = [
    {"item": "owner", "method": "dropped", "how": ""},
    {"item": "age", "method": "generalised", "how": "按十岁一段"},
]
BASIS = "市公共数据脱敏规范 第三条"
PAPER = Paper(name="同意书.pdf", content=b"%PDF-1.7 signed")
EVEN = [("城东", "30"), ("城西", "40")] * 6  # two groups of six
ODD = [*EVEN, ("城南", "90")]  # and one person alone


def table(groups: Sequence[tuple[str, str]], *, names: bool = False) -> str:
    lines = (
        f"{i},{'张三' if names else ''},{place},{age},{'甲' if i % 4 < 2 else '乙'}\n"
        for i, (place, age) in enumerate(groups)
    )
    return HEADER + "".join(lines)


class Opening(Stage):
    """The people of a place, with what an opening takes."""

    def published(self, groups: Sequence[tuple[str, str]] = EVEN, *, names: bool = False, **changed: Any) -> Entry:
        """Publish the entry and deliver its table; nothing is hooked yet."""
        said = {
            "title": "门诊统计",
            "items": ITEMS,
            "domain": "health",
            "opening": "conditional",
            "opening_conditions": "仅限研究",
        }
        entry = self.entry(**{**said, **changed})
        self.deliver(entry, table(groups, names=names))
        return entry

    def deliver(self, entry: Entry, text: str, now: datetime = NOW) -> None:
        from gongshu.collection import services as collection

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "统计.csv"
            path.write_text(text, encoding="utf-8")
            collection.deliver(entry.number, path, actor=self.cast("huang"), now=now)

    def hook(self, entry: Entry, officer: str = "chen") -> Any:
        from gongshu.catalogue import services as catalogue

        number = entry.resources.get().number
        if not hasattr(self, "hooking"):
            self.hooking: dict[str, Any] = {}
        case = self.hooking.get(number) or catalogue.submit_resource(number, actor=self.cast("huang"), now=NOW)
        self.hooking[number] = case
        return self.move(case, "approve", officer)

    def treated(self, entry: Entry, treatments: Sequence[dict[str, str]] = TREATED) -> MaskingRecord:
        return services.record_masking(entry.number, treatments, BASIS, actor=self.cast("huang"), now=NOW)

    def consented(self, entry: Entry, **changed: Any) -> Any:
        said = {
            "holder": "就诊人",
            "scope": "开放去标识的统计",
            "evidence": "同意书汇编 2025-3，医政科",
            "given_on": date(2025, 9, 1),
            "paper": PAPER,
        }
        return services.record_consent(entry.number, **{**said, **changed}, actor=self.cast("huang"), now=NOW)

    def checked(self, entry: Entry, by: str = "huang", **chosen: Any) -> Any:
        return services.check(entry.number, **chosen, actor=self.cast(by), now=NOW)

    def ready(self, entry: Entry) -> None:
        self.treated(entry)
        self.consented(entry)
        self.checked(entry)
