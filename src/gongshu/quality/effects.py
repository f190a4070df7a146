"""What a move of a work order looks at."""

from __future__ import annotations

from datetime import datetime

from gongshu.cases.effects import Effect, EffectRefused, declare
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.people.actor import Actor
from gongshu.quality import orders


def recheck(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Let a work order close only if a later check finds none of its violations. Source: 达州办法 第十六条第一款."""
    left = orders.unmended(case)
    if left:
        named = ", ".join(left)
        raise EffectRefused(
            f"{case.number} 还不能办结：规则 {'、'.join(left)} 在最近一次校核中仍有违规，或者还没有再次校核",
            f"{case.number} cannot be closed yet: {named} still found something, or nothing was checked since", shown=named,
            remedy_zh="投送更正后的数据（发布后自动校核），再报告整改完成", remedy_en="deliver the mended data, which is checked by itself, and report again",
        )  # fmt: skip


declare(Effect(name="quality.recheck", run=recheck))
