"""Reading how columns are graded, and which entries are due for a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from gongshu.cases.models import Case, Clock
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, Resource, Snapshot
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.words import ResourceKind, State
from gongshu.classification import due, proposing
from gongshu.classification.models import AttributeReview, ColumnGrade
from gongshu.classification.models.reviews import PROCEDURE
from gongshu.classification.proposing import Proposal
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import query, require
from gongshu.ui.paging import Page, page

_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One column: what is proposed, and what was said of it last."""

    proposal: Proposal
    graded: ColumnGrade | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """How the columns of an entry are graded."""

    entry: Entry
    snapshot: Snapshot
    lines: Sequence[Line]

    @property
    def left(self) -> int:
        return sum(line.graded is None for line in self.lines)


@query
def grading(actor: Actor, number: str) -> Grading:
    """Return what is proposed for each column of an entry and what was said of it. Raises: NoSuchEntry; NotYet; Refused."""
    entry = Entry.objects.visible_to(actor).select_related("provider", "current", "draft").filter(number=number).first()
    if entry is None:
        raise NoSuchEntry(number)
    require(actor, "classification.see", entry.provider)
    newest: dict[str, ColumnGrade] = {}
    for each in ColumnGrade.objects.filter(entry=entry).order_by("id"):
        newest[each.column] = each
    lines = [Line(proposal=each, graded=newest.get(each.code)) for each in proposing.propose(entry)]
    return Grading(entry=entry, snapshot=proposing.snapshot_of(entry), lines=lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """One entry with a table, and how many of its columns were graded."""

    entry: Entry
    graded: int


@query
def tables(actor: Actor, *, after: str = "", before: str = "") -> Page[Entry]:
    """Return one page of the published entries of one's own body that have a table, each with `graded`: how many columns were."""
    with_table = Resource.objects.filter(entry=OuterRef("pk"), kind=ResourceKind.TABLE, snapshot__isnull=False)
    found = Entry.objects.visible_to(actor).filter(Exists(with_table), state=State.PUBLISHED, provider__code=actor.body)
    found = found.select_related("current").annotate(
        graded=Count("column_grades__column", distinct=True), items=Count("current__items", distinct=True)
    )
    return page(found, after=after, before=before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one's own body has to look at: what is due, and the case that asks."""

    asked: Sequence[Term]  # the texts that ask for it
    cycle: Term | None  # the node's own
    case: Case | None
    clock: Clock | None
    due: Sequence[Entry]
    done: Sequence[AttributeReview]  # in this round


@query
def own_round(actor: Actor, now: datetime) -> Round:
    """Return the review round of one's own body."""
    require(actor, "people.public")
    day = timezone.localdate(now)
    body = Body.objects.filter(code=actor.body).first() if actor.body else None
    if body is None:
        return Round(asked=due.asked(day), cycle=due.cycle(day), case=None, clock=None, due=[], done=[])
    case = Case.objects.visible_to(actor).filter(procedure=PROCEDURE, decider=body, ended=False).first()
    clock = case.clocks.filter(key="review", met_at__isnull=True).first() if case else None
    waiting = list(due.due_of(body, day)[:_LISTED])
    done = AttributeReview.objects.filter(case=case.number).select_related("entry__current") if case else []
    return Round(asked=due.asked(day), cycle=due.cycle(day), case=case, clock=clock, due=waiting, done=list(done))


@query
def overdue(actor: Actor, body: str, now: datetime) -> int:
    """Return how many entries of a body should have been reviewed in a round whose time is over; counted against it."""
    require(actor, "people.public")
    day = timezone.localdate(now)
    late = Case.objects.filter(
        procedure=PROCEDURE, ended=False, decider__code=body, clocks__due__lt=day, clocks__met_at__isnull=True
    )
    held = Body.objects.filter(code=body).first()
    if held is None or not late.exists():
        return 0
    numbers = [number for case in late for number in case.subjects.filter(kind=ENTRY).values_list("subject", flat=True)]
    return due.due_of(held, day).filter(Q(number__in=numbers)).count()
