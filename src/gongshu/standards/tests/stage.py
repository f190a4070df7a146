"""A standard of the 交通局, drafted, consulted and issued by the same services as a page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.tests.stage import at
from gongshu.jobs import worker
from gongshu.people import Actor
from gongshu.people.actor import SYSTEM
from gongshu.people.models import Body, BodyRole
from gongshu.people.services.bodies import give_role
from gongshu.standards import services
from gongshu.standards.models import Norm, Opinion

ELEMENTS = """数据元编码,中文名称,英文名称,定义,数据类型,最大长度,值域代码集,来源标准
DZ00001,车牌号,Plate,号牌上的号码,字符型,8,,本地
DZ00002,车辆类型,Kind of vehicle,按用途分的类别,字符型,2,DZ-CLLX,本地
"""
CODES = """代码集编号,代码集名称,代码,代码名称,英文名称,生效日期,失效日期
DZ-CLLX,车辆类型代码,01,客车,Bus,,
DZ-CLLX,车辆类型代码,02,货车,Lorry,,
DZ-CLLX,车辆类型代码,03,拖拉机,Tractor,2020-01-01,2024-12-31
"""
DAY = "2025-09-29"  # of catalogue.tests.stage.NOW


def drafted(who: Actor, hours: float = 0, *, loads: tuple[str, ...] = (ELEMENTS, CODES), **said: Any) -> Norm:
    given = {"code": "DB-CL-1", "zh": "车辆数据元", "kind": "standard", "text": "第一条 车牌号不含空格。", **said}
    norm = services.add_norm(given, actor=who, now=at(hours))
    for text in loads:
        services.load(norm.pk, text.encode(), "x.csv", actor=who, now=at(hours))
    return norm


def opened(norm: Norm, who: Actor, procedure: str = "data-standard", hours: float = 1, **facts: Any) -> Case:
    return cases.open_case(procedure, [str(norm.pk)], facts, actor=who, now=at(hours))


def move(case: Case, outcome: str, who: Actor, hours: float = 2, **facts: Any) -> Case:
    # Whoever decides otherwise than proposed says why; of an opinion the reason would be what it says.
    usual = "按程序办理" if outcome in ("issue", "consult") else ""
    said = Statement(reason=facts.pop("reason", usual), facts=facts)
    made = cases.move(case.number, outcome, said, actor=who, now=at(hours))
    worker.drain(at(hours))
    made.refresh_from_db()
    return made


def consult(case: Case, who: Actor, *bodies: str, hours: float = 2, **facts: Any) -> Case:
    return move(case, "consult", who, hours, consulted=list(bodies), question="有何意见", days=5, **facts)


def opine(case: Case, who: Actor, outcome: str = "agree", hours: float = 3, **facts: Any) -> Case:
    """Let the body of this person answer what it was asked in a case."""
    child = Case.objects.get(parent=case, decider__code=who.body, ended=False)
    return move(child, outcome, who, hours, **facts)


def answer(norm: Norm, who: Actor, adopted: str = "yes", text: str = "已采纳", hours: float = 4) -> None:
    for each in Opinion.objects.filter(version__norm=norm, answered_at__isnull=True).exclude(text=""):
        services.answer_opinion(each.pk, adopted, text, actor=who, now=at(hours))


def issued(
    norm: Norm, drafter: Actor, issuer: Actor, other: Actor, *, procedure: str = "data-standard", hours: float = 1
) -> Norm:
    """Bring a draft through consultation to its issue on this day."""
    case = opened(norm, drafter, procedure, hours)
    case = consult(case, issuer, other.body, hours=hours + 1)
    opine(case, other, hours=hours + 2)
    case.refresh_from_db()
    move(case, "issue", issuer, hours + 3, in_force_from=str(timezone.localdate(at(hours + 3))))
    norm.refresh_from_db()
    return norm


def hold(role: str, body: str) -> None:
    """Let a body, and no other of its place, hold a role."""
    held = Body.objects.select_related("region").get(code=body)
    BodyRole.objects.filter(role=role, region=held.region).delete()
    give_role(
        held, role, region=held.region, since=timezone.localdate(at(-24)), basis="演练设定", actor=SYSTEM, now=at(-24)
    )
