"""What stands before a contractor builds and runs a project, and by which way it may get public data. Each may refuse the move."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from gongshu.audit import Event, Subject, record
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.law.articles import Article
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.projects.standing import contract_missing, use_by_contractor
from gongshu.projects.terms import said as term_of

_OPERATES: Final = "operation_right_through_commissioned_development"


def lawful(case: Case) -> None:
    """Refuse a project through which a contractor would get public data, unless an authorised operation was approved.

    Nobody who is no public body gets data by building a system: there is opening, and there is authorised operation. A place whose text does
    not say so has the same two ways, and then the refusal names the article on operation agreements, or none.
    Source: 成都条例 第二十二条第四款, 第四十三条第(五)项; 湖南草案 第三十七条第(四)项; 达州办法 第三十条. Raises: EffectRefused.
    """
    use = use_by_contractor(case)
    if use not in ("operates", "own_use"):
        return
    banned, channels = term_of(case, "operation.prohibited"), term_of(case, "operation.lawful_channels")
    excepted = term_of(case, "operation.prohibited_exceptions")
    if use == "operates" and banned is not None and _OPERATES in banned.value:
        term: Term | None = banned
        approvable = excepted is not None and "approved" in excepted.value
    else:
        term = channels or term_of(case, "operation.required_documents")
        approvable = channels is None or "authorised_operation" in channels.value
    if not (approvable and _attached(case, str(case.facts.get("operation_approval", "")))):
        raise EffectRefused(
            "未经批准，不得借项目建设使承建单位取得公共数据或者其运营权", "without approval a contractor gets neither public data nor the right to operate it by building a system",
            article=term.article if term else None, shown=use, remedy_zh="由承建单位另行申请开放数据或者授权运营；已经批准的，上传批准文件",
            remedy_en="let it apply for open data or an authorised operation; attach the approval if there is one",
        )  # fmt: skip


def _attached(case: Case, name: str) -> bool:
    return bool(name.strip()) and case.attachments.filter(name=name.strip()).exists()


def outsourced(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Record the contractor with what was signed.

    A body may not build a public data platform of its own, so the review before 平台建设以及运行维护 is asked of every system it has built.
    Source: 达州办法 第四十六条第一款, 第四十八条; 成都条例 第三十五条第二款. Raises: EffectRefused naming what is missing.
    """
    given = said.given()
    review = term_of(case, "protection.outsourcing_review")
    if review is not None and review.value and not given.get("security_review"):
        _lacks(["对服务提供方的安全审查"], ["the security review of the provider"], review.article)
    signing = term_of(case, "protection.outsourcing_signing")
    if signing is not None and signing.value == "same_time":
        _same_day(given.get("outsourcing_signed_on"), given.get("protection_signed_on"), signing.article)
    processing = term_of(case, "protection.processing_documents")
    if processing is not None and use_by_contractor(case) == "entrusted":
        missing = [processing.names[name] for name in processing.value if not given.get(name)]
        _lacks([each["zh"] for each in missing], [each["en"] for each in missing], processing.article)
    record(Event.PROJECT_OUTSOURCE, _subject(case), by=actor, at=now, facts={"contractor": given["contractor"]})


def _same_day(agreement: object, protection: object, article: Article | None) -> None:
    if agreement and agreement == protection:
        return
    raise EffectRefused(
        f"安全保护和保密协议须与服务外包协议同时签订：{agreement or '未填写'}，{protection or '未填写'}",
        f"the security and confidentiality agreements are signed together with the outsourcing agreement: {agreement or 'none'}, {protection or 'none'}",
        article=article, shown=str(protection or ""), remedy_zh="同时签订后填写两个日期", remedy_en="sign them together, then give both days",
    )  # fmt: skip


def settled(case: Case) -> None:
    """Refuse the acceptance of what a contractor built as long as no contract is recorded, or nobody looked how it keeps the data safe.

    Source: 达州办法 第四十六条第一款. Raises: EffectRefused.
    """
    for lack in contract_missing(case)[:1]:
        _lacks([each["zh"] for each in lack.names], [each["en"] for each in lack.names], lack.article)


def _lacks(zh: Iterable[str], en: Iterable[str], article: Article | None) -> None:
    names, words = "、".join(zh), ", ".join(en)
    if names:
        raise EffectRefused(
            f"还缺：{names}", f"missing: {words}", article=article, shown=words, remedy_zh="补齐后登记", remedy_en="see to it, then record it",
        )  # fmt: skip


def _subject(case: Case) -> Subject:
    return Subject("case", case.number, case.procedure)
