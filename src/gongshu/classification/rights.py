"""Who makes rules, who grades, who draws up the catalogues of important data."""

from __future__ import annotations

from typing import Any

from gongshu.classification.kinds import RuleKind
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.holding import acts_for, holder
from gongshu.people.models import Body, BodyRole
from gongshu.people.permission import rule

AUTHOR = "classification.important_author"


def _makes_rules(actor: Actor, about: Any) -> bool:
    """The body that the text names for this kind in the place of the actor's own body."""
    kind, body, day = about
    assert isinstance(kind, RuleKind)
    if not acts_for(actor, body):
        return False
    if kind.role:
        return BodyRole.objects.filter(BodyRole.live(day), body=body, role=kind.role).exists()
    made_by: Body | None = holder(kind.author, party_region=body.territory, day=day)
    return made_by is not None and bool(made_by == body)


def _draws_up(actor: Actor, about: Any) -> bool:
    region, day = about
    return acts_for(actor, holder(AUTHOR, party_region=region, day=day))


def _reads_levels(actor: Actor, about: Any) -> bool:
    return actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN) or acts_for(actor, about)


rule(
    "classification.rules", _makes_rules, zh="规则由法规指定的单位制定", en="rules are made by the body that the text names",
    remedy_zh="由法规指定的单位办理", remedy_en="ask the body that the text names",
)  # fmt: skip
rule(
    "classification.grade", acts_for, zh="仅提供单位承担职责的人员可以为本单位数据定级、评估属性",
    en="only staff of the provider who hold a duty in it grade its data and review its attributes",
)  # fmt: skip
rule(
    "classification.see", _reads_levels, zh="定级情况由提供单位和审计员查看", en="how data was graded is read by its provider and by auditors"
)  # fmt: skip
rule(
    "classification.important", _draws_up, zh="重要数据、核心数据目录由法规指定的部门编制",
    en="the catalogue of important and core data is drawn up by the body that the text names",
)  # fmt: skip
rule("classification.clock", lambda actor, about: actor.kind == "system", zh="由系统时钟执行", en="the clock alone")
