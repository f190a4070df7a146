"""Who may set rules, check, and see which records violate them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.holding import acts_for, holder
from gongshu.people.permission import rule

CHECKER = "quality.checker"  # the function that checks quality: 达州办法 第十六条第一款


def checks_for(actor: Actor, entry: Entry) -> bool:
    """Say whether this person works on quality in the body that checks the provider's data."""
    if not actor.body or not actor.duties & {Duty.ENGINEER, Duty.OFFICER}:
        return False
    found = holder(CHECKER, party_region=entry.provider.territory, day=timezone.localdate(clock.now()))
    return found is not None and found.code == actor.body


def _keeps(actor: Actor, about: Any) -> bool:
    if not isinstance(about, Entry):
        return False
    steward = acts_for(actor, about.provider) and bool(actor.duties & {Duty.STEWARD, Duty.CHIEF_DATA_OFFICER})
    return steward or checks_for(actor, about)


def _sees(actor: Actor, about: Any) -> bool:
    if not isinstance(about, Entry):
        return False
    audits = bool(actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN})
    return audits or acts_for(actor, about.provider) or checks_for(actor, about)


rule(
    "quality.keep", _keeps, zh="仅提供单位的数据专员、首席数据官或者质量校核单位可以设定规则、进行校核",
    en="only a data steward or chief data officer of the provider, or the body that checks quality, sets rules and checks",
)  # fmt: skip
rule(
    "quality.see", _sees, zh="仅提供单位、质量校核单位和审计人员可以查看规则和违规记录",
    en="only the provider, the body that checks quality and auditors see rules and the records that violate them",
)  # fmt: skip
