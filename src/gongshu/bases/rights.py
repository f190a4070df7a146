"""Who leads a base database, who sees its contradictions, and who looks at one record."""

from __future__ import annotations

from typing import Any

from gongshu.bases.models import Database
from gongshu.people.actor import Actor
from gongshu.people.duties import SPEAKING, Duty
from gongshu.people.holding import acts_for
from gongshu.people.models import Body
from gongshu.people.permission import rule


def _leads(actor: Actor, about: Any) -> bool:
    lead = about.lead if isinstance(about, Database) else about
    return (
        isinstance(lead, Body)
        and acts_for(actor, lead)
        and bool(actor.duties & {Duty.STEWARD, Duty.CHIEF_DATA_OFFICER})
    )


def _reads_conflicts(actor: Actor, about: Any) -> bool:
    """The lead body, and a source what it says itself."""
    if not isinstance(about, Database):
        return False
    return acts_for(actor, about.lead) or any(acts_for(actor, each.entry.provider) for each in about.members.all())


rule(
    "bases.lead", _leads, zh="仅牵头单位的数据专员或者首席数据官可以定义、归集和送交冲突",
    en="only a data steward or chief data officer of the lead body defines, builds and sends conflicts",
)  # fmt: skip
rule(
    "bases.conflicts", _reads_conflicts, zh="仅牵头单位和来源单位可以查看冲突，来源单位只看本单位涉及的",
    en="only the lead body and the sources see conflicts, a source those that it takes part in",
)  # fmt: skip
rule(
    "bases.look", lambda actor, about: bool(actor.body) and bool(actor.duties & SPEAKING), zh="仅单位承担职责的人员说明用途后可以查看一条记录",
    en="only staff of a body who hold a duty in it look at one record, having stated what for",
)  # fmt: skip
rule(
    "bases.refresh",
    lambda actor, about: False,
    zh="由系统在成员更新后办理",
    en="the node does it after a member was delivered",
)
