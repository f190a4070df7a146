"""Telling everybody who was given data that a decision found wrong, and keeping who has taken the mended data over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from gongshu.audit import Event, Subject, record
from gongshu.cases.models import Case, NoticeKind
from gongshu.cases.writing import notify
from gongshu.catalogue.models import Measure, Snapshot
from gongshu.grants import issuing
from gongshu.grants.errors import UnknownGrant
from gongshu.grants.holders import Holding, holders
from gongshu.grants.models import Handout, Recall
from gongshu.grants.models.handouts import Kind, Stage
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Body
from gongshu.people.permission import require, service


@service
def recall(entry: str, *, now: datetime, actor: Actor = SYSTEM) -> int:
    """Tell everybody who holds data of an entry about each measure that they have not been told of; return how many were told.

    Each receiver is told in a transaction of its own and once, so that a worker that was killed goes on where it stopped.
    Files made from what was wrong are stopped on the way. Source: 达州办法 第二十八条第二款.
    """
    require(actor, "grants.clock")
    waiting = (
        Measure.objects.visible_to(actor)
        .filter(entry__number=entry, told_at=None)
        .select_related("entry")
        .order_by("pk")
    )
    return sum(_tell_all(measure, actor, now) for measure in waiting)


def _tell_all(measure: Measure, actor: Actor, now: datetime) -> int:
    told = sum(_tell(measure, holding, actor, now) for holding in _holdings(measure))
    with transaction.atomic():
        held = Measure.objects.select_for_update(of=("self",)).select_related("entry").get(pk=measure.pk)
        if held.told_at is None:
            held.told_at = now
            held.save(update_fields=["told_at"])
            facts = {"case": held.case, "told": held.recalls.count()}
            record(Event.RECALL_TELL, _subject(held), by=actor, at=now, law=_law(held), facts=facts)
    return told


def _holdings(measure: Measure) -> Iterable[Holding]:
    """Return who has data that was wrong: whose grant runs, and who took any of it since, under a grant or directly."""
    first = Snapshot.objects.filter(number__in=measure.affected).order_by("at").values_list("at", flat=True).first()
    if first is None:
        return ()
    return holders(measure.entry.number, first)


def _tell(measure: Measure, holding: Holding, actor: Actor, now: datetime) -> int:
    to = {"body" if isinstance(holding.receiver, Body) else "account": holding.receiver}
    with transaction.atomic():
        said = {"grants": holding.grants, "uses": holding.uses, "told_at": now}
        made, new = Recall.objects.get_or_create(measure=measure, **to, defaults=said)
        if not new:
            return 0
        wrong = Handout.objects.filter(grant__number__in=holding.grants, kind=Kind.FILE, snapshot__in=measure.affected)
        for handout in wrong.exclude(stage=Stage.STOPPED).select_related("grant"):
            issuing.stop(handout, actor=actor, now=now)
            made.stopped += 1
        made.save(update_fields=["stopped"])
        case = Case.objects.get(number=measure.case)
        facts = {"address": f"/measures/{measure.case}", "kind": measure.kind, "article": measure.article}
        notify(case, NoticeKind.RECALL, holding.receiver, occasion=f"measure {measure.pk}", now=now, facts=facts)
    return 1


@service
def take_over(case: str, *, actor: Actor, now: datetime) -> int:
    """Record that this person's body, or this person, uses the mended data from now on; return how many measures that settles.

    Raises: UnknownGrant where nobody was told for them; Refused.
    """
    mine = {"body__code": actor.body} if actor.body else {"account_id": actor.account_id}
    found = list(
        Recall.objects.visible_to(actor).filter(measure__case=case, **mine).select_related("body", "measure__entry")
    )
    if not found or (not actor.body and actor.account_id is None):
        raise UnknownGrant(
            f"办件 {case} 没有告知您更换数据", f"nobody told you to replace data in {case}", shown=case,
            remedy_zh="核对编号", remedy_en="check the number",
        )  # fmt: skip
    for each in found:
        require(actor, "grants.take_over", each)
    with transaction.atomic():
        due = list(
            Recall.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in found], taken_at=None)
        )
        for each in due:
            each.taken_at, each.taken_by = now, actor.login
            each.save(update_fields=["taken_at", "taken_by"])
        if due:
            measure = found[0].measure
            record(Event.RECALL_TAKE, _subject(measure), by=actor, at=now, law=_law(measure), facts={"case": case})
    return len(due)


def _subject(measure: Measure) -> Subject:
    return Subject("catalogue-entry", measure.entry.number, measure.entry.shown.title)


def _law(measure: Measure) -> str:
    return measure.cited.label if measure.cited else ""
