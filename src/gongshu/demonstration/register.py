"""The demonstration's entries: described, delivered, reviewed and hooked by the people whose work that is."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NothingChanged
from gongshu.catalogue.models import Entry
from gongshu.collection import services as collection
from gongshu.demonstration import guides, opening
from gongshu.demonstration.inventing import defects, tables
from gongshu.demonstration.inventing.places import TABLES
from gongshu.demonstration.people import code, read
from gongshu.oversight import services as oversight
from gongshu.people.acting import actor_for_login
from gongshu.people.models import Body

OFFICER = "chen"
STEWARDS = {"jtysj": "liu", "zrzyj": "huang"}  # of the standing cast; the others are in bodies.yaml
LISTS = (
    "opening_responsibility_list",
    "opening_catalogue",
    "sharing_responsibility_list",
    "sharing_negative_list",
    "resource_list",
)
AT_THE_END = ("high_frequency_list", "sharing_demand_list", "opening_demand_list", "exemption_list", "mitigation_list")
FREQUENT = {"months": 2, "applications": 2, "requests": 5}
MATTERS = (
    (
        "exemption_list", "首次共享的数据因历史记录缺项造成使用单位补办", "按规定核验后共享，发现后三个工作日内更正并通知使用单位，没有造成损失",
    ),
    ("exemption_list", "探索数据应用场景未达到预期效果", "经集体研究决定，程序符合规定，没有谋取私利"),
    ("mitigation_list", "数据更新延误影响办件", "主动报告并补报，已经降低影响"),
)  # fmt: skip
# Classes of the example, by the key of the entry; the last moved from one class to another.
CODED = (
    ("residents", "101001"), ("firms", "102001"), ("licences", "102002"), ("estate", "1030010001"), ("transport", "2020010002"), ("stops", "2020010001"),
    ("buses", "202001"), ("air", "202002"), ("townships", "103002"), ("villages", "103002"), ("clinics", "201001"), ("buses", "2020010001"),
)  # fmt: skip
RESTS_ON = {"law": "达州市数据工作容错实施办法（演练）", "article": "第五条"}
KEEPER = "zrzyj"  # the body that keeps a list of its own
REVISER = "mzj"  # the body whose office for data has a new name
PASSED = Statement(reason="所列内容齐全，符合编制指南")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    key: str
    number: str
    provider: str  # ending of the body's code
    stage: str


def steward(provider: str) -> str:
    """Return the login of the steward who describes and delivers a body's data."""
    return STEWARDS.get(provider) or next(p["login"] for p in read("bodies.yaml")["people"] if p["body"] == provider)


def descriptions() -> list[dict[str, Any]]:
    """Return every entry with the defaults filled in, those with data last, so that they are the newest."""
    said, duties = read("entries.yaml"), read("registers.yaml")["duties"]

    def filled(entry: dict[str, Any]) -> dict[str, Any]:
        listed = duties.get(entry["provider"])
        return {**said["defaults"], **({"duty": listed[0][1]} if listed else {}), **entry}

    return [filled(_outline(*outline)) for outline in said["outlines"]] + [filled(entry) for entry in said["entries"]]


def _outline(
    title: str, provider: str, domain: str, frequency: str, sharing: str, opening: str, stage: str, keywords: list[str]
) -> dict[str, Any]:
    law = {"kind": "law", "law": "中华人民共和国个人信息保护法", "article": "第十三条"}
    described: dict[str, Any] = {
        "key": title,
        "title": title,
        "abstract": f"{title}，由数源单位按目录编制指南登记，为演示目录。",
        "provider": provider,
        "domain": domain,
        "update_frequency": frequency,
        "keywords": keywords,
        "sharing": sharing,
        "opening": opening,
        "stage": stage,
        "items": [{"name": f"{title}编号", "code": f"bh_{abs(hash_of(title)) % 10**8}", "key": True, "required": True}],
    }
    if sharing == "conditional":
        described |= {
            "sharing_reason": "含个人信息",
            "sharing_conditions": "限于履行法定职责",
            "purposes": ["履职核验"],
        }
    if sharing == "withheld":
        described |= {"sharing_basis": {"kind": "law", "law": "中华人民共和国数据安全法", "article": "第二十一条"}}
    if opening == "conditional":
        described |= {"opening_reason": "可与个人关联", "opening_conditions": "仅限研究与便民服务"}
    if opening == "withheld":
        described |= {"opening_basis": law}
    return described


def hash_of(text: str) -> int:
    """Return a number that the same text always gives, in every run."""
    return int.from_bytes(text.encode("utf-8")[-8:], "big")


def enter(described: Mapping[str, Any], numbers: Mapping[str, str], now: datetime) -> Entered:
    """Take one entry as far as its stage says and return its number; `numbers` are those of the entries before it."""
    fields = {
        key: value for key, value in described.items() if key not in ("key", "stage", "table", "file", "preparation")
    }
    items = [
        {**item, "taken_from": numbers[item["taken_from"]]} if item.get("taken_from") else item
        for item in fields["items"]
    ]
    provider = fields["provider"]
    said = {
        **fields,
        "provider": code(provider),
        "items": items,
        "contact": "数据科",
        "contact_details": "0818-1234567",
    }
    actor = actor_for_login(steward(provider), now)
    number = catalogue.add(said, actor=actor, now=now).number
    stage = described["stage"]
    if table := described.get("table"):
        deliver(number, table, login=actor.login, now=now)
    if file := described.get("file"):
        deliver_guide(number, file, login=actor.login, now=now)
    if stage != "draft":
        case = catalogue.submit([number], "首次编目", actor=actor, now=now)
        if stage != "review":
            move(case.number, "approve", PASSED, actor=actor_for_login(OFFICER, now), now=now)
    if stage == "live":
        hook = catalogue.submit_resource(f"{number}-1", actor=actor, now=now)
        if said_before := described.get("preparation"):
            mend = partial(deliver, number, login=actor.login, now=now)
            opening.prepare(number, said_before, hook.number, deliver=mend, actor=actor, now=now)
        move(hook.number, "approve", PASSED, actor=actor_for_login(OFFICER, now), now=now)
    if stage == "withdrawn":
        off = catalogue.withdraw(number, "业务系统停用，数据不再更新", "停用批复", actor=actor, now=now)
        move(off.number, "approve", PASSED, actor=actor_for_login(OFFICER, now), now=now)
    return Entered(key=described["key"], number=number, provider=provider, stage=stage)


def publish_lists(now: datetime) -> None:
    """Publish the next version of the lists of the city, and of the list of one body, where anything has changed."""
    officer, keeper = (actor_for_login(login, now) for login in (OFFICER, steward(KEEPER)))
    city = Body.objects.get(code=officer.body).region_id
    for actor, kind, scope in (
        *((officer, kind, city) for kind in LISTS),
        (keeper, "body_resource_list", code(KEEPER)),
    ):
        with suppress(NothingChanged):
            catalogue.publish_list(kind, scope, actor=actor, now=now)


def classify(numbers: Mapping[str, str], now: datetime) -> None:
    """Load the example of classes and put entries into them."""
    officer = actor_for_login(OFFICER, now)
    city = Body.objects.select_related("region").get(code=officer.body).region
    catalogue.load_classes(None, "", city, actor=officer, now=now)
    for key, place in CODED:
        catalogue.classify(numbers[key], place, actor=officer, now=now)


def publish_more(now: datetime) -> None:
    """Fill and publish the lists that tell what happened: what is used most, needs, and matters in which errors do not count."""
    officer = actor_for_login(OFFICER, now)
    city = Body.objects.select_related("region").get(code=officer.body).region
    for relief, matter, conditions in MATTERS:
        said = {"matter": matter, "conditions": conditions, **RESTS_ON}
        oversight.add_matter(relief, city, said, timezone.localdate(now), actor=officer, now=now)
    catalogue.set_list("high_frequency_list", city.code, FREQUENT, actor=officer, now=now)
    for kind in AT_THE_END:
        catalogue.publish_list(kind, city.code, actor=officer, now=now)


def revise(now: datetime) -> None:
    """Let a body change the office that answers for three of its entries at once; the change waits for one review."""
    actor = actor_for_login(steward(REVISER), now)
    numbers = list(
        Entry.objects.filter(provider__code=code(REVISER), state="published", draft=None).order_by("number").values_list("number", flat=True)[:3]
    )  # fmt: skip
    change = {"contact": "数据服务科", "contact_details": "0818-7654321"}
    catalogue.edit_many(dict.fromkeys(numbers, change), send=numbers, reason="机构调整，统一联系科室", actor=actor, now=now)  # fmt: skip


def deliver(number: str, table: str, *, login: str, now: datetime, without: int = 0, doubted: bool = True) -> None:
    """Deliver a table as its body would send it: real facts as CSV, the insured as a clerk's spoiled workbook, the rest as GB18030.

    An invented table may be delivered `without` its last rows, and with what the rules of its entry find or, mended, without it.
    """
    actor = actor_for_login(login, now)
    if table.endswith(".csv"):
        collection.deliver(number, TABLES / table, actor=actor, now=now)
        return
    rows = tables.rows(table)
    rows = rows[: len(rows) - without]
    if doubted:
        rows = defects.spoiled(rows, defects.DOUBTED.get(table, ()))
    if table == "insured":
        rows = defects.spoiled(rows, defects.INSURED)
    with tempfile.TemporaryDirectory(prefix="gongshu-demo-") as folder:
        write = workbook if table in ("insured", "air") else national
        path = write(Path(folder), table, tables.TABLES[table].header, rows)
        collection.deliver(number, path, actor=actor, now=now)


def deliver_guide(number: str, file: Mapping[str, Any], *, login: str, now: datetime) -> None:
    """Deliver the dictionary of some entries as their provider would: a PDF of its own, kept as it is."""
    explained = [each for each in read("entries.yaml")["entries"] if each["key"] in file["explains"]]
    with tempfile.TemporaryDirectory(prefix="gongshu-demo-") as folder:
        path = Path(folder) / file["name"]
        path.write_bytes(guides.dictionary(file["name"].removesuffix(".pdf"), explained, now.date()))
        collection.deliver(number, path, actor=actor_for_login(login, now), now=now)


def national(folder: Path, name: str, header: tables.Row, rows: list[tables.Row]) -> Path:
    """Write a CSV file in GB18030, as most of a city's systems export."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def workbook(folder: Path, name: str, header: tables.Row, rows: list[tables.Row]) -> Path:
    """Write an XLSX workbook, as a clerk sends it."""
    path = folder / f"{name}.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path
