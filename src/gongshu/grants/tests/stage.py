"""An entry on its way to the public and an application on its way to a grant, by the real services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.prepared import prepare

from gongshu.cases import services as cases
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry
from gongshu.catalogue.services import Delivered
from gongshu.grants.models import Grant

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)
PURPOSE = "公交线路优化"
ITEMS = [
    {"name": "不动产单元号", "code": "unit_no", "type": "text", "key": True},
    {"name": "面积", "code": "area", "type": "decimal"},
    {"name": "登记日期", "code": "registered_on", "type": "date"},
    {"name": "权利人", "code": "owner", "type": "text", "level": "general-3", "personal": "name"},
    {"name": "证件号", "code": "owner_id", "type": "text", "level": "general-3", "personal": "id_number"},
    {"name": "片区", "code": "district", "type": "text"},
]
APPLICATION = {"reason": "编制公交线网规划", "legal_basis": "城市公共交通条例 第十条", "purpose": PURPOSE}


def at(days: float) -> datetime:
    return NOW + timedelta(days=days)


def said(reason: str = "", basis: str = "", **terms: Any) -> Statement:
    return Statement(reason=reason, basis=basis, terms=terms)


class Stage:
    """Acts as the people of the cast."""

    def __init__(self, cast: Callable[[str], Any]) -> None:
        self.cast = cast

    def entry(self, *, hooked: bool = True, now: datetime = NOW, **changed: Any) -> Entry:
        """Describe, publish and hook a data set of the 自然资源局."""
        huang, chen = self.cast("huang"), self.cast("chen")
        described = {
            "title": "不动产登记信息", "abstract": "全市不动产登记结果,供办理业务时核验。", "provider": "511700-zrzyj", "contact": "登记中心",
            "contact_details": "0818-2000000", "format": "database", "domain": "construction", "data_type": "structured",
            "update_frequency": "daily", "sharing": "conditional", "sharing_reason": "含个人信息", "sharing_conditions": "限履职需要",
            "purposes": [PURPOSE], "opening": "conditional", "opening_conditions": "仅限核验", "masked": True, "consent": True, "level": "general-1", "duty": "不动产统一登记",
            "collection": {"authority": "不动产登记暂行条例 第四条", "procedure": "不动产登记暂行条例 第三章", "standard": "GB/T 37346"}, "items": ITEMS,
        }  # fmt: skip
        entry = catalogue.add({**described, **changed}, actor=huang, now=now)
        self.move(catalogue.submit([entry.number], actor=huang, now=now).number, "approve", chen, now=now)
        if hooked:
            self.hook(entry, now)
        entry.refresh_from_db()
        return entry

    def hook(self, entry: Entry, now: datetime = NOW) -> None:
        resource = entry.resources.get()
        delivered = Delivered(delivery=f"d {resource.number}", rows=3, bytes=120, digest="a" * 64, lake="7")
        catalogue.publish_snapshot(resource.number, delivered, actor=self.cast("huang"), now=now)
        prepare(entry, now)
        case = catalogue.submit_resource(resource.number, actor=self.cast("huang"), now=now)
        self.move(case.number, "approve", self.cast("chen"), now=now)

    def move(
        self, case: str, outcome: str, actor: Any, statement: Statement | None = None, *, now: datetime = NOW
    ) -> Any:
        return cases.move(case, outcome, statement or Statement(), actor=actor, now=now)

    def applied(
        self, *entries: str, by: str = "liu", procedure: str = "sharing-application", now: datetime = NOW, **facts: Any
    ) -> Any:
        return cases.open_case(procedure, entries, {**APPLICATION, **facts}, actor=self.cast(by), now=now)

    def granted(self, *entries: str, facts: dict[str, Any] | None = None, now: datetime = NOW, **terms: Any) -> Grant:
        """Apply as the 交通局 and grant as officer 陈."""
        case = self.applied(*entries, now=now, **(facts or {}))
        self.move(case.number, "grant", self.cast("chen"), said(**terms), now=now)
        return Grant.objects.get(case=case.number, entry=entries[0])
