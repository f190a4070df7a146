"""Who may record, check, let pass and plan."""

from __future__ import annotations

from typing import Any

from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.holding import acts_for, holder
from gongshu.people.permission import rule

REVIEWER = "resource.reviewer"  # the function that reviews what is hooked


def _provides(actor: Actor, about: Any) -> bool:
    entry, _ = about
    return acts_for(actor, entry.provider)


def _reviews(actor: Actor, about: Any) -> bool:
    """Nobody lets their own body's data pass."""
    entry, day = about
    reviewer = holder(REVIEWER, party_region=entry.provider.territory, day=day)
    return acts_for(actor, reviewer) and actor.body != entry.provider.code


def _plans(actor: Actor, about: Any) -> bool:
    region, day = about
    return acts_for(actor, holder("catalogue.reviewer", party_region=region, day=day))


rule(
    "opening.record", _provides, zh="仅提供单位承担职责的人员可以登记脱敏脱密记录和权利人同意",
    en="only staff of the provider who hold a duty in it record masking and consent",
)  # fmt: skip
rule(
    "opening.check", lambda actor, about: _provides(actor, about) or _reviews(actor, about),
    zh="仅提供单位或者审核部门可以进行小单元检查", en="only the provider and the body that reviews run the small-cell check",
)  # fmt: skip
rule(
    "opening.override", _reviews, zh="仅审核部门可以说明理由后放行", en="only the body that reviews lets a failed check pass, with a reason"
)  # fmt: skip
rule(
    "opening.read_consent", lambda actor, about: _reviews(actor, about) or bool(actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}),
    zh="仅审核部门和审计人员可以查阅权利人同意的凭据", en="only the body that reviews and auditors read the papers of consents",
)  # fmt: skip
rule(
    "opening.plan", _plans, zh="本级开放计划由本级数据主管部门编制和发布",
    en="the authority of a level makes and publishes its opening plan",
)  # fmt: skip
