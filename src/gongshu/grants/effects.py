"""The effects of decisions on grants, by the names that procedure tables use. Each writes SQL only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext

from gongshu.cases import effects
from gongshu.cases.effects import Effect
from gongshu.cases.errors import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.models.entries import ENTRY
from gongshu.grants import issuing
from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State
from gongshu.grants.subjects import KIND
from gongshu.law.articles import Article
from gongshu.people.actor import Actor

TERMS = ("items", "rows", "masking", "starts_on", "until", "quota", "purpose_kind", "handout")
Act = Callable[[Grant, Case, Statement, Article | None, Actor, datetime], None]


def issue(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Issue one grant for every entry of the case."""
    entries = [each.subject for each in case.subjects.filter(kind=ENTRY).order_by("pk")]
    if not entries:
        raise EffectRefused(
            f"{case.number} 未写明数据目录",
            f"{case.number} names no entry, so there is nothing to grant",
            shown=case.number,
        )
    for entry in entries:
        issuing.issue(case, entry, _terms(said), article=_article(case), actor=actor, now=now)


def _terms(said: Statement) -> dict[str, object]:
    given = said.given()
    return {**given, "kinds": given["handout"]} if given.get("handout") else given


def _article(case: Case) -> Article | None:
    """The article of the move that is being made."""
    last = case.moves.order_by("-place").first()
    return issuing.article_of(last.article) if last else None


def _grants_of(case: Case, needed: bool) -> list[Grant]:
    """The grants that a case is about, or those that it decided on. Raises: EffectRefused where there is none but must be."""
    named = list(case.subjects.filter(kind=KIND).values_list("subject", flat=True))
    decided = list(
        Grant.objects.filter(case=case.number)
        .exclude(state__in=[State.ENDED, State.EXPIRED])
        .values_list("number", flat=True)
    )
    found = issuing.locked(named or decided)
    if needed and not found:
        raise EffectRefused(f"{case.number} 没有有效的授权", f"{case.number} has no grant that runs", shown=case.number)
    return found


def _on_each(act: Act, *, needed: bool = True) -> effects.Run:
    def run(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
        article = _article(case)
        for grant in _grants_of(case, needed):
            act(grant, case, said, article, actor, now)

    return run


def _end(grant: Grant, case: Case, said: Statement, article: Article | None, actor: Actor, now: datetime) -> None:
    issuing.end(grant, State.ENDED, said.reason, article=article, actor=actor, now=now)


def _expire(grant: Grant, case: Case, said: Statement, article: Article | None, actor: Actor, now: datetime) -> None:
    issuing.end(grant, State.EXPIRED, said.reason, article=article, actor=actor, now=now)


def _renew(grant: Grant, case: Case, said: Statement, article: Article | None, actor: Actor, now: datetime) -> None:
    issuing.renew(grant, date.fromisoformat(str(said.given()["until"])), article=article, actor=actor, now=now)


def _change(grant: Grant, case: Case, said: Statement, article: Article | None, actor: Actor, now: datetime) -> None:
    issuing.change(grant, case, _terms(said), article=article, actor=actor, now=now)


def _suspend(grant: Grant, case: Case, said: Statement, article: Article | None, actor: Actor, now: datetime) -> None:
    issuing.suspend(grant, said.reason, article=article, actor=actor, now=now)


def _restore(grant: Grant, case: Case, said: Statement, article: Article | None, actor: Actor, now: datetime) -> None:
    issuing.restore(grant, said.reason, article=article, actor=actor, now=now)


def _issued(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """The grants that a case gave, for whoever may see them."""
    word = gettext("数据使用授权")
    numbers = (
        Grant.objects.visible_to(actor).filter(case=case.number).order_by("number").values_list("number", flat=True)
    )
    return [(f"{word} {number}", f"/grants/{number}") for number in numbers]


effects.declare(Effect(name="grants.issue", run=issue, form=TERMS, made=_issued))
effects.declare(Effect(name="grants.end", run=_on_each(_end)))
# Misuse may have ended the grants before their last day; the clock then has nothing left to do.
effects.declare(Effect(name="grants.expire", run=_on_each(_expire, needed=False)))
effects.declare(Effect(name="grants.renew", run=_on_each(_renew), form=("until",)))
effects.declare(Effect(name="grants.change", run=_on_each(_change), form=("purpose", *TERMS)))
effects.declare(Effect(name="grants.suspend", run=_on_each(_suspend)))
effects.declare(Effect(name="grants.restore", run=_on_each(_restore)))
