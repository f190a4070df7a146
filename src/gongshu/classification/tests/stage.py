"""Rules, bodies with a role of the text, and data that is identified, by the same services as a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.classification import services
from gongshu.classification.models import RuleText
from gongshu.classification.services.rules import Said
from gongshu.people import Actor, actor_for_login
from gongshu.people import services as people
from gongshu.people.actor import SYSTEM
from gongshu.people.kinds import kinds
from gongshu.people.law import terms
from gongshu.people.models import Account, Body, Region

DAY = date(2025, 9, 29)
LINES = ("公共数据按所属领域分类。", "公共数据按危害程度定级。")


def stated(*names: str) -> dict[str, dict[str, str]]:
    """Statements of everything that these parameters list."""
    held = terms(DAY)
    return {
        name: {key: f"本规则就{term.names[key]['zh']}所作的规定" for key in term.value}
        for name in names
        if (term := held.get(name))
    }


def issued(who: Actor, kind: str = "rules", hours: float = 1, **said: Any) -> RuleText:
    given = {"title": "公共数据分类分级规则", "in_force_on": date(2025, 10, 1), "provisions": LINES, **said}
    return services.issue(kind, Said(**given), actor=who, now=at(hours))


def speaks(login: str, hours: float = 0) -> Actor:
    """Let a person of the cast speak for its body."""
    people.grant_duty(Account.objects.get(login=login), "handle", actor=SYSTEM, now=at(hours))
    return actor_for_login(login, at(hours))


def joined(ending: str, role: str, region: str, hours: float = 0) -> Actor:
    """Register a body that holds a role of the text for a region, with one officer, and return her."""
    place = Region.objects.get(code=region)
    known = {"kind": next(iter(kinds(DAY))), "zh": f"{place.zh}{ending}", "en": ending, "short": ending}
    body: Body = people.register_body(f"{region}-{ending}", region=place, actor=SYSTEM, now=at(hours), **known)
    people.give_role(body, role, region=place, since=DAY, basis="演练设定", actor=SYSTEM, now=at(hours))
    account = people.open_account(ending, "秦宁", body=body, actor=SYSTEM, now=at(hours))
    people.grant_duty(account, "officer", actor=SYSTEM, now=at(hours))
    return actor_for_login(ending, at(hours))


def graded(steward: Actor, officer: Actor, level: str = "important", **changed: Any) -> Entry:
    """A published entry of a level, described as every place wants it."""
    further = {
        "scope": "全域不动产",
        "purpose": "登记",
        "method": "申请",
        "format": "库表",
        "process": "受理、审核、登簿",
    }
    collection = {**complete()["collection"], **further}
    described = complete(level=level, **{"collection": collection, "collection_method": "direct", **changed})
    return publish(catalogue.add(described, actor=steward, now=at(0)), steward, officer, at(0))


def identified(entry: Entry, who: Actor, grade: str = "important", hours: float = 2, **said: Any) -> Case:
    facts = {
        "data_grade": grade,
        "harm_object": "economy",
        "harm_degree": "serious",
        "reason": "全市不动产全量数据",
        **said,
    }
    return cases.open_case("important-data", [entry.number], facts, actor=who, now=at(hours))


def move(case: Case, outcome: str, who: Actor, hours: float = 3, **said: Any) -> Case:
    return cases.move(case.number, outcome, Statement(**said), actor=who, now=at(hours))
