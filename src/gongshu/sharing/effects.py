"""Answering a verification: the record of who answered how, in the transaction of the move."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from gongshu import jobs
from gongshu.audit import Event, Subject, record
from gongshu.cases import effects
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.models.entries import ENTRY
from gongshu.grants.issuing import article_of
from gongshu.people.actor import Actor
from gongshu.sharing import queries, questions
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


def look_again(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Have the machine look once more: what was asked has changed, so what it found answers nothing any more."""
    Verification.objects.filter(case=case.number).delete()
    jobs.enqueue("sharing.prepare", {"subject": case.number}, key=f"{case.number} v{case.version}", at=now)


def _found(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """The page of what the machine found: the source's as soon as there is something, the asker's when the source has answered."""
    if queries.verification(actor, case.number) is None:
        return []
    return [(_("核对结果"), reverse("sharing:verification", args=[case.number]))]


effects.declare(
    effects.Effect(name="sharing.answer_verification", run=answer_verification, form=("answer",), made=_found)
)
effects.declare(effects.Effect(name="sharing.look_again", run=look_again))
