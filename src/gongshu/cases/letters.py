"""Letters of a case: what they say is fixed with the move, the PDF is made by a job after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from gongshu import jobs
from gongshu.cases import facts as facts_
from gongshu.cases.models import Case, Letter, LetterKind, Move
from gongshu.cases.resolved import CaseLaw
from gongshu.law.articles import Article
from gongshu.law.commitments import clauses
from gongshu.law.procedures import Procedure

JOB = "cases.letter"


def write(
    case: Case, kind: LetterKind, procedure: Procedure, rules: CaseLaw, *, now: datetime, move: Move | None = None
) -> Letter:
    """Write a letter's row and the job that makes its PDF, in the caller's transaction."""
    number = f"{case.number}-{case.letters.count() + 1:02d}"
    said: dict[str, Any] = {
        "title": kind.label if case.respondent is None else "处理决定书",
        "number": number,
        "receiver": _decider(case) if kind is LetterKind.COMMITMENT else _addressee(case),
        "date": timezone.localdate(now).isoformat(),
    }
    said |= {
        "paragraphs": _paragraphs(case, kind, procedure, rules, move),
        "signature": _applicant(case) if kind is LetterKind.COMMITMENT else _decider(case),
    }
    said |= {
        "articles": _articles(case, kind, move, procedure, rules),
        "remedy": _remedy(case) if kind is LetterKind.REFUSAL or case.respondent else "",
    }
    said |= {"case": case.number, "code": case.receipt_code}
    letter = Letter.objects.create(case=case, move=move, number=number, kind=kind, facts=said, at=now)
    jobs.enqueue(JOB, {"letter": letter.pk}, key=number, at=now)
    return letter


def _decider(case: Case) -> str:
    return case.decider.zh if case.decider else ""


def _addressee(case: Case) -> str:
    """Whom a letter goes to: whoever the case is against, else whoever applied."""
    if case.respondent is None:
        return _applicant(case)
    return case.respondent_body.zh if case.respondent_body else str(case.respondent)


def _applicant(case: Case) -> str:
    return (
        case.applicant_body.zh
        if case.applicant_body
        else (case.applicant_account.name if case.applicant_account else str(case.facts.get("contact_name", "")))
    )


def _paragraphs(case: Case, kind: LetterKind, procedure: Procedure, rules: CaseLaw, move: Move | None) -> list[str]:
    about = "、".join(f"{each.label}({each.subject})" for each in case.subjects.order_by("id"))
    day = f"{case.received_on.year}年{case.received_on.month}月{case.received_on.day}日"
    if case.respondent is not None:
        return _against(case, about, procedure, rules, move)
    first = (
        f"你方关于{about}的{procedure.title['zh']}（{case.number}）于{day}收到。"
        if about
        else f"{case.number} 于{day}收到。"
    )
    if kind is LetterKind.COMMITMENT:
        return _committed(case, about, procedure, rules)
    if kind is LetterKind.RECEIPT:
        return [first, *_terms(case), f"凭编号 {case.number} 和查询码 {case.receipt_code} 可随时查询办理进展。"]
    said: dict[str, Any] = move.statement if move else {}
    facts = said.get("facts") or {}
    if kind is LetterKind.COMPLETION:
        return [
            first,
            "经审查，申请材料尚须补正，现一次性告知如下：",
            str(facts.get("missing", "")),
            "请补正后重新提交。",
        ]
    return [first, f"办理结果：{procedure.states[case.state].title['zh']}。", *_said(case, procedure, rules, said)]


def _against(case: Case, about: str, procedure: Procedure, rules: CaseLaw, move: Move | None) -> list[str]:
    """What a decision says to whoever it is against: what was done, why, and until when they have to act."""
    step = procedure.states[move.from_state].steps.get(move.outcome) if move else None
    running = [clock for clock in case.clocks.all() if clock.is_running and clock.status == "asked"]
    return [
        f"关于{about}，现就{procedure.title['zh']}（{case.number}）决定如下：{step.title['zh'] if step else ''}。",
        *_said(case, procedure, rules, move.statement if move else {}),
        *(f"请在{clock.due.year}年{clock.due.month}月{clock.due.day}日前改正并报告。" for clock in running),
        "如对认定的事实有异议，可以向本机关陈述、申辩。",
    ]


def _said(case: Case, procedure: Procedure, rules: CaseLaw, said: Mapping[str, Any]) -> list[str]:
    kinds = facts_.kinds_of(procedure, rules, case.received_on)
    parts = [f"理由：{said['reason']}"] if said.get("reason") else []
    parts += [f"依据：{said['basis']}"] if said.get("basis") else []
    return parts + [
        f"{kinds[key]['label']['zh']}：{(kinds[key].get('options') or {}).get(value, {}).get('zh', value)}"
        for key, value in (said.get("facts") or {}).items()
        if key in kinds and isinstance(value, str)
    ]


def _committed(case: Case, about: str, procedure: Procedure, rules: CaseLaw) -> list[str]:
    """What the applicant signed: for what the data is asked, and each clause of the place's texts with its article."""
    asked = [
        f"{rules.facts[key]['label']['zh']}：{case.facts[key]}"
        for key in ("purpose", "scenario")
        if case.facts.get(key)
    ]
    signed = [
        f"{place}. {clause.words['zh']}{f'（{clause.article}）' if clause.article else ''}；"
        for place, clause in enumerate(clauses(procedure, rules.terms(case.received_on)), 1)
    ]
    signed[-1] = f"{signed[-1][:-1]}。"
    return [
        f"我方申请使用{about}（{case.number}）。",
        *asked,
        "我方承诺：",
        *signed,
        f"签署：{case.facts['commitment']}。",
    ]


def _terms(case: Case) -> list[str]:
    return [
        f"答复期限至{clock.due.year}年{clock.due.month}月{clock.due.day}日止"
        + ("(节假日安排公布前暂定)。" if clock.provisional else "。")
        for clock in case.clocks.all()
    ]


def _articles(case: Case, kind: LetterKind, move: Move | None, procedure: Procedure, rules: CaseLaw) -> list[str]:
    if kind is LetterKind.COMMITMENT:
        cited = [clause.article for clause in clauses(procedure, rules.terms(case.received_on))]
        return list(dict.fromkeys(str(article) for article in cited if article))
    held = [move.article if move else None, *(clock.article for clock in case.clocks.all())]
    return list(dict.fromkeys(str(Article(**each)) for each in held if each))


def _remedy(case: Case) -> str:
    """Tell the ways that stand open to whoever was refused; no text here sets a time for them, so none is named."""
    above = case.superior.zh if case.superior else ""
    if (case.respondent or case.applicant_body) and not case.respondent_account:
        return f"对本答复有异议的，可以向{above}提出。" if above else "对本答复有异议的，可以向本单位的上级机关提出。"
    return "对本答复不服的，可以依法申请行政复议或者提起行政诉讼。"
