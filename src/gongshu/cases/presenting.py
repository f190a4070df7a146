"""One case as JSON and as a timeline: what scripts, the API and the case page show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongshu.cases import facts, resolved
from gongshu.cases.glances import first_clock, table_title
from gongshu.cases.models import Bond, Case, Clock, Move, NoticeKind
from gongshu.cases.offering import Field, OfferedMove
from gongshu.cases.queries import moves_for
from gongshu.law.articles import Article
from gongshu.law.procedures import Procedure
from gongshu.people.actor import ANYONE, Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Account
from gongshu.ui.moments import local_iso

NOTICE_WORDS: Mapping[str, Any] = {
    NoticeKind.REMIND: _("即将到期"),
    NoticeKind.ESCALATE: _("已逾期"),
    NoticeKind.URGE: _("申请方催办"),
    NoticeKind.COMPLETE: _("需要补正"),
    NoticeKind.ANSWERED: _("已作出决定"),
    NoticeKind.ASKED: _("请您的单位办理"),
    NoticeKind.MOVED_DUE: _("期限已调整"),
    NoticeKind.HELD: _("新数据未通过开放前检查，暂不发布"),
    NoticeKind.RECALL: _("您使用的数据有误，请更换"),
    NoticeKind.STOP: _("接口计划停用"),
    NoticeKind.STOP_OFF: _("原定的接口停用已取消"),
    NoticeKind.LOST: _("接口连接不上"),
    NoticeKind.FOUND: _("接口恢复连接"),
    NoticeKind.MISSED: _("订阅数据未送达"),
    NoticeKind.RESUMED: _("订阅数据恢复送达"),
}  # what a notice says in the page and in a mail


def to_json(case: Case, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return a case with what this person may do next. `due` and `article` are those of the clock that ends first."""
    return {**summary(case), **_details(case, actor), "moves": [_offered(each) for each in moves_for(actor, case, now)]}


def summary(case: Case) -> dict[str, Any]:
    """Return the keys that lists and scripts rely on, without moves."""
    rules = resolved.read(case.law_id)
    table = rules.procedure(case.procedure)
    clock = first_clock(case) or case.clocks.order_by("-due").first()
    article = article_of(clock.article) if clock else table.article
    return {
        "number": case.number,
        "procedure": case.procedure,
        "title": dict(table.title),
        "state": case.state,
        "state_title": dict(table.states[case.state].title),
        "ended": case.ended,
        "due": clock.due.isoformat() if clock else None,
        "provisional": bool(clock and clock.provisional),
        "late": bool(clock and clock.missed_at),  # answered or not, the last day has passed
        "article": article.label if article else None,
        "about": [each.subject for each in case.subjects.all()],
        "applicant": case.applicant_body.code
        if case.applicant_body
        else (case.applicant_account.login if case.applicant_account else None),
        "decider": case.decider.code if case.decider else None,
        "received": local_iso(case.received_at),
        "closed": local_iso(case.closed_at),
        "version": case.version,
    }


def _details(case: Case, actor: Actor) -> dict[str, Any]:
    proposal = case.proposal
    if proposal:
        article = article_of(proposal["article"])
        proposal = {**proposal, "article": article.label if article else None}
    return {
        "facts": {key: value for key, value in case.facts.items() if key != "days_article"},
        "proposal": proposal,
        "clocks": [_clock(each) for each in case.clocks.order_by("id")],
        "children": [each.number for each in Case.objects.visible_to(actor).filter(parent=case).order_by("id")],
        "parent": case.parent.number if case.parent else None,
        "bond": case.bond or None,
        "law": case.law_id,
        "history": [_move(each) for each in case.moves.all()],
        "letters": list(case.letters.order_by("id").values_list("number", flat=True)),
    }


def _clock(clock: Clock) -> dict[str, Any]:
    article = article_of(clock.article)
    stands = "met" if clock.met_at else "stopped" if clock.stopped_at else "paused" if clock.paused_since else "running"
    return {
        "clock": clock.key, "due": clock.due.isoformat(), "unit": clock.unit.replace("-", "_"), "article": article.label if article else None,
        "status": clock.status, "provisional": clock.provisional, "extended": clock.extended, "stands": stands,
        "missed": clock.missed_at is not None, "owed_by": clock.owed_by.code if clock.owed_by else None,
    }  # fmt: skip


def _move(move: Move) -> dict[str, Any]:
    article = article_of(move.article)
    return {
        "outcome": move.outcome, "from": move.from_state, "to": move.to_state, "by": move.by_login, "body": move.by_body or None,
        "at": local_iso(move.at), "article": article.label if article else None, "reason": move.statement.get("reason") or None,
        "basis": move.statement.get("basis") or None, "differs": move.differs,
    }  # fmt: skip


def _offered(move: OfferedMove) -> dict[str, Any]:
    return {
        "outcome": move.outcome, "title": dict(move.title), "proposed": move.proposed, "article": move.article.label if move.article else None,
        "requires": [each.key for each in move.fields if each.required], "form": [asdict(each) for each in move.fields],
        "passes_on": move.passes_on or None,
    }  # fmt: skip


def article_of(kept: Mapping[str, str] | None) -> Article | None:
    """Return an article that was kept as JSON."""
    return Article(**kept) if kept else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a case's timeline."""

    at: datetime
    title: Mapping[str, str]
    to: Mapping[str, str]
    who: str
    body: str
    article: Article | None
    statement: Mapping[str, Any]
    said: Sequence[tuple[Mapping[str, str], Any]]  # the facts of the statement, with their labels
    proposed: Mapping[str, str] | None  # what the law proposed, where the officer decided otherwise
    passed: tuple[Mapping[str, Any], ...]  # who saw it inside the body before
    by_clock: bool


def timeline(case: Case, actor: Actor) -> list[Happening]:
    """Return all that happened to a case, oldest first; its opening is the first line.

    Who saw an answer inside a body before it was given is told to that body and to auditors.
    """
    rules = resolved.read(case.law_id)
    table = rules.procedure(case.procedure)
    kinds = facts.kinds_of(table, rules, case.received_on)
    first = "divided" if case.children.filter(bond=Bond.PART).exists() else table.initial
    return [
        _opened(case, table.states[first].title),
        *(_happening(table, move, kinds, actor) for move in case.moves.all()),
    ]


def is_inside(actor: Actor, body: str) -> bool:
    """Whether this person may know how a body came to its answer."""
    return bool(body and actor.body == body) or actor.has(Duty.AUDITOR) or actor.has(Duty.AUDIT_ADMIN)


def _opened(case: Case, state: Mapping[str, str]) -> Happening:
    name = Account.objects.filter(login=case.opened_by).values_list("name", flat=True).first()
    return Happening(
        at=case.received_at, title={"zh": "收到", "en": "Received"}, to=state, who=name or case.opened_by or ANYONE.name,
        body=case.applicant_body.zh if case.applicant_body else "", article=None, statement={}, said=(), proposed=None, passed=(),
        by_clock=case.opened_by == "clock",
    )  # fmt: skip


def _happening(table: Procedure, move: Move, kinds: Mapping[str, Mapping[str, Any]], actor: Actor) -> Happening:
    return Happening(
        at=move.at, title=table_title(table, move.from_state, move.outcome), to=table.states[move.to_state].title, who=move.by_name,
        body=move.by_body_name, article=article_of(move.article), statement=move.statement, said=facts.in_words(move.statement.get("facts") or {}, kinds),
        proposed=table_title(table, move.from_state, move.proposal["outcome"]) if move.proposal and move.differs else None,
        passed=tuple(move.passed) if is_inside(actor, move.by_body) else (), by_clock=move.via == "clock",
    )  # fmt: skip


def form_json(table: Procedure, fields: Sequence[Field]) -> dict[str, Any]:
    """Return what opening a case asks for, for programs and for `case template`."""
    article = table.article.label if table.article else None
    return {
        "procedure": table.name, "title": dict(table.title), "about": table.about, "several": table.several, "article": article,
        "facts": [{**asdict(each), "label": dict(each.label), "help": dict(each.help)} for each in fields],
    }  # fmt: skip
