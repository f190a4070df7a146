"""A project and a purchase of the 交通局, moved by the same services as a page."""

from __future__ import annotations

from typing import Any

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.tests.stage import at
from gongshu.people import Actor

PROJECT = {
    "subject_line": "道路运输许可系统", "project_kind": "new_build", "funding": "fiscal", "builds": "system", "contractor_data": "own_work", "outline": "受理和年审"
}  # fmt: skip
PURCHASE = {
    "subject_line": "货运轨迹", "wanted": ["车牌号", "轨迹点"], "purpose": "道路养护规划", "purpose_kind": "statutory_duty", "funding": "fiscal",
    "purchased": "data_resource",
}  # fmt: skip
REVIEW = {
    "data_source": "企业自采",
    "processing_technology": "脱敏",
    "transmission_channel": "专线",
    "storage_method": "加密",
}
CONTRACT = {"supplier": "数通科技", "contract": "2025-7", "sharing_clause": "第九条", **REVIEW}


def project(who: Actor, hours: float = 1, **said: Any) -> Case:
    return cases.open_case("it-project", [], {**PROJECT, **said}, actor=who, now=at(hours))


def purchase(who: Actor, hours: float = 1, **said: Any) -> Case:
    given = {**PURCHASE, **said}
    return cases.open_case(
        "data-purchase", [], {key: value for key, value in given.items() if value}, actor=who, now=at(hours)
    )


def move(case: Case, outcome: str, who: Actor, hours: float = 2, **facts: Any) -> Case:
    said = Statement(reason=facts.pop("reason", ""), facts=facts)
    return cases.move(case.number, outcome, said, actor=who, now=at(hours))
