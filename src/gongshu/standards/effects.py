"""What the moves of a standard bring about. SQL only, in the move's transaction; each may refuse the move."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, record
from gongshu.cases import effects, resolved
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.law.terms import Terms
from gongshu.people.actor import Actor
from gongshu.standards import hearing
from gongshu.standards.enforcing import put_in_force, take_out
from gongshu.standards.models import NORM, Norm, NormVersion, Opinion
from gongshu.standards.recording import subject_of
from gongshu.standards.services.taking_effect import TAKE_EFFECT


def terms_of(case: Case) -> Terms:
    return resolved.read(case.law_id).terms(case.received_on)


def _norm(case: Case) -> tuple[Norm, NormVersion]:
    number = int(case.subjects.filter(kind=NORM).values_list("subject", flat=True)[0])
    norm = (
        Norm.objects.select_for_update(of=("self",)).select_related("body__region", "draft", "current").get(pk=number)
    )
    version = norm.draft or norm.current
    assert version is not None  # A standard without a draft is in force.
    return norm, version


def consult(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Note whom a draft is put before, and until when the public may say what it thinks."""
    norm, draft = _norm(case)
    given = said.given()
    draft.consulted = sorted({*draft.consulted, *map(str, given["consulted"])})
    until = given.get("public_until")
    if until:
        draft.public_until = until if isinstance(until, date) else date.fromisoformat(str(until))
    draft.save(update_fields=["consulted", "public_until"])
    facts = {"case": case.number, "bodies": list(given["consulted"]), "public_until": str(draft.public_until or "")}
    record(Event.STANDARD_CONSULT, subject_of(norm), by=actor, at=now, facts=facts)


def opine(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Keep what a body says of a draft; the newest opinion of a body counts."""
    norm, draft = _norm(case)
    agrees = case.state == "agreed"
    given = {
        "agrees": agrees, "text": said.reason.strip(), "at": now, "adopted": "", "answer": "", "answered_at": None, "answered_by": "",
    }  # fmt: skip
    Opinion.objects.update_or_create(version=draft, body=case.decider, defaults=given)
    facts = {"version": draft.number, "agrees": agrees, "case": case.number}
    record(Event.STANDARD_OPINION, subject_of(norm), by=actor, at=now, facts=facts)


def heard(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Refuse to issue what was not put before those whom the text names, or whose opinions are not answered.

    Source: 成都条例 第八条第一款; 江苏条例 第六十七条第一款; 湖南草案 第六条; 达州办法 第三十八条. Raises: EffectRefused naming the first that is missing.
    """
    norm = Norm.objects.select_related("body__region").get(pk=int(case.subjects.filter(kind=NORM)[0].subject))
    version = norm.versions.order_by("-number").first()
    assert version is not None
    assert case.decider is not None
    lack = next(hearing.lacks(norm, version, case.decider, terms_of(case), timezone.localdate(now)), None)
    if lack is not None:
        raise EffectRefused(
            lack.because["zh"], lack.because["en"], article=lack.article, shown=lack.shown,
            remedy_zh=lack.remedy["zh"], remedy_en=lack.remedy["en"],
        )  # fmt: skip


def issue(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Issue the draft as the next version; it holds from its day on, at once where that has come."""
    norm, draft = _norm(case)
    day = said.given()["in_force_from"]
    draft.in_force_from = day if isinstance(day, date) else date.fromisoformat(str(day))
    draft.issued_at, draft.case = now, case.number
    draft.save(update_fields=["in_force_from", "issued_at", "case"])
    norm.draft, norm.changed_at = None, now
    norm.save(update_fields=["draft", "changed_at"])
    facts = {"version": draft.number, "in_force_from": str(draft.in_force_from), "case": case.number}
    record(Event.STANDARD_ISSUE, subject_of(norm), by=actor, at=now, facts=facts)
    if draft.in_force_from <= timezone.localdate(now):
        put_in_force(norm, draft, now)
    else:
        ready = timezone.make_aware(datetime.combine(draft.in_force_from, time()))
        jobs.enqueue(TAKE_EFFECT, {"version": draft.pk}, key=str(draft.pk), at=now, ready=ready)


def give_back(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Give the draft back to its body: nobody is asked about it any more."""
    norm, draft = _norm(case)
    draft.public_until = None
    draft.save(update_fields=["public_until"])
    record(
        Event.STANDARD_RETURN, subject_of(norm), by=actor, at=now, facts={"version": draft.number, "case": case.number}
    )


def abolish(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Take a standard out of force with its elements and code sets; what named them keeps the name."""
    norm, version = _norm(case)
    take_out(norm, now)
    facts = {"version": version.number, "case": case.number, "reason": said.reason}
    record(Event.STANDARD_WITHDRAW, subject_of(norm), by=actor, at=now, facts=facts)


def _made(actor: Actor, case: Case) -> list[tuple[str, str]]:
    wanted = [int(each.subject) for each in case.subjects.filter(kind=NORM)]
    found = Norm.objects.visible_to(actor).filter(pk__in=wanted)
    return [(str(norm), reverse("standards:norm", args=[norm.pk])) for norm in found]


for name, run, form in (
    ("consult", consult, ("public_until",)), ("opine", opine, ()), ("heard", heard, ()), ("issue", issue, ()), ("return", give_back, ()),
    ("abolish", abolish, ()),
):  # fmt: skip
    effects.declare(effects.Effect(name=f"standards.{name}", run=run, form=form, made=_made))
