"""What the data authority found of a body's work with data, and that the review of its projects takes it into account."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse

from gongshu.audit import clock
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import queries
from gongshu.catalogue.queries.figures import Figures
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.projects.standing import PROJECT
from gongshu.projects.terms import said as term_of

_USE: Final = "it_project_review"


def considered(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Refuse an approval that does not say how the evaluation was taken into account, where a text has it so.

    Source: 湖南草案 第三十三条第三款 (projects.evaluation_uses). Raises: EffectRefused with the figures of the body that builds.
    """
    term = _wanted(case)
    if term is None or str(said.given().get("evaluation") or "").strip():
        return
    zh, en = _words(queries.figures(actor, now, _builder(case)))
    raise EffectRefused(
        f"审核项目须参考数据管理工作的评估结果：{zh}", f"the review has to take the evaluation of its data work into account: {en}",
        article=term.article, shown=case.number, remedy_zh="填写如何参考了评估结果", remedy_en="say how you took it into account",
    )  # fmt: skip


def shown(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """Return the figures of the body that builds, and where they stand, while its project is reviewed."""
    if case.procedure != PROJECT or case.state != "submitted" or _wanted(case) is None:
        return []
    zh, _ = _words(queries.figures(actor, clock.now(), _builder(case)))
    return [(f"评估结果：{zh}", reverse("portal:figures"))]


def _wanted(case: Case) -> Term | None:
    term = term_of(case, "projects.evaluation_uses")
    return term if term is not None and _USE in term.value else None


def _builder(case: Case) -> str:
    return case.applicant_body.code if case.applicant_body else ""


def _words(found: Figures) -> tuple[str, str]:
    """Counts of published entries, those with data and those whose data is late, and the mean points of their descriptions."""
    if not found.published:
        return "尚未发布目录", "it has published no entry"
    points = f"{found.score:.0f}" if found.score is not None else "-"
    return (
        f"已发布目录 {found.published} 条，挂接 {found.live} 条，逾期未更新 {found.late} 条，描述平均 {points}/405 分",
        f"{found.published} entries published, {found.live} with data, {found.late} late, descriptions {points} of 405 points on average",
    )
