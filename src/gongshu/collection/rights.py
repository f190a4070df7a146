"""Who may deliver, decide about deliveries, see what was rejected, and watch all of it."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import Attribute
from gongshu.collection.models.deliveries import runs_the_platform
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.holding import acts_for
from gongshu.people.permission import rule


def _provides(actor: Actor, about: Any) -> bool:
    return isinstance(about, Entry) and acts_for(actor, about.provider)


def _delivers(actor: Actor, about: Any) -> bool:
    return _provides(actor, about) or (
        isinstance(about, Entry) and actor.has(Duty.ENGINEER) and runs_the_platform(actor)
    )


def _is_steward(actor: Actor, about: Any) -> bool:
    return _provides(actor, about) and bool(actor.duties & {Duty.STEWARD, Duty.CHIEF_DATA_OFFICER})


def _drafts(actor: Actor, about: Any) -> bool:
    """Say whether this person may look at a source of which no entry is made yet."""
    return about is None and bool(actor.duties & {Duty.STEWARD, Duty.CHIEF_DATA_OFFICER, Duty.ENGINEER})


rule(
    "collection.deliver", _delivers, zh="仅数据提供单位的工作人员或者运行管理机构的工程师可以投送",
    en="only staff of the providing body, or an engineer of the operating institution, deliver its data",
)  # fmt: skip
rule(
    "collection.source",
    lambda actor, about: _is_steward(actor, about) or (not _provides(actor, about) and _delivers(actor, about)) or _drafts(actor, about),
    zh="仅提供单位的数据专员、首席数据官或者运行管理机构的工程师可以登记采集源和取数",
    en="only a data steward or chief data officer of the provider, or an engineer of the operating institution, keeps a source and fetches it",
)  # fmt: skip
rule("collection.sweep", lambda actor, about: False, zh="仅由系统自动办理", en="only the node itself does this")
rule("collection.recover", lambda actor, about: False, zh="仅由系统自动办理", en="only the node itself does this")
rule(
    "collection.decide",
    _is_steward,
    zh="仅提供单位的数据专员或者首席数据官可以核定",
    en="only a data steward or chief data officer of the provider decides",
)
rule(
    "collection.restore", _is_steward, zh="仅提供单位的数据专员或者首席数据官可以恢复快照", en="only a data steward or chief data officer of the provider restores a snapshot",
)  # fmt: skip
# Rejected rows hold personal data in clear, so that not even the platform's engineers read them.
rule(
    "collection.quarantine",
    _provides,
    zh="仅数据提供单位可以查看被隔离的原文",
    en="only the providing body reads its rejected rows",
)
rule(
    "collection.watch",
    lambda actor, about: runs_the_platform(actor) or bool(actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}),
    zh="仅运行管理机构工程师、主管部门工作人员和审计人员可以查看全部投送",
    en="only engineers of the operating institution, officers of the data authority and auditors watch all deliveries",
)


def _may_sample(actor: Actor, about: Any) -> bool:
    """The provider always; public bodies and the public only what they get without an application."""
    if not isinstance(about, Entry):
        return False
    if about.provider.code == actor.body:
        return True
    attribute = about.shown.sharing if actor.body else about.shown.opening
    return attribute == Attribute.UNCONDITIONAL


rule(
    "collection.sample",
    _may_sample,
    zh="仅提供单位，或者无条件共享、无条件开放的数据可以预览",
    en="the provider, and others where data is shared or opened unconditionally",
)
rule(
    "collection.compare", _provides, zh="仅数据提供单位可以比较快照", en="only staff of the provider compare snapshots"
)
