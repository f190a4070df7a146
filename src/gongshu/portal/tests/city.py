"""A small city at work: entries with and without data, an application that is answered, one that runs, one that is late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gongshu.audit import clock, sealer
from gongshu.cases.models import Case
from gongshu.cases.services import move, open_case, tick
from gongshu.cases.statement import Statement
from gongshu.catalogue import services
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import NOW, complete, deliver, hook, publish, settle
from gongshu.people import Actor, actor_for_login

FACTS = {"reason": "核查道路运输企业的场所", "legal_basis": "道路运输条例 第八条", "purpose": "许可审查"}
LAND = "511700-zrzyj"
ENTRIES = (
    (
        "行政区划界线",
        LAND,
        {"domain": "geography", "opening": "unconditional", "opening_conditions": "", "update_frequency": "yearly"},
    ),
    (
        "地质灾害隐患点",
        LAND,
        {
            "domain": "resources_energy",
            "sharing": "conditional",
            "sharing_reason": "含位置",
            "sharing_conditions": "限防灾",
        },
    ),
    ("道路运输经营许可", "511700-jtysj", {"domain": "transport", "opening": "unconditional", "opening_conditions": ""}),
    (
        "公共汽车线路和站点",
        "511700-jtysj",
        {"domain": "transport", "opening": "unconditional", "opening_conditions": "", "update_frequency": "weekly"},
    ),
    ("城市停车泊位", "511700-jtysj", {"domain": "transport", "opening": "conditional"}),
)


@dataclass
class City:
    person: Callable[[str], Actor]
    entries: list[Entry]
    draft: Entry
    running: Case  # asked by the 交通局, to be answered by the data authority
    refused: Case
    late: Case


def fill(person: Callable[[str], Actor], now: datetime) -> City:
    """Bring the city to life; `now` is a moment of 2025-09-29, before the long holiday."""
    stewards = {LAND: person("huang"), "511700-jtysj": person("liu")}
    entries = [_entry(place, said, stewards, person("chen"), now) for place, said in enumerate(ENTRIES)]
    draft = services.add(_told("矿业权登记", LAND, {"domain": "resources_energy"}, 9), actor=person("huang"), now=now)
    asked = entries[1].number
    late = open_case("sharing-application", [asked], FACTS, actor=person("he"), now=now - timedelta(days=30))
    refused = open_case("sharing-application", [asked], FACTS, actor=person("he"), now=now - timedelta(days=4))
    said = Statement(reason="用途不在共享条件之内", basis="达州办法 第十九条")
    move(refused.number, "refuse", said, actor=person("chen"), now=now)
    running = open_case("sharing-application", [asked], FACTS, actor=person("he"), now=now)
    tick(now)
    sealer.seal(now)
    return City(person, entries, draft, running, Case.objects.get(pk=refused.pk), late)


def _filled(made: dict[str, Any]) -> City:
    settle(NOW - timedelta(days=60))
    clock.set_to(None)
    return fill(lambda login: actor_for_login(login, NOW), NOW)


CITY = {"city": _filled}


def _told(title: str, provider: str, said: dict, place: int) -> dict:
    items = [
        {"name": f"{title}编号", "code": f"no_{place}", "type": "text", "length": 28, "key": True, "level": "general-2"}
    ]
    return complete(title=title, provider=provider, items=items, **said)


def _entry(place: int, said: tuple[str, str, dict], stewards: dict[str, Actor], officer: Actor, now: datetime) -> Entry:
    title, provider, changed = said
    steward, earlier = stewards[provider], now - timedelta(days=40 - place)
    entry = services.add(_told(title, provider, changed, place), actor=steward, now=earlier)
    publish(entry, steward, officer, earlier)
    if place != len(ENTRIES) - 1:  # The last one stays without data.
        deliver(entry, steward, earlier, delivery=f"d{place}", columns=(f"no_{place}",))
        hook(entry, steward, officer, earlier)
    entry.refresh_from_db()
    return entry
