"""The regular review of attributes and levels: each body is asked for what is due, and looks at each entry."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.cases import services as cases
from gongshu.cases.models import Case, CaseSubject
from gongshu.catalogue.errors import NotProvided, NotYet
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.words import State
from gongshu.classification import due
from gongshu.classification.errors import Unfit
from gongshu.classification.models import AttributeReview
from gongshu.classification.models.reviews import PROCEDURE, Outcome
from gongshu.classification.services.grading import own
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Body
from gongshu.people.models.bodies import Status
from gongshu.people.permission import require, service

_MOST = 200  # entries of one round; what is left comes with the next
_LONGEST = 500


@service
def review(number: str, outcome: str, reason: str, *, actor: Actor, now: datetime) -> AttributeReview:
    """Keep that the provider looked at attributes and level of an entry: they stay, or are to be changed; return it.

    Source: 达州办法 第十九条第二款; 成都条例 第十三条第二款. Raises: NotProvided where no text asks for it; NoSuchEntry; NotYet before publication;
    Unfit without an outcome and a reason; Refused.
    """
    entry, asked = own(number, actor), due.asked(timezone.localdate(now))
    if not asked:
        raise NotProvided("本地法规没有规定更新属性", "no text of the place has attributes updated", where=number)
    if entry.state != State.PUBLISHED or entry.current is None:
        raise NotYet(f"{number} 尚未发布", f"{number} is not published", where=number)
    if outcome not in Outcome.values or not reason.strip() or len(reason) > _LONGEST:
        raise Unfit(
            number,
            [
                (
                    f"须选择结论，并写明依据和理由，不超过 {_LONGEST} 个字符",
                    f"choose an outcome and say what it rests on, in at most {_LONGEST} characters",
                )
            ],
            asked[0].article,
        )
    case = _round_of(entry)
    with transaction.atomic():
        made = AttributeReview.objects.create(
            entry=entry,
            version=entry.current.number,
            outcome=outcome,
            reason=reason.strip(),
            case=case,
            at=now,
            by=actor.login,
        )
        facts = {"outcome": outcome, "version": made.version, "case": case}
        record(Event.ATTRIBUTES_REVIEW, subject_of(entry), by=actor, at=now, law=str(asked[0].article), facts=facts)
    return made


def _round_of(entry: Entry) -> str:
    found: str | None = (
        CaseSubject.objects.filter(kind=ENTRY, subject=entry.number, case__procedure=PROCEDURE, case__ended=False)
        .values_list("case__number", flat=True)
        .first()
    )
    return found or ""


@service
def ask(*, now: datetime) -> list[Case]:
    """Open a round for every body that has entries due and no open round, and return the cases.

    A case carries the node's own term and the reminders. Source: 达州办法 第十九条第二款.
    """
    require(SYSTEM, "classification.clock")
    day = timezone.localdate(now)
    if due.cycle(day) is None:
        return []
    running = Case.objects.filter(procedure=PROCEDURE, ended=False).values("decider")
    opened = []
    for body in Body.objects.filter(status=Status.LIVE).exclude(pk__in=running).order_by("code"):
        entries = list(due.due_of(body, day)[:_MOST])
        if not entries:
            continue
        with transaction.atomic():
            said = {"entries_due": "\n".join(f"{each.number} {each.shown.title}" for each in entries)}
            case = cases.open_case(
                PROCEDURE, [each.number for each in entries], said, actor=SYSTEM, now=now, applicant=body
            )
            facts = {"case": case.number, "entries": len(entries)}
            record(Event.REVIEW_ASK, Subject("body", body.code, body.short), by=SYSTEM, at=now, facts=facts)
        opened.append(case)
    return opened
