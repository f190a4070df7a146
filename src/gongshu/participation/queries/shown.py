"""What everybody may read: each query starts from the entries that this person may see now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Prefetch, Q, QuerySet

from gongshu.catalogue.models import Entry
from gongshu.participation.models import Application, Favourite, Question, Rating, Reuse
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed, query
from gongshu.ui.paging import Page, page

OPEN, ANSWERED, LATE = "open", "answered", "late"
_FEW = 10  # rows of each kind on the page of a data set; the rest stands on a page of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which questions: words in them, `open`, `answered` or `late`, the number of an entry, the code of a body."""

    text: str = ""
    state: str = ""
    entry: str = ""
    body: str = ""


@query
def questions(
    actor: Actor, wanted: Wanted, today: date, *, after: str = "", before: str = "", size: int = 20
) -> Page[Question]:
    """Return one page of the questions that this person may read, newest first."""
    found = _questions(actor)
    for word in wanted.text.split():
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(answer__icontains=word))
    if wanted.state:
        found = found.filter(_in_state(wanted.state, today))
    if wanted.entry:
        found = found.filter(entry__number=wanted.entry)
    if wanted.body:
        found = found.filter(body__code=wanted.body)
    return page(found, after=after, before=before, size=size)


def _in_state(state: str, today: date) -> Q:
    late = Q(late=True) | Q(answered_at__isnull=True, due__lt=today)
    states = {OPEN: Q(answered_at__isnull=True), ANSWERED: Q(answered_at__isnull=False), LATE: late}
    return states.get(state, Q())


def _questions(actor: Actor) -> QuerySet[Question]:
    found: QuerySet[Question] = Question.objects.all().visible_to(actor)
    return found.select_related("entry__current", "body")


@query
def reuses(actor: Actor, *, entry: str = "", after: str = "", before: str = "", size: int = 20) -> Page[Reuse]:
    """Return one page of what was made of the data, newest first, each with those of its entries that this person may see."""
    found = _reuses(actor)
    if entry:
        found = found.filter(entries__number=entry)
    return page(found, after=after, before=before, size=size)


def _reuses(actor: Actor) -> QuerySet[Reuse]:
    seen = Entry.objects.all().visible_to(actor).select_related("current").order_by("number")
    found: QuerySet[Reuse] = Reuse.objects.all().visible_to(actor)
    return found.prefetch_related(Prefetch("entries", queryset=seen, to_attr="seen_entries"))


@query
def applications(
    actor: Actor, *, entry: str = "", after: str = "", before: str = "", size: int = 20
) -> Page[Application]:
    """Return one page of applications as everybody may know them, newest first; nothing tells who applied."""
    found = Application.objects.all().visible_to(actor).select_related("entry__current")
    if entry:
        found = found.filter(entry__number=entry)
    return page(found, after=after, before=before, size=size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What the public says of one entry, and what this person has said."""

    average: float | None  # of one to five stars, one decimal
    count: int
    own: int | None  # this person's stars
    may_rate: bool
    favourite: Favourite | None
    questions: Sequence[Question]
    reuses: Sequence[Reuse]
    applications: Sequence[Application]


@query
def voice(actor: Actor, entry: Entry) -> Voice:
    """Return stars, the newest questions, uses and applications of an entry; nothing of one that this person may not see."""
    ratings = Rating.objects.all().visible_to(actor).filter(entry=entry)
    counted = ratings.aggregate(average=Avg("stars"), count=Count("pk"))
    own = (
        ratings.filter(account_id=actor.account_id or 0).values_list("stars", flat=True).first()
        if actor.is_signed_in
        else None
    )
    favourite = Favourite.objects.all().visible_to(actor).filter(entry=entry).first() if actor.is_signed_in else None
    return Voice(
        average=None if counted["average"] is None else round(counted["average"], 1),
        count=counted["count"],
        own=own,
        may_rate=allowed(actor, "participation.rate", entry).allowed,
        favourite=favourite,
        questions=list(_questions(actor).filter(entry=entry).order_by("-pk")[:_FEW]),
        reuses=list(_reuses(actor).filter(entries=entry).order_by("-pk")[:_FEW]),
        applications=list(Application.objects.all().visible_to(actor).filter(entry=entry).order_by("-pk")[:_FEW]),
    )
