"""What pages, API and command line read of cases. Every query starts from what the person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hmac import compare_digest
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from gongshu.cases import facts, resolved
from gongshu.cases.errors import UnknownCase
from gongshu.cases.glances import first_clock, table_title
from gongshu.cases.models import Case, Clock, Letter, LetterKind, Notice
from gongshu.cases.models.cases import Cases
from gongshu.cases.models.clocks import Notices
from gongshu.cases.offering import Field, OfferedMove, field, offered
from gongshu.law.commitments import clauses
from gongshu.law.procedures import Procedure
from gongshu.law.proposals import FIELD_NAMES
from gongshu.law.terms import Term
from gongshu.people import permission
from gongshu.people.actor import Actor
from gongshu.people.law import law

_SIDES = ("applicant_body", "applicant_account", "decider", "provider", "superior", "parent")


@permission.query
def case(actor: Actor, number: str) -> Case:
    """Return one case. Raises: UnknownCase also where it exists and this person may not see it."""
    found: Case | None = Case.objects.visible_to(actor).select_related(*_SIDES).filter(number=number).first()
    if found is None:
        raise UnknownCase(
            f"没有您可以查看的办件 {number}", f"there is no case {number} that {actor.login or 'you'} may see", shown=number,
            remedy_zh="核对编号；凭受理通知书可用查询码查询", remedy_en="check the number, or use the receipt query with the code",
        )  # fmt: skip
    return found


@permission.query
def cases(
    actor: Actor, *, procedure: str = "", state: str = "", about: str = "", open_only: bool = False, mine: bool = False
) -> Cases:
    """Return the cases that this person may see, newest first; `mine`: only those that they or their body applied for."""
    permission.require(actor, "cases.list")
    found = Case.objects.visible_to(actor).select_related(*_SIDES).order_by("-id")
    wanted: dict[str, Any] = {"procedure": procedure, "state": state, "subjects__subject": about}
    found = found.filter(**{key: value for key, value in wanted.items() if value})
    if open_only:
        found = found.filter(ended=False)
    if mine:
        found = found.filter(
            Q(applicant_body__code=actor.body) if actor.body else Q(applicant_account_id=actor.account_id)
        )
    return found.distinct() if about else found


@permission.query
def waiting(actor: Actor) -> int:
    """Return in how many open cases it is the turn of this person's body, or of this person."""
    turn = Q(turns__body__code=actor.body) if actor.body else Q(turns__account_id=actor.account_id)
    return Case.objects.visible_to(actor).filter(turn, ended=False).distinct().count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case in somebody's inbox."""

    case: Case
    clock: Clock | None  # the clock that ends first; None where no text sets a time
    days_left: int | None  # working days, negative when late
    owes: bool  # whether this person's body owes that date


@permission.query
def inbox(actor: Actor, now: datetime) -> list[Waiting]:
    """Return the open cases in which it is the turn of this person's body, by days left; those without a date come last."""
    permission.require(actor, "cases.list")
    turn = Q(turns__body__code=actor.body) if actor.body else Q(turns__account_id=actor.account_id)
    found = (
        Case.objects.visible_to(actor)
        .filter(turn, ended=False)
        .select_related(*_SIDES)
        .prefetch_related("clocks__owed_by", "subjects")
    )
    today = timezone.localdate(now)
    waiting = [_waiting(each, actor, today) for each in found.distinct()]
    return sorted(
        waiting, key=lambda item: (item.clock is None, item.clock.due if item.clock else date.max, item.case.pk)
    )


def _waiting(each: Case, actor: Actor, today: date) -> Waiting:
    clock = first_clock(each)
    left = law().calendar.between(today, clock.due) if clock else None
    return Waiting(
        case=each, clock=clock, days_left=left, owes=bool(clock and clock.owed_by and clock.owed_by.code == actor.body)
    )


@permission.query
def moves_for(actor: Actor, case: Case, now: datetime) -> list[OfferedMove]:
    """Return what this person may do with a case now, with the form of each move."""
    permission.require(actor, "cases.see", about=case)
    return offered(actor, case, now)


@permission.query
def against_applicant(actor: Actor, case: Case) -> list[Case]:
    """Return the newest ten cases against whoever applies in this one, for the body that decides it and as far as it sees them."""
    permission.require(actor, "cases.see", about=case)
    applicant = case.applicant_body or case.applicant_account
    if applicant is None or case.decider is None or actor.body != case.decider.code or applicant == case.decider:
        return []
    side = {"respondent_body" if case.applicant_body else "respondent_account": applicant}
    found = Case.objects.visible_to(actor).filter(**side).select_related(*_SIDES).prefetch_related("clocks", "subjects")
    return list(found.order_by("-id")[:10])


@permission.query
def commitment(actor: Actor, number: str) -> Letter | None:
    """Return the commitment that was signed in a case, or None: none was, or this person may not see the case."""
    permission.require(actor, "people.public")
    found = Case.objects.visible_to(actor).filter(number=number)
    return Letter.objects.filter(case__in=found, kind=LetterKind.COMMITMENT).order_by("-id").first()


@permission.query
def form(actor: Actor, procedure: str, now: datetime) -> tuple[Procedure, tuple[Field, ...]]:
    """Return a procedure as it is today and the facts that opening it asks for. Raises: LawNotInForce; UnknownName."""
    permission.require(actor, "people.public")
    day = timezone.localdate(now)
    rules = resolved.today(day)
    table = rules.procedure(procedure)
    listed = rules.terms(day).value(table.needed_by, []) if table.needed_by else []
    needed = {*table.needed, *(FIELD_NAMES.get(key, key) for key in listed)}
    keys = list(dict.fromkeys([*table.facts, *sorted(needed)]))
    signed = clauses(table, rules.terms(day))
    kinds = facts.kinds_of(table, rules, day)
    fields = [field(key, kinds, required=key in needed) for key in sorted(keys, key=lambda key: key not in needed)]
    fields.sort(key=lambda each: each.widget == "commitment")  # What is signed comes after what is signed for.
    return table, tuple(replace(each, clauses=signed) if each.widget == "commitment" else each for each in fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A time that the law gives whoever has to answer."""

    clock: str
    term: Term | None  # None: no text sets one


@permission.query
def promised(actor: Actor, table: Procedure, now: datetime) -> list[Promised]:
    """Return the terms that would run in a case opened now, for the form and the list of procedures."""
    permission.require(actor, "people.public")
    terms = resolved.today(timezone.localdate(now)).terms(timezone.localdate(now))
    return [
        Promised(clock=clock.key, term=terms.get(clock.parameter)) for clock in table.clocks.values() if clock.parameter
    ]


@permission.query
def procedures(actor: Actor, now: datetime) -> list[tuple[Procedure, list[Promised]]]:
    """Return the procedures that this applicant may open today, with the time for an answer. Raises: LawNotInForce.

    What follows from an earlier case is offered on its page, and what only public bodies may apply for to them alone.
    """
    permission.require(actor, "cases.list")
    day = timezone.localdate(now)
    rules = resolved.today(day)
    tables = [rules.procedure(name) for name in rules.plain["procedures"]]
    terms = rules.terms(day)
    found = [
        each
        for each in tables
        if each.opened_by == "applicant" and (not each.allowed_by or terms.value(each.allowed_by))
    ]
    barred = {"parent.state"} if actor.body else {"parent.state", "applicant.public_body"}
    return [(each, promised(actor, each, now)) for each in found if not barred & set(each.open_if.references())]


@permission.query
def notices(actor: Actor, *, unread: bool = False) -> Notices:
    """Return what this person's body, or this person, was told, newest first."""
    found = Notice.objects.visible_to(actor).select_related("case").order_by("-id")
    return found.filter(read_at__isnull=True) if unread else found


@permission.query
def by_receipt(actor: Actor, number: str, code: str) -> Mapping[str, Any]:
    """Return what the holder of a receipt may know: procedure, state, dates, article; not what was said. Raises: UnknownCase."""
    permission.require(actor, "cases.receipt")
    found = Case.objects.filter(number=number.strip().upper()).first()
    # The comparison takes the same time for a wrong code and for a number that does not exist.
    right = compare_digest((found.receipt_code if found else "-" * 10).encode(), code.strip().upper().encode())
    if found is None or not right:
        raise UnknownCase(
            "编号和查询码不匹配", "number and code do not belong together", shown=number,
            remedy_zh="核对受理通知书上的编号和查询码", remedy_en="check number and code on the receipt",
        )  # fmt: skip
    table = resolved.read(found.law_id).procedure(found.procedure)
    return {
        "case": found,
        "procedure": table.title,
        "state": table.states[found.state].title,
        "clocks": list(found.clocks.all()),
        "letters": list(found.letters.order_by("id")),
        "moves": [(move.at, table_title(table, move.from_state, move.outcome)) for move in found.moves.all()],
    }


@permission.query
def standing_of_bodies(actor: Actor) -> Sequence[Mapping[str, Any]]:
    """Return for each body that this person sees as a debtor how many dates it owes and which is the next."""
    seen = Case.objects.visible_to(actor).values("pk")
    running = Clock.objects.filter(case__in=seen, met_at__isnull=True, stopped_at__isnull=True, owed_by__isnull=False)
    return list(running.values("owed_by__code", "owed_by__short").annotate(next=Min("due")).order_by("next"))
