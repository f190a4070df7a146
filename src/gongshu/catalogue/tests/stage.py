"""An entry that is complete under the law of the place, and the steps that bring it to the public."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.prepared import prepare

from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import services
from gongshu.catalogue.models import Entry
from gongshu.catalogue.services import Delivered
from gongshu.people import Actor, actor_for_login
from gongshu.people.law import jurisdiction
from gongshu.people.models import Region
from gongshu.people.services import make_cast
from gongshu.people.services.regions import TABLE

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


def complete(**changed: Any) -> dict[str, Any]:
    """A description that lacks nothing in Dazhou."""
    items = [
        {"name": "不动产单元号", "code": "unit_no", "type": "text", "length": 28, "key": True, "level": "general-2"},
        {"name": "坐落", "code": "location", "type": "text", "level": "general-2"},
        {"name": "登记日期", "code": "registered_on", "type": "date"},
    ]
    said = {
        "title": "不动产登记信息", "abstract": "全市不动产登记结果,供办理业务时核验。", "provider": "511700-zrzyj", "contact": "登记中心", "contact_details": "0818-2000000",
        "format": "database", "domain": "construction", "data_type": "structured", "update_frequency": "daily", "sharing": "unconditional",
        "opening": "conditional", "opening_conditions": "仅限核验", "level": "general-2", "duty": "不动产统一登记",
        "collection": {"authority": "不动产登记暂行条例 第四条", "procedure": "不动产登记暂行条例 第三章", "standard": "GB/T 37346"}, "items": items,
    }  # fmt: skip
    return {**said, **changed}


def at(hours: float) -> datetime:
    """A moment so many hours after the tests begin."""
    return NOW + timedelta(hours=hours)


def publish(entry: Entry, steward: Actor, officer: Actor, now: datetime = NOW) -> Entry:
    """Review and publish the draft of an entry."""
    case = services.submit([entry.number], actor=steward, now=now)
    move(case.number, "approve", Statement(), actor=officer, now=now)
    entry.refresh_from_db()
    return entry


def deliver(
    entry: Entry, steward: Actor, now: datetime = NOW, *, delivery: str = "d1", columns: tuple[str, ...] = ()
) -> Any:
    """Register a delivery to the first resource of an entry."""
    delivered = Delivered(
        delivery=delivery,
        rows=3,
        bytes=120,
        digest="a" * 64,
        lake="7",
        columns=[{"name": name, "type": "text"} for name in columns],
    )
    return services.publish_snapshot(f"{entry.number}-1", delivered, actor=steward, now=now)


def hook(entry: Entry, steward: Actor, officer: Actor, now: datetime = NOW) -> None:
    """Hook the first resource of a published entry that has data."""
    prepare(entry, now)
    case = services.submit_resource(f"{entry.number}-1", actor=steward, now=now)
    move(case.number, "approve", Statement(), actor=officer, now=now)


def settle(now: datetime = NOW) -> Callable[[str], Actor]:
    """Make the standing cast of the node's place, with the divisions around it instead of all of China's."""
    here = jurisdiction().code
    rows = {row["code"]: row for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())}
    lineage = [here]
    while rows[lineage[-1]]["parent"]:
        lineage.append(rows[lineage[-1]]["parent"])
    below = [code for code, row in rows.items() if row["parent"] == here]
    wanted = [rows[code] for code in [*reversed(lineage), *below]]
    Region.objects.bulk_create(
        Region(code=row["code"], zh=row["zh"], en=row["en"], level=row["level"], parent_id=row["parent"] or None)
        for row in wanted
    )
    make_cast(now - timedelta(days=1))
    return lambda login: actor_for_login(login, now)
