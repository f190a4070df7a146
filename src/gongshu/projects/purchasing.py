"""What stands before data is bought, contracted and paid. SQL only, in the move's transaction; each may refuse the move."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from gongshu.audit import Event, Subject, record
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import Attribute, State
from gongshu.people.actor import Actor
from gongshu.projects.standing import PURCHASE, unshared
from gongshu.projects.terms import said as term_of

_SHARED = Q(state=State.PUBLISHED, current__sharing__in=(Attribute.UNCONDITIONAL, Attribute.CONDITIONAL))


def needed(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Refuse to buy what sharing can give: one published entry of another body that holds all the items wanted.

    Source: 湖南草案 第十四条 (procurement.prohibited); 江苏条例 第十九条第二款 (procurement.object: only what is no public data is bought);
    and of `_bought_once`. Raises: EffectRefused naming the entry to use, or the purchase to join.
    """
    banned, bought = term_of(case, "procurement.prohibited"), term_of(case, "procurement.object")
    term = banned if banned is not None and "purchase_of_shareable_public_data" in banned.value else None
    term = term or (bought if bought is not None and bought.value == "non_public_data" else None)
    entry = _shared_with(case) if term is not None else None
    if term is not None and entry is not None:
        raise EffectRefused(
            f"目录 {entry.number}（{entry.shown.title}）可以通过共享提供这些数据，不得采购", f"entry {entry.number} gives these items by sharing, so they are not bought",
            article=term.article, shown=entry.number, remedy_zh=f"告知申请单位申请共享 {entry.number}", remedy_en=f"show them {entry.number} to apply for",
        )  # fmt: skip
    _bought_once(case)


def _bought_once(case: Case) -> None:
    """Refuse to buy for one body what another body of the place buys at the same time, where a text has buying unified.

    Source: 湖南草案 第十四条 (procurement.unified, at the levels of procurement.levels). Raises: EffectRefused naming the other purchase.
    """
    unified, levels = term_of(case, "procurement.unified"), term_of(case, "procurement.levels")
    level = case.decider.territory.level if case.decider else ""
    if unified is None or not unified.value or levels is None or level not in levels.value:
        return
    wanted = _wanted(case)
    running = Case.objects.filter(procedure=PURCHASE, ended=False, decider=case.decider, pk__lt=case.pk)
    other = next((each for each in running.order_by("pk") if wanted & _wanted(each)), None)
    if other is not None:
        both = "、".join(sorted(wanted & _wanted(other)))
        raise EffectRefused(
            f"采购 {other.number} 已经在统一采购这些数据：{both}", f"purchase {other.number} buys these items already: {both}",
            article=unified.article, shown=other.number, remedy_zh=f"并入采购 {other.number}", remedy_en=f"join it to {other.number}",
        )  # fmt: skip


def _wanted(case: Case) -> set[str]:
    return {str(name).strip() for name in case.facts["wanted"]} - {""}


def _shared_with(case: Case) -> Entry | None:
    wanted = _wanted(case)
    held = Count("current__items__name", filter=Q(current__items__name__in=wanted), distinct=True)
    found = Entry.objects.filter(_SHARED).exclude(provider=case.applicant_body).annotate(held=held)
    entry: Entry | None = (
        found.filter(held=len(wanted)).select_related("current").order_by("number").first() if wanted else None
    )
    return entry


def direct(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Show the entry that sharing can give instead. Raises: EffectRefused unless it is published and shared."""
    number = str(said.given()["shared_entry"])
    if not Entry.objects.filter(_SHARED, number=number).exists():
        raise EffectRefused(
            f"{number} 不是可以共享的已发布目录", f"{number!r} is no published entry that is shared", shown=number,
            remedy_zh="填写可以共享的目录编号", remedy_en="name an entry that can be shared",
        )  # fmt: skip


def merge(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Join a purchase to another that is open, where a text has the data authority manage what bodies buy.

    Source: 江苏条例 第十九条第二款; 湖南草案 第十四条 (procurement.managed_by). Raises: EffectRefused where no text does, or there is no
    purchase with this number.
    """
    term = term_of(case, "procurement.managed_by")
    if term is None or "data_authority" not in term.value:
        raise EffectRefused(
            "本地法规没有规定由数据主管部门统筹采购", "no text of the place has the data authority manage what bodies buy", shown=case.number,
            remedy_zh="分别审核各单位的采购", remedy_en="review the purchase of each body by itself",
        )  # fmt: skip
    number = str(said.given()["joint_purchase"])
    running = Case.objects.filter(procedure=PURCHASE, ended=False, decider=case.decider).exclude(pk=case.pk)
    if not running.filter(number=number).exists():
        raise EffectRefused(
            f"没有可以并入的在办采购 {number}", f"there is no open purchase {number!r} to join", shown=number,
            remedy_zh="填写同一部门统筹的在办采购编号", remedy_en="give the number of an open purchase of the same authority",
        )  # fmt: skip


def contracted(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Record a contract that says what the text demands of it.

    Source: 达州办法 第十一条第二款 (procurement.required_clause); 江苏条例 第四十条第一款 (procurement.required_venue). Raises: EffectRefused.
    """
    given = said.given()
    clause, objects = term_of(case, "procurement.required_clause"), term_of(case, "procurement.objects")
    if (
        clause is not None
        and objects is not None
        and case.facts["purchased"] in objects.value
        and not given.get("sharing_clause")
    ):
        names = clause.names[clause.value]
        raise EffectRefused(
            f"合同须写明实质性要求：{names['zh']}", f"a substantive requirement of the contract is missing: {names['en']}", article=clause.article, shown=given["contract"],
            remedy_zh="把这一条写入合同，并填写条款内容", remedy_en="put it into the contract and give the clause",
        )  # fmt: skip
    venue = term_of(case, "procurement.required_venue")
    if venue is not None and not given.get("venue"):
        names = venue.names[venue.value]
        raise EffectRefused(
            f"须在{names['zh']}采购", f"it has to be bought at a: {names['en']}", article=venue.article, shown=given["contract"],
            remedy_zh="填写交易场所", remedy_en="name the trading venue",
        )  # fmt: skip
    subject = Subject("case", case.number, case.procedure)
    facts = {"contract": given["contract"], "supplier": given["supplier"]}
    record(Event.PURCHASE_CONTRACT, subject, by=actor, at=now, facts=facts)


def delivered(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Name the entry in which what was bought stands. Raises: EffectRefused unless the buyer has published it for sharing.

    Source: 达州办法 第十一条第二款; 湖南草案 第十四条 (procurement.target).
    """
    number = str(said.given()["purchased_entry"])
    own = Entry.objects.filter(state=State.PUBLISHED, provider=case.applicant_body, number=number)
    target, clause = term_of(case, "procurement.target"), term_of(case, "procurement.required_clause")
    term = target or clause
    if not own.exists() or (term is not None and not own.filter(_SHARED).exists()):
        raise EffectRefused(
            f"{number} 不是本单位已发布的可共享目录", f"{number!r} is no published entry of the buyer that is shared", shown=number,
            article=term.article if term else None, remedy_zh="编制、发布可共享的目录后再登记", remedy_en="describe and publish it for sharing first",
        )  # fmt: skip


def payable(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Withhold the payment as long as what was bought is not shared. Source: 达州办法 第十一条第二款. Raises: EffectRefused."""
    lack = unshared(case)
    if lack is not None:
        raise EffectRefused(
            "采购的数据和成果没有共享，不予拨付", "the data was not shared, so the payment is withheld", article=lack.article, shown=case.number,
            remedy_zh="先把采购成果编入可共享的目录并登记", remedy_en="enter what was bought into the catalogue for sharing first",
        )  # fmt: skip
    record(Event.PURCHASE_PAY, Subject("case", case.number, case.procedure), by=actor, at=now)
