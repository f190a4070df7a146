"""What the tests deliver: an entry complete under the law of Dazhou, and tables of its rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry
from gongshu.people.models import Region

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)
ITEMS = [
    {"name": "不动产单元号", "code": "unit_no", "type": "text", "length": 28, "key": True, "level": "general-2"},
    {"name": "面积", "code": "area", "type": "decimal", "level": "general-2"},
    {"name": "登记日期", "code": "registered_on", "type": "date"},
    {"name": "权利人证件号", "code": "owner_id", "type": "text", "level": "general-3", "personal": "id_number"},
]
HEADER = "不动产单元号,面积,登记日期,权利人证件号\n"


def places() -> None:
    """The few divisions that these tests need; the whole table takes seconds to load."""
    above = None
    for code, zh, en, level in (
        ("000000", "全国", "China", "nation"), ("510000", "四川省", "Sichuan", "province"), ("511700", "达州市", "Dazhou", "city"),
        ("511702", "通川区", "Tongchuan", "county"),
    ):  # fmt: skip
        above = Region.objects.create(code=code, zh=zh, en=en, level=level, parent=above)


def describe(steward: Any, **changed: Any) -> Entry:
    """Describe a data set that lacks nothing in Dazhou."""
    said = {
        "title": "不动产登记信息", "abstract": "全市不动产登记结果,供办理业务时核验。", "provider": "511700-zrzyj", "contact": "登记中心",
        "contact_details": "0818-2000000", "format": "database", "domain": "construction", "data_type": "structured", "update_frequency": "daily",
        "sharing": "unconditional", "opening": "conditional", "opening_conditions": "仅限核验", "masked": True, "consent": True, "level": "general-2", "duty": "不动产统一登记",
        "collection": {"authority": "不动产登记暂行条例 第四条", "procedure": "不动产登记暂行条例 第三章", "standard": "GB/T 37346"}, "items": ITEMS,
    }  # fmt: skip
    return catalogue.add({**said, **changed}, actor=steward, now=NOW)


def line(number: int, *, area: str = "89.5", day: str = "2025-09-01", person: str = "") -> str:
    return f"5117020010{number:05d},{area},{day},{person}\n"


def table(rows: int, *, start: int = 1, bad: int = 0, **more: str) -> str:
    """A CSV file of good rows followed by bad ones, whose area is no number."""
    good = "".join(line(start + i, **more) for i in range(rows))
    return HEADER + good + "".join(line(start + rows + i, area="约九十", **more) for i in range(bad))


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def publish(entry: Entry, steward: Any, officer: Any, now: datetime = NOW) -> Entry:
    """Review and publish the draft of an entry."""
    case = catalogue.submit([entry.number], actor=steward, now=now)
    move(case.number, "approve", Statement(), actor=officer, now=now)
    entry.refresh_from_db()
    return entry
