"""Misuse and what is decided on it, by the same services as a page."""

from __future__ import annotations

from typing import Any

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.grants.models import Grant
from gongshu.grants.tests.stage import Stage, at, said

BASIS = "达州办法 第四十三条第二款"
WRITTEN = "王小明向第三方转售明细数据"  # names somebody, as an officer might


def accused(stage: Stage, grant: Grant, day: float = 1) -> Case:
    facts = {"grounds": "breach_of_law", "reason": WRITTEN}
    return cases.open_case("misuse", [grant.number], facts, actor=stage.cast("chen"), now=at(day))


def decided(stage: Stage, case: Case, outcome: str, day: float = 1, **facts: Any) -> Case:
    found: Case = stage.move(case.number, outcome, stage.cast("chen"), said(WRITTEN, BASIS, **facts), now=at(day))
    return found


def suspended(stage: Stage, grant: Grant, day: float = 1) -> Case:
    return decided(stage, accused(stage, grant, day), "suspend", day)
