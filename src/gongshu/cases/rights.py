"""The rights of cases, each with its one rule."""

from __future__ import annotations

from typing import Any

from gongshu.cases.models import Case
from gongshu.cases.parties import Standing
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.permission import rule


def _stands(actor: Actor, about: Any) -> bool:
    return isinstance(about, Standing) and about.holds(actor)


def _sees(actor: Actor, about: Any) -> bool:
    return isinstance(about, Case) and Case.objects.filter(pk=about.pk).visible_to(actor).exists()


rule(
    "cases.open",
    _stands,
    zh="申请由申请单位承担职责的人员或者本人提出；依职权的由有权单位提出",
    en="staff of the applying body who hold a duty in it, or the applicant in person, may open a case; ex officio only the body in charge",
)
rule(
    "cases.move",
    _stands,
    zh="办理由流程表载明的单位中承担职责的人员进行",
    en="only staff who hold a duty in the body that the procedure names may take this step",
)
rule(
    "cases.see",
    _sees,
    zh="申请方、决定单位、提供单位、上级单位和审计人员可以查看",
    en="the applicant, the deciding body, the provider, the body above and auditors may see a case",
)
rule(
    "cases.list",
    lambda actor, about: actor.is_signed_in,
    zh="登录后可以查看自己的办件",
    en="whoever is signed in may list their own cases",
)
rule(
    "cases.receipt",
    lambda actor, about: True,
    zh="凭编号和查询码任何人可以查询",
    en="whoever has the number and the code may ask",
)
rule(
    "cases.clock",
    lambda actor, about: actor.kind == "system" or actor.has(Duty.SYSTEM_ADMIN),
    zh="由系统时钟或者系统管理员执行",
    en="the clock or the system administrator",
)
