"""The rights of the portal."""

from __future__ import annotations

from gongshu.people.duties import Duty
from gongshu.people.permission import rule

rule(
    "jobs.read",
    lambda actor, about: bool(actor.duties & {Duty.SYSTEM_ADMIN, Duty.ENGINEER, Duty.AUDIT_ADMIN}),
    zh="系统管理员、运行工程师和审计管理员可以查看后台任务",
    en="the system administrator, engineers and the audit administrator see background jobs",
)
rule(
    "jobs.revive",
    lambda actor, about: actor.has(Duty.SYSTEM_ADMIN),
    zh="仅系统管理员可以重试已终止的后台任务",
    en="only the system administrator gives a dead job its tries back",
)
