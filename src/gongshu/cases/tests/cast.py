"""The standing cast of these tests: bodies of Dazhou, people in them, and a kind of subject of the tests' own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from gongshu.cases import effects, subjects
from gongshu.cases.effects import Effect, EffectRefused
from gongshu.cases.subjects import SubjectKind
from gongshu.people.acting import actor_of_account
from gongshu.people.models import Account, Body, BodyRole, Chain, DutyGrant, Region

CHINA = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2020, 1, 1, tzinfo=CHINA)
CONDITIONS = {
    "sharing": "conditional",
    "opening": "conditional",
    "state": "published",
    "purposes": ["公交线路优化"],
    "lacking": None,
}


def at(day: str, hour: int = 10) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=CHINA).replace(hour=hour)


@dataclass
class Registry:
    """The entries that the tests' subjects are, by identifier: facts and the code of the providing body."""

    entries: dict[str, tuple[dict, str]] = field(default_factory=dict)
    carried_out: list[tuple] = field(default_factory=list)
    refuse: str = ""

    def add(self, number: str, provider: str, **facts) -> str:
        self.entries[number] = ({**CONDITIONS, **facts}, provider)
        return number

    def run(self, case, said, *, actor, now):
        if self.refuse:
            raise EffectRefused(
                "条目没有可用资源", self.refuse, remedy_en="hook a resource first", remedy_zh="先挂接资源"
            )
        self.carried_out.append((case.number, said, actor.login))

    def declare(self) -> None:
        kinds = {"catalogue-entry": "目录", "resource": "资源", "grant": "授权"}
        for name, word in kinds.items():
            kind = SubjectKind(
                name=name,
                label=lambda number, word=word: f"{word}{number}" if self.entries[number] else "",
                address=lambda number: f"/catalogue/{number}",
                facts=lambda number: self.entries[number][0],
                provider=lambda number: Body.objects.select_related("region", "entrusted").get(
                    code=self.entries[number][1]
                ),
            )
            subjects.declare(kind)
        for name in (
            "catalogue.publish", "catalogue.return", "catalogue.withdraw", "catalogue.hook", "catalogue.settle_attribute", "opening.prepared", "grants.issue",
            "grants.suspend", "grants.end", "grants.restore", "grants.renew", "grants.change", "grants.expire", "sharing.answer_verification", "sharing.look_again",
            "oversight.record", "oversight.publish", "oversight.close",
        ):  # fmt: skip
            effects.declare(
                Effect(name=name, run=self.run, form=("rows", "items", "until") if name == "grants.issue" else ())
            )


def region(code: str, zh: str, level: str, parent: Region | None) -> Region:
    return Region.objects.create(code=code, zh=zh, level=level, parent=parent)


def body(
    code: str,
    zh: str,
    where: Region,
    *,
    role: str = "",
    kind: str = "government_department",
    parent: Body | None = None,
) -> Body:
    made = Body.objects.create(code=code, zh=zh, en=f"Body {code}", short=zh, kind=kind, region=where, parent=parent)
    if role:
        BodyRole.objects.create(
            body=made, role=role, region=where, since=date(2020, 1, 1), basis="达州办法 第六条第一款"
        )
    return made


def person(login: str, name: str, where: Body | None, *duties: str, kind: str = "staff"):
    account = Account.objects.create(login=login, name=name, kind=kind, body=where, opened_at=LONG_AGO)
    for duty in duties:
        DutyGrant.objects.create(account=account, duty=duty, since=LONG_AGO)
    return replace(actor_of_account(account, at("2025-09-29"), via="cli"))


def make_dazhou() -> SimpleNamespace:
    nation = region("000000", "全国", "nation", None)
    province = region("510000", "四川省", "province", nation)
    city = region("511700", "达州市", "city", province)
    county = region("511702", "通川区", "county", city)
    government = body("511700-szf", "达州市人民政府", city, role="government")
    province_authority = body("510000-sjj", "四川省数据局", province, role="data_authority")
    authority = body("511700-sjj", "达州市数据局", city, role="data_authority", parent=government)
    county_authority = body("511702-sjj", "通川区数据局", county, role="data_authority")
    transport = body("511700-jtj", "达州市交通运输局", city, parent=government)
    land = body("511700-zrj", "达州市自然资源和规划局", city, parent=government)
    health = body("511700-wjw", "达州市卫生健康委员会", city, parent=government)
    county_transport = body("511702-jtj", "通川区交通运输局", county)
    return SimpleNamespace(
        city=city,
        county=county,
        authority=authority,
        county_authority=county_authority,
        province_authority=province_authority,
        transport=transport,
        land=land,
        health=health,
        chen=person("chen", "陈某", authority, "officer"),
        he=person("he", "何某", authority, "section_head"),
        liu=person("liu", "刘某", authority, "leader"),
        zhou=person("zhou", "周某", province_authority, "officer"),
        li=person("li", "李某", transport, "handle"),
        wang=person("wang", "王某", land, "steward"),
        sun=person("sun", "孙某", health, "steward"),
        qian=person("qian", "钱某", county_transport, "handle"),
        zhao=person("zhao", "赵某", county_authority, "officer"),
        auditor=person("auditor", "审计员", authority, "auditor"),
        citizen=person("citizen", "市民", None, kind="citizen"),
    )


def chain(where: Body, *steps: str, procedure: str = "") -> None:
    Chain.objects.create(body=where, procedure=procedure, steps=list(steps))
