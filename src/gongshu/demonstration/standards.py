"""The standards of the demonstration: national ones, one of the place that is in force, and a draft before the public."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils import timezone

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.demonstration.people import code
from gongshu.demonstration.register import OFFICER, steward
from gongshu.jobs import worker
from gongshu.people.acting import actor_for_login
from gongshu.people.law import law
from gongshu.standards import services
from gongshu.standards.models import Norm
from gongshu.standards.shipped import shipped

_TEXT = "第一条 本规范规定道路运输数据的数据元和代码。\n第二条 车牌号不含空格和分隔符。\n第三条 代码停用后仍保留，不改作他用。"
_DRAFT = "第一条 养护数据按路线和桩号编目。\n第二条 桩号以米为单位，从起点计。\n第三条 养护计划每年更新一次。"
_FOLDER = Path(__file__).parent / "data"
_FILES = ("elements.csv", "codes.csv")  # of the standard of road transport
_DAYS = 5  # working days to answer; no text sets them


def adopt(now: datetime) -> None:
    """Take over the national standards that entries name, before they are described."""
    officer = actor_for_login(OFFICER, now)
    for document in shipped():
        services.adopt(document, actor=officer, now=now)


def make(now: datetime) -> None:
    """Bring a standard of the 交通局 into force and put the draft of another one before a body and the public."""
    norm = _drafted("DB-JT/1", "道路运输数据元和代码", _TEXT, now)
    case = _consulted(norm, now, {})
    child = Case.objects.get(parent=case)
    huang = actor_for_login(steward("zrzyj"), now)
    cases.move(child.number, "agree", Statement(), actor=huang, now=now)
    worker.drain(now)
    facts = {"in_force_from": timezone.localdate(now).isoformat()}
    cases.move(
        case.number, "issue", Statement(reason="意见一致", facts=facts), actor=actor_for_login(OFFICER, now), now=now
    )
    draft = _drafted("DB-JT/2", "公路养护数据编目规范", _DRAFT, now, files=())
    _consulted(draft, now, {"public_until": law().calendar.after(timezone.localdate(now), 20).isoformat()})
    child = Case.objects.get(parent__subjects__subject=str(draft.pk), procedure="norm-opinion")
    cases.move(child.number, "disagree", Statement(reason="里程桩号应当统一到米"), actor=huang, now=now)
    services.say(draft.pk, "建议公开养护计划的起止桩号。", actor=actor_for_login("lin", now), now=now)
    worker.drain(now)


def _drafted(number: str, title: str, text: str, now: datetime, *, files: tuple[str, ...] = _FILES) -> Norm:
    liu = actor_for_login(steward("jtysj"), now)
    norm = services.add_norm({"code": number, "zh": title, "text": text}, actor=liu, now=now)
    for name in files:
        services.load(norm.pk, (_FOLDER / name).read_bytes(), name, actor=liu, now=now)
    return norm


def _consulted(norm: Norm, now: datetime, facts: dict[str, str]) -> Case:
    liu, officer = actor_for_login(steward("jtysj"), now), actor_for_login(OFFICER, now)
    case = cases.open_case("data-standard", [str(norm.pk)], {}, actor=liu, now=now)
    said = {"consulted": [code("zrzyj")], "question": "对草案有何意见", "days": _DAYS, **facts}
    cases.move(case.number, "consult", Statement(facts=said), actor=officer, now=now)
    return case
