"""What the moves of a demand bring about: its row in the list, written in the move's transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.cases import effects, resolved
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Bond, Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.lists import KINDS
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import OPENED
from gongshu.catalogue.words import State
from gongshu.demand.models import Demand, Use
from gongshu.law.terms import Term
from gongshu.people.actor import Actor

# What a text says becomes of a demand that is met, and the list in which the entry then stands.
_STANDS_IN: Final = {
    "added_to_sharing_responsibility_list": "sharing_responsibility_list",
    "opened_on_platform": "opening_catalogue",
}


def use_of(case: Case) -> Use:
    """What a public body needs it is to be shared with; what the public needs is to be opened."""
    return Use.SHARING if case.applicant_body_id else Use.OPENING


def admit(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Put the demand into the list with the provider that was assigned; assigned again, it keeps its number."""
    _keep(case, source=case.provider, lead=None)
    _note(Event.DEMAND_ASSIGN, case, actor, now, source=case.provider.code if case.provider else "")


def merge(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Join the demand to another of the list. Raises: EffectRefused unless that one is of the same use and not joined itself."""
    number = str(said.given()["lead"])
    found = Demand.objects.filter(use=use_of(case), lead__isnull=True, hidden_at__isnull=True).exclude(case=case.number)
    lead = found.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if lead is None:
        raise EffectRefused(
            f"需求清单中没有可以并入的需求“{number}”", f"the list of demands has no demand {number!r} to merge into",
            remedy_zh="填写同类、未合并的需求在清单中的编号", remedy_en="give the number of a demand of the same kind that is not merged itself", shown=number,
        )  # fmt: skip
    _keep(case, lead=lead, source=None)
    _note(Event.DEMAND_MERGE, case, actor, now, lead=lead.pk)


def _keep(case: Case, **given: object) -> None:
    said = {
        "use": use_of(case),
        "title": str(case.facts["subject_line"])[:200],
        "need": str(case.facts["need"]),
        "asked_on": case.received_on,
        "needer": case.applicant_body,
        "hidden_at": None,
    }
    Demand.objects.update_or_create(case=case.number, defaults={**said, **given})


def direct(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Show what there is already. Raises: EffectRefused unless whoever asks may apply for the entry that is named."""
    entry = _published(str(said.given()["entry"]))
    reachable = entry is not None and (case.applicant_body_id or (entry.current and entry.current.opening in OPENED))
    if not reachable:
        raise EffectRefused(
            "所填目录不是需求方可以看到的已发布目录", "this is no published entry that whoever asks can see",
            remedy_zh="填写需求方可以申请或者获取的目录编号，或者确定数源单位", remedy_en="name an entry that they can apply for or get, or assign the demand",
            shown=said.given()["entry"],
        )  # fmt: skip
    _note(Event.DEMAND_DIRECT, case, actor, now, entry=said.given()["entry"])


def consulted(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Raise EffectRefused where the text has the provider consulted and it has not answered yet."""
    term = _term(case, "consult")
    answered = case.children.filter(bond=Bond.ASKED, ended=True, decider=case.provider)
    if term is not None and term.value == "provider" and not answered.exists():
        raise EffectRefused(
            "尚未与数源单位协商", "the provider has not been consulted yet", article=term.article,
            remedy_zh="先与数源单位协商，待其答复", remedy_en="consult the provider first and wait for its answer",
            shown=case.provider.code if case.provider else "",
        )  # fmt: skip


def promise(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Write the meeting and the last day that was promised there into the list."""
    given = said.given()
    demand = _locked(case)
    demand.met_on, demand.due = date.fromisoformat(str(given["met_on"])), _due(case)
    if demand.met_on > timezone.localdate(now):
        raise EffectRefused(
            "对接日期在今天之后", "the meeting is after today", shown=given["met_on"],
            remedy_zh="填写已经召开的对接会的日期", remedy_en="give the day of a meeting that was held",
        )  # fmt: skip
    demand.save(update_fields=["met_on", "due"])
    _note(Event.DEMAND_PROMISE, case, actor, now, due=str(demand.due), met_on=str(demand.met_on))


def refuse(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Say in the list that the demand cannot be met, and why."""
    demand = _locked(case)
    demand.declined_at, demand.reason = now, str(said.given()["reason"])
    demand.save(update_fields=["declined_at", "reason"])
    _note(Event.DEMAND_DECLINE, case, actor, now)


def deliver(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Name the entry that meets the demand. Raises: EffectRefused unless the provider published it and it stands where the text wants it."""
    number = str(said.given()["entry"])
    entry, term = _published(number), _term(case, "outcome")
    if entry is None or entry.provider_id != case.provider_id:
        raise EffectRefused(
            f"{number} 不是数源单位已发布的目录", f"{number!r} is no published entry of the provider", shown=number,
            remedy_zh="先编制并发布目录，再填写其编号", remedy_en="describe and publish the entry first, then give its number",
        )  # fmt: skip
    kind = KINDS[_STANDS_IN[str(term.value)]] if term is not None else None
    if kind is not None and not Entry.objects.filter(kind.holds, pk=entry.pk).exists():
        raise EffectRefused(
            f"{number} 没有列入{kind.title}", f"{number} does not stand in the list {kind.name}", shown=number,
            article=term.article if term else None,
            remedy_zh="变更目录的属性并经审核发布后再供给", remedy_en="change the attribute of the entry by a reviewed version first",
        )  # fmt: skip
    Demand.objects.filter(case=case.number).update(entry=entry, delivered_at=now)
    _note(Event.DEMAND_DELIVER, case, actor, now, entry=number)


def confirm(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Close the demand. Raises: EffectRefused for a merged one as long as nothing was supplied to the one it was merged into."""
    demand = _locked(case)
    if (demand.lead or demand).delivered_at is None:
        raise EffectRefused(
            "所并入的需求尚未供给数据", "nothing was supplied yet to the demand that this was merged into",
            remedy_zh="待数源单位供给后再确认", remedy_en="confirm when the provider has supplied the data", shown=demand.lead_id or "",
        )  # fmt: skip
    demand.confirmed_at = now
    demand.save(update_fields=["confirmed_at"])
    _note(Event.DEMAND_CONFIRM, case, actor, now)


def reject(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Take the supply back: the promise runs on with the days that were left."""
    Demand.objects.filter(case=case.number).update(entry=None, delivered_at=None, due=_due(case))
    _note(Event.DEMAND_REJECT, case, actor, now)


def hide(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Take a demand that was withdrawn out of the list; the case keeps it."""
    if Demand.objects.filter(case=case.number, hidden_at__isnull=True).update(hidden_at=now):
        _note(Event.DEMAND_HIDE, case, actor, now)


def _term(case: Case, about: str) -> Term | None:
    """What the text of the day of receipt says about demands of this use, if it decides."""
    term = resolved.read(case.law_id).terms(case.received_on).get(f"demand.{use_of(case)}_{about}")
    return term if term is not None and term.decides else None


def _due(case: Case) -> date | None:
    clock = case.clocks.filter(key="supply").first()
    return clock.due if clock else None


def _published(number: str) -> Entry | None:
    found: Entry | None = Entry.objects.select_related("current").filter(number=number, state=State.PUBLISHED).first()
    return found


def _locked(case: Case) -> Demand:
    found: Demand = Demand.objects.select_for_update(of=("self",)).select_related("lead").get(case=case.number)
    return found


def _note(event: Event, case: Case, actor: Actor, now: datetime, **facts: object) -> None:
    record(event, Subject("case", case.number, case.procedure), by=actor, at=now, facts=facts)


def _made(actor: Actor, case: Case) -> list[tuple[str, str]]:
    rows = Demand.objects.all().visible_to(actor).filter(case=case.number)
    return [(str(row), reverse("demand:demand", args=[row.pk])) for row in rows]


for name, run in {
    "admit": admit, "merge": merge, "direct": direct, "consulted": consulted, "promise": promise, "refuse": refuse,
    "deliver": deliver, "confirm": confirm, "reject": reject, "withdraw": hide,
}.items():  # fmt: skip
    effects.declare(effects.Effect(name=f"demand.{name}", run=run, made=_made))
