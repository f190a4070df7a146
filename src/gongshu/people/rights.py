"""The rights of this layer, and one for each duty."""

from __future__ import annotations

from typing import Any

from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.holding import acts_for
from gongshu.people.models import Account, Body
from gongshu.people.permission import Predicate, rule


def _holds(duty: Duty) -> Predicate:
    """The duty counts in the person's own body only."""

    def answer(actor: Actor, about: Any) -> bool:
        return duty in actor.duties and (not isinstance(about, Body) or about.code == actor.body)

    return answer


def _any_of(*duties: Duty) -> Predicate:
    return lambda actor, _: bool(actor.duties & set(duties))


def _own_account(actor: Actor, about: Any) -> bool:
    return isinstance(about, Account) and about.pk == actor.account_id


for _duty in Duty:
    rule(_duty.value, _holds(_duty), zh=f"须担任{_duty.zh}", en=f"only the {_duty.en} of the body may")

rule("body.speak", acts_for, zh="须为该单位承担职责的人员", en="only staff of the body who hold a duty in it may")
rule("people.own", _own_account, zh="仅限本人", en="only the owner of the account may")
rule("people.public", lambda actor, about: True, zh="任何人可以", en="anybody may")
rule(
    "people.accounts",
    _any_of(Duty.SYSTEM_ADMIN),
    zh="仅系统管理员可以开立、变更、注销账号",
    en="only the system administrator opens, changes and closes accounts",
)
rule(
    "people.bodies",
    _any_of(Duty.SYSTEM_ADMIN),
    zh="仅系统管理员可以登记单位",
    en="only the system administrator registers bodies",
)
rule(
    "people.duties",
    _any_of(Duty.SECURITY_ADMIN),
    zh="仅安全管理员可以授予、收回职责",
    en="only the security administrator grants duties",
)
rule(
    "people.chain",
    lambda actor, about: actor.has(Duty.SECURITY_ADMIN) or (actor.has(Duty.LEADER) and acts_for(actor, about)),
    zh="仅本单位分管领导或者安全管理员可以设定内部办理环节",
    en="only the leader of the body or the security administrator sets its internal chain",
)
rule(
    "audit.read",
    _any_of(Duty.AUDIT_ADMIN, Duty.AUDITOR),
    zh="仅审计人员可以查阅全部审计记录",
    en="only auditors read every audit record",
)
rule(
    "audit.export",
    _any_of(Duty.AUDIT_ADMIN, Duty.AUDITOR),
    zh="仅审计人员可以导出审计账本",
    en="only auditors export the ledger",
)
rule(
    "people.administrators",
    _any_of(Duty.SECURITY_ADMIN),
    zh="仅安全管理员可以任免管理员",
    en="only the security administrator appoints and dismisses administrators",
)
rule(
    "people.delegate",
    lambda actor, about: _own_account(actor, about) or actor.has(Duty.SECURITY_ADMIN),
    zh="仅本人或者安全管理员可以委托他人代行职责",
    en="only the holder of the duties or the security administrator delegates them",
)
rule(
    "audit.receipt",
    lambda actor, about: (
        bool(actor.duties & {Duty.AUDIT_ADMIN, Duty.AUDITOR})
        or (actor.is_signed_in and getattr(about, "actor_login", None) == actor.login)
    ),
    zh="仅审计人员和行为人本人可以取得存证回执",
    en="only auditors and whoever did the act get its receipt",
)
rule(
    "audit.erase",
    _any_of(Duty.AUDIT_ADMIN),
    zh="仅审计管理员可以依法删除记录内容",
    en="only the audit administrator erases a record's content by law",
)
