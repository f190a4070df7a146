"""The rights of grants, each with its one rule."""

from __future__ import annotations

from typing import Any

from gongshu.grants.models import Grant, Handout, Recall
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.holding import acts_for
from gongshu.people.permission import rule


def _sees(actor: Actor, about: Any) -> bool:
    return isinstance(about, Grant) and Grant.objects.filter(pk=about.pk).seen_by(actor).exists()


def _receives(actor: Actor, about: Any) -> bool:
    """Only the receiver itself: a hand-out to anybody else would be passing data on to a third party."""
    grant = about.grant if isinstance(about, Handout) else about
    if not isinstance(grant, Grant):
        return False
    if grant.body is not None:
        return acts_for(actor, grant.body)
    return grant.account_id is not None and grant.account_id == actor.account_id


def _was_recalled(actor: Actor, about: Any) -> bool:
    if not isinstance(about, Recall):
        return False
    return acts_for(actor, about.body) if about.body else about.account_id == actor.account_id


def _stops(actor: Actor, about: Any) -> bool:
    grant = about.grant if isinstance(about, Handout) else about
    if not isinstance(grant, Grant):
        return False
    return (
        _receives(actor, grant)
        or acts_for(actor, grant.provider)
        or (actor.body == grant.decider and Duty.OFFICER in actor.duties)
    )


rule(
    "grants.see",
    _sees,
    zh="使用单位、提供单位、决定单位和审计人员可以查看",
    en="the receiver, the provider, the deciding body and auditors may see a grant",
)
rule(
    "grants.list",
    lambda actor, about: actor.is_signed_in,
    zh="登录后可以查看自己的授权",
    en="whoever is signed in may list their own grants",
)
rule(
    "grants.use",
    _receives,
    zh="仅限被授权的单位承担职责的人员或者本人",
    en="only staff of the receiving body who hold a duty in it, or the receiver in person",
)
rule(
    "grants.stop",
    _stops,
    zh="使用单位、提供单位和决定单位可以停止交付",
    en="the receiver, the provider and the deciding body may stop a hand-out",
)
rule(
    "grants.trace",
    lambda actor, about: bool(actor.duties & {Duty.AUDITOR, Duty.OFFICER}) or actor.has(Duty.AUDIT_ADMIN),
    zh="仅审计人员和处理申请的工作人员可以追溯外泄文件",
    en="only auditors and officers may trace a leaked file",
)
rule(
    "grants.take",
    lambda actor, about: getattr(about, "direct", False),
    zh="无条件共享的数据限共享双方直接获取，无条件开放的数据任何人可以直接获取",
    en="unconditionally shared data is taken directly by the parties to sharing, unconditionally opened data by anybody",
    remedy_zh="有条件的数据请提出申请",
    remedy_en="apply for data that is shared or opened on conditions",
)
rule(
    "grants.take_over",
    _was_recalled,
    zh="仅被告知更换数据的单位承担职责的人员或者本人",
    en="only staff of the body that was told, or the person in person, confirm that the mended data was taken over",
)
rule(
    "grants.clock",
    lambda actor, about: actor.kind == "system" or actor.has(Duty.ENGINEER) or actor.has(Duty.SYSTEM_ADMIN),
    zh="由系统时钟或者运行工程师执行",
    en="the clock or an engineer of the operating institution",
)
