"""The rights of interfaces, each with its one rule."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.models import Resource
from gongshu.catalogue.rights import provider_of
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.permission import rule


def _knows_the_address(actor: Actor, about: Any) -> bool:
    provider = provider_of(about)
    watches = actor.duties & {Duty.ENGINEER, Duty.AUDITOR, Duty.AUDIT_ADMIN}
    own = provider is not None and bool(actor.body) and actor.body == provider.code
    return bool(watches) or own or Resource.objects.seen_by_reviewers(actor).filter(pk=about.pk).exists()


rule(
    "interfaces.watch",
    _knows_the_address,
    zh="仅提供单位、挂接审核部门、运行工程师和审计人员可以查看接口的运行情况",
    en="only the provider, whoever reviews its hooking, engineers and auditors see how an interface does",
)
rule("interfaces.probe", lambda actor, about: False, zh="由系统定时探测", en="the node itself probes, by the clock")
rule(
    "interfaces.address",
    _knows_the_address,
    zh="仅提供单位、挂接审核部门、运行工程师和审计人员可以看到接口的地址",
    en="only the provider, whoever reviews its hooking, engineers and auditors see where a source's service stands",
)
