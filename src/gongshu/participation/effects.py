"""What moderation and answers bring about: rows that public pages read, written in the move's transaction."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Model
from django.urls import reverse

from gongshu.audit import Event, Subject, record
from gongshu.cases import effects
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.participation.models import Question, Reuse
from gongshu.participation.models.shown import Used
from gongshu.people.actor import Actor
from gongshu.people.models import Body

SHOWING = ("participation.show_question", "participation.show_reuse")


def show_question(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Show a question as it was asked, with the day until which its answer was promised."""
    entry = _entries(case)[0] if case.subjects.exists() else None
    clock = case.clocks.order_by("due").first()
    body = entry.provider if entry else _decider(case)
    Question.objects.create(
        case=case.number,
        entry=entry,
        title=str(case.facts["subject_line"])[:200],
        text=str(case.facts["issue"]),
        asked_on=case.received_on,
        shown_at=now,
        body=body,
        due=clock.due if clock else None,
    )
    _note(Event.QUESTION_SHOW, case, actor, now)


def answer(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Put the answer below its question, and whether it kept the term."""
    clock = case.clocks.order_by("due").first()
    question = Question.objects.select_for_update().get(case=case.number)
    question.answer, question.answered_at = str(said.given()["answer"]), now
    question.due, question.late = clock.due if clock else None, bool(clock and clock.missed_at)
    question.save(update_fields=["answer", "answered_at", "due", "late"])
    _note(Event.QUESTION_ANSWER, case, actor, now)


def show_reuse(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Show what somebody made. Raises: EffectRefused for a link that is no web address."""
    link = str(case.facts.get("link", ""))
    if link and not (link.startswith(("https://", "http://")) and urlsplit(link).hostname):
        raise EffectRefused(
            f"网址“{link}”不是有效的网页地址",
            f"{link!r} is no address of a page",
            remedy_zh="请提交人更正后重新提交",
            remedy_en="its maker has to submit it again with an address that begins with https://",
            shown=link,
        )
    made = Reuse.objects.create(
        case=case.number,
        title=str(case.facts["subject_line"])[:200],
        maker=str(case.facts["maker"])[:120],
        text=str(case.facts["description"]),
        link=link,
        shown_at=now,
    )
    Used.objects.bulk_create([Used(reuse=made, entry=entry) for entry in _entries(case)])
    _note(Event.REUSE_SHOW, case, actor, now)


def hide(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Take what a case has shown out of all pages; the case keeps it."""
    shown = 0
    for model in (Question, Reuse):
        shown += model.objects.filter(case=case.number, hidden_at__isnull=True).update(hidden_at=now)
    if shown:
        _note(Event.SHOWN_HIDE, case, actor, now)


def _entries(case: Case) -> list[Entry]:
    numbers = list(case.subjects.filter(kind=ENTRY).order_by("id").values_list("subject", flat=True))
    found = {entry.number: entry for entry in Entry.objects.select_related("provider").filter(number__in=numbers)}
    return [found[number] for number in numbers]


def _decider(case: Case) -> Body:
    assert case.decider is not None  # only divided cases have none, and these tables divide nothing
    return case.decider


def _note(event: Event, case: Case, actor: Actor, now: datetime) -> None:
    about = list(case.subjects.values_list("subject", flat=True))
    record(event, Subject("case", case.number, case.procedure), by=actor, at=now, facts={"about": about})


def _made(model: type[Question] | type[Reuse], page: str) -> effects.Made:
    def made(actor: Actor, case: Case) -> list[tuple[str, str]]:
        shown: list[Model] = list(model.objects.all().visible_to(actor).filter(case=case.number))
        return [(str(each), f"{reverse(page)}#{each.pk}") for each in shown]

    return made


_QUESTION = _made(Question, "participation:questions")
effects.declare(effects.Effect(name="participation.show_question", run=show_question, made=_QUESTION))
effects.declare(effects.Effect(name="participation.answer", run=answer, made=_QUESTION))
effects.declare(
    effects.Effect(name="participation.show_reuse", run=show_reuse, made=_made(Reuse, "participation:reuses"))
)
effects.declare(effects.Effect(name="participation.hide", run=hide))
