"""What needers, the authority and providers do, by the same services as a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.demand.models import Demand
from gongshu.people import Actor

SOURCE = "511700-zrzyj"
NEED = {"subject_line": "宗地界址", "need": "全市宗地的界址点，按季度更新。", "purpose": "公路选线"}
MEETING = {
    "met_on": "2025-09-29",
    "attended": "数据局、自然资源局、交通局",
    "minutes": "按季度供给",
    "promise_days": 10,
}
SECRET = {"kind": "law", "law": "保守国家秘密法", "article": "第十三条"}


def need(who: Actor, hours: float = 1, **changed: Any) -> Case:
    """Raise a demand: for sharing if a public body does, else for opening."""
    procedure = "sharing-demand" if who.body else "opening-demand"
    said = NEED if who.body else {**NEED, "applicant_class": "natural_person"}
    return cases.open_case(procedure, [], {**said, **changed}, actor=who, now=at(hours))


def move(case: Case, outcome: str, who: Actor, hours: float, **facts: Any) -> Case:
    said = Statement(reason=facts.pop("reason", ""), facts=facts)
    return cases.move(case.number, outcome, said, actor=who, now=at(hours))


def assigned(case: Case, officer: Actor, hours: float = 2) -> Demand:
    move(case, "assign", officer, hours, source=SOURCE)
    return row(case)


def consulted(case: Case, officer: Actor, provider: Actor, hours: float = 2) -> Demand:
    """Assign a demand and let the provider say that it can supply."""
    assigned(case, officer, hours)
    move(case, "consult", officer, hours + 1, question="能否按季度供给", days=5)
    child = Case.objects.get(parent=case)
    move(child, "agree", provider, hours + 2)
    return row(case)


def promised(case: Case, officer: Actor, provider: Actor, hours: float = 2) -> Demand:
    consulted(case, officer, provider, hours)
    move(case, "promise", officer, hours + 3, **MEETING)
    return row(case)


def entry(steward: Actor, officer: Actor, hours: float = 6, **changed: Any) -> Entry:
    """Publish a data set of the provider, shared without conditions and opened on conditions."""
    title = {"title": "宗地界址信息"}
    made = catalogue.add(complete(**{**title, **changed}), actor=steward, now=at(hours))
    return publish(made, steward, officer, at(hours))


def withheld(use: str) -> dict[str, Any]:
    """What an entry says that is withheld from sharing or from opening."""
    said = {use: "withheld", f"{use}_reason": "涉及国家秘密", f"{use}_conditions": "", f"{use}_basis": SECRET}
    # What is withheld from sharing is withheld from opening as well.
    return said | (withheld("opening") if use == "sharing" else {})


def row(case: Case) -> Demand:
    found: Demand = Demand.objects.get(case=case.number)
    return found


def moment(hours: float) -> datetime:
    return at(hours)
