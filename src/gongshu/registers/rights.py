"""Who keeps and who reads the registers."""

from __future__ import annotations

from gongshu.people.holding import acts_for
from gongshu.people.permission import rule

rule(
    "registers.keep", acts_for, zh="仅本单位承担职责的人员可以维护本单位的职责清单和系统清单",
    en="only staff of the body who hold a duty in it keep its list of duties and its list of systems",
)  # fmt: skip
rule(
    "registers.read",
    lambda actor, about: bool(actor.body),
    zh="仅单位人员可以查看职责清单和系统清单",
    en="only staff of public bodies read lists of duties and of systems",
)
