"""Answering a verification: the record of who answered how, in the transaction of the move."""

from __future__ import annotations

from datetime import datetime

from gongshu.audit import Event, Subject, record
from gongshu.cases import effects
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.models.entries import ENTRY
from gongshu.grants.issuing import article_of
from gongshu.people.actor import Actor
from gongshu.sharing import questions
from gongshu.sharing.models import By, Verification


def answer_verification(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Keep the answer. It counts as the machine's only if it says just what the machine found."""
    given = str(said.given().get("answer", ""))
    found, _ = Verification.objects.get_or_create(
        case=case.number, defaults={"entry": case.subjects.get(kind=ENTRY).subject}
    )
    as_found = bool(found.found) and given == "{}({})".format(*questions.summary(found.found))
    found.by = By.PERSON if not as_found else By.BATCH if len(found.found) > 1 else By.MACHINE
    found.answer, found.answered_at, found.answered_by = given, now, actor.login
    if found.by == By.PERSON:
        found.found = []  # The person's answer stands alone; what the machine thought is not given along.
    found.save()
    last = case.moves.order_by("-place").first()
    article = article_of(last.article) if last else None
    facts = {
        "entry": found.entry,
        "by": found.by,
        "questions": len(case.facts.get("keys") or []),
        "snapshot": found.snapshot,
    }
    record(
        Event.VERIFY_ANSWER,
        Subject("case", case.number, found.entry),
        by=actor,
        at=now,
        law=article.label if article else "",
        facts=facts,
    )


effects.declare(effects.Effect(name="sharing.answer_verification", run=answer_verification, form=("answer",)))
