"""Who opens a census and who answers in it."""

from __future__ import annotations

from typing import Any

from gongshu.census.models import Return
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.holding import acts_for, holder
from gongshu.people.permission import rule

CONDUCTOR = "census.conductor"


def _conducts(actor: Actor, about: Any) -> bool:
    region, day = about
    return acts_for(actor, holder(CONDUCTOR, party_region=region, day=day))


def _answers(actor: Actor, about: Any) -> bool:
    """A body's own staff, or the enterprise itself."""
    assert isinstance(about, Return)
    if about.body is not None:
        return acts_for(actor, about.body)
    return actor.account_id is not None and actor.account_id == about.account_id


def _reads_answers(actor: Actor, about: Any) -> bool:
    """What others answered is read by whoever conducts the census, and by auditors."""
    return actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN) or _conducts(actor, about)


rule(
    "census.conduct", _conducts, zh="仅组织普查的数据主管部门可以开展和结束普查",
    en="only the data authority that conducts the census opens and closes it",
)  # fmt: skip
rule("census.clock", lambda actor, about: actor.kind == "system", zh="由系统时钟执行", en="the clock alone")
rule(
    "census.answer", _answers, zh="仅被普查的单位或者企业自己可以填报",
    en="only the body or enterprise that is asked answers for itself",
)  # fmt: skip
rule(
    "census.findings", _reads_answers, zh="各单位填报的内容由组织普查的部门和审计员查看",
    en="what bodies answered is read by whoever conducts the census and by auditors",
)  # fmt: skip
