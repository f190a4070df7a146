"""What stands before an IT project is built and accepted. SQL only, in the move's transaction; each may refuse the move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gongshu.cases.effects import Effect, EffectRefused, declare
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.projects import contracting, evaluation, purchasing
from gongshu.projects.standing import PROJECT, documents_missing
from gongshu.projects.terms import said as term_of
from gongshu.projects.terms import terms_of
from gongshu.registers.models import Kind, System
from gongshu.registers.rules import forbidden

# What a contract says where a text demands it of this purchase; the effect knows of which.
_FORMS = {
    "allowed": ("evaluation",),
    "contracted": ("sharing_clause", "venue"),
    "outsourced": ("security_review", "outsourcing_signed_on", "protection_signed_on", "data_security_protection_contract", "security_agreement"),
}  # fmt: skip


def allowed(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Refuse a project that builds what a text forbids, builds again what there is, or hands public data to its contractor.

    Source: 达州办法 第十条第二款; 成都条例 第十五条第四款; 江苏条例 第二十一条第三款; 湖南草案 第十二条第三款; 太原条例 第十一条; and of
    `contracting.lawful` and `evaluation.considered`. Raises: EffectRefused.
    """
    kind = str(case.facts["builds"])
    # What the texts forbid is a new one; an old one is upgraded and run until it is integrated.
    term = forbidden(kind, None, terms_of(case)) if case.facts["project_kind"] == "new_build" else None
    if term is not None:
        label = Kind(kind).label
        raise EffectRefused(
            f"不得新建{label}", f"no new {kind} may be built", article=term.article, shown=kind,
            remedy_zh="使用统一的公共数据平台", remedy_en="use the one public data platform",
        )  # fmt: skip
    _not_again(case)
    contracting.lawful(case)
    evaluation.considered(case, said, actor=actor, now=now)


def _not_again(case: Case) -> None:
    term = term_of(case, "projects.prohibited")
    if term is None or "duplicate_construction" not in term.value or case.facts["project_kind"] != "new_build":
        return
    name = str(case.facts["subject_line"]).strip()
    system = System.objects.live().filter(name=name).select_related("body").first()
    others = Case.objects.filter(procedure=PROJECT, facts__subject_line=name).exclude(pk=case.pk)
    other = others.exclude(state__in=("refused", "withdrawn", "closed")).select_related("applicant_body").first()
    if system is None and other is None:
        return
    what = system.number if system else other.number if other else ""
    body = system.body if system else other.applicant_body if other else None
    raise EffectRefused(
        f"{body.zh if body else ''}已有同名的系统或者项目 {what}", f"{what} of {body.code if body else ''} bears the same name", article=term.article, shown=what,
        remedy_zh="共用或者升级已有的系统，避免重复建设", remedy_en="share or upgrade what there is",
    )  # fmt: skip


def documents(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Look whether the catalogue and the dictionary that are handed in are there. Raises: EffectRefused naming what is not."""
    given = said.given()
    numbers = [str(number) for number in given["data_catalogue"]]
    known = set(Entry.objects.filter(provider=case.applicant_body, number__in=numbers).values_list("number", flat=True))
    missing = [number for number in numbers if number not in known]
    if missing or not numbers:
        raise _not_there(
            missing,
            "数据目录须是本单位编制的目录",
            "the catalogue has to be entries of the body that builds",
            "先编制目录",
            "describe the entries first",
        )
    paper = str(given["data_dictionary"]).strip()
    if not case.attachments.filter(name=paper).exists():
        raise _not_there(
            [paper],
            "数据字典须是本办件的附件",
            "the dictionary has to be a paper of this case",
            "先上传数据字典，再填写其文件名",
            "attach it first, then give its name",
        )


def _not_there(missing: Sequence[str], zh: str, en: str, remedy_zh: str, remedy_en: str) -> EffectRefused:
    shown = "、".join(missing)
    return EffectRefused(f"{zh}：{shown}", f"{en}: {shown}", shown=shown, remedy_zh=remedy_zh, remedy_en=remedy_en)


def acceptable(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Refuse the acceptance as long as a document is missing that a text has handed in before it, or its contractor is not recorded.

    Source: 达州办法 第十一条第一款; and of `contracting.settled`. Raises: EffectRefused naming what is missing.
    """
    contracting.settled(case)
    lack = documents_missing(case)
    if lack is not None:
        raise EffectRefused(
            f"竣工验收前须提交：{lack.words('zh')}", f"to be handed in before completion acceptance: {lack.words('en')}", article=lack.article,
            shown=", ".join(lack.facts), remedy_zh="先提交数据目录和数据字典", remedy_en="hand in the catalogue and the dictionary first",
        )  # fmt: skip


def _nothing(actor: Actor, case: Case) -> list[tuple[str, str]]:
    return []


for name, run in {
    "allowed": allowed, "documents": documents, "acceptable": acceptable, "outsourced": contracting.outsourced, "needed": purchasing.needed, "direct": purchasing.direct,
    "merge": purchasing.merge, "contracted": purchasing.contracted, "delivered": purchasing.delivered, "payable": purchasing.payable,
}.items():  # fmt: skip
    made = evaluation.shown if run is allowed else _nothing
    declare(Effect(name=f"projects.{name}", run=run, form=_FORMS.get(name, ()), made=made))
