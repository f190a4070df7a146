"""The rights of oversight, each with its one rule."""

from __future__ import annotations

from typing import Any

from gongshu.people.actor import Actor
from gongshu.people.holding import acts_for, holder
from gongshu.people.permission import rule


def _keeps_matters(actor: Actor, about: Any) -> bool:
    """Whoever publishes the lists of a level."""
    region, day = about
    return acts_for(actor, holder("catalogue.reviewer", party_region=region, day=day))


rule(
    "oversight.notices",
    lambda actor, about: True,
    zh="公众可以查看正在公示的违规使用通告",
    en="everybody reads the notices of misuse that are public",
)
rule(
    "oversight.credit",
    lambda actor, about: actor.is_signed_in,
    zh="登录后可以查看本人、本单位的信用记录，以及本单位作出的处置",
    en="whoever is signed in reads the credit record of themselves or their body, and what their body decided",
    remedy_zh="请先登录",
    remedy_en="sign in first",
)
rule(
    "oversight.take_down",
    lambda actor, about: actor.kind == "system",
    zh="由系统自动执行",
    en="the node itself",
)
rule(
    "oversight.matters",
    _keeps_matters,
    zh="仅本级数据主管部门可以编制容错免责清单和减责清单",
    en="only the data authority of a level keeps its lists of exempt errors and of reduced liability",
)
