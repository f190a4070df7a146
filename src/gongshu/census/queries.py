"""What pages, API and command line read of the census."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import State
from gongshu.census import reach
from gongshu.census.errors import NoSuchRound
from gongshu.census.models import Answer, Return, Round, Verdict
from gongshu.census.rights import CONDUCTOR
from gongshu.law.articles import Article
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.holding import holder
from gongshu.people.law import terms
from gongshu.people.models import Body, Region
from gongshu.people.permission import allowed, query, require
from gongshu.registers.models import System
from gongshu.ui.paging import Page, page

_PARAMETERS = ("census.held", "census.conducted_by", "census.level", "census.cooperating", "census.cycle")


@query
def rounds(actor: Actor, *, after: str = "", before: str = "") -> Page[Round]:
    """Return one page of the censuses that this person may see, newest first."""
    found = Round.objects.visible_to(actor).select_related("region", "result__region").annotate(asked=Count("returns"))
    return page(found, after=after, before=before)


@query
def round_of(actor: Actor, number: int) -> Round:
    """Return one census. Raises: NoSuchRound."""
    seen = Round.objects.visible_to(actor).select_related("region", "result__region", "result__body")
    found: Round | None = seen.filter(pk=number).first()
    if found is None:
        raise NoSuchRound(number)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Whether the texts of the place have a census, and whether this person opens one."""

    said: Sequence[Term]
    region: Region | None  # of which this person opens one
    enterprises: Term | None

    @property
    def article(self) -> Article | None:
        return self.said[0].article if self.said else None


@query
def way(actor: Actor, now: datetime) -> Way:
    """Return what the texts say of the census and where this person conducts it."""
    require(actor, "people.public")
    day = timezone.localdate(now)
    held = terms(day)
    said = [term for name in _PARAMETERS if (term := held.get(name)) is not None and term.decides]
    body = Body.objects.select_related("region").filter(code=actor.body).first() if actor.body else None
    own = body.territory if body else None
    conducts = own is not None and bool(said) and allowed(actor, "census.conduct", (own, day)).allowed
    return Way(said=said, region=own if conducts else None, enterprises=reach.enterprises_cooperate(held))


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How far one return is: what is asked, and how much was answered how."""

    held: Return
    asked: int
    answers: Mapping[str, int]  # by verdict

    @property
    def answered(self) -> int:
        return sum(count for verdict, count in self.answers.items() if verdict != Verdict.ADDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far a census is, body by body; figures alone, for every body to read."""

    round: Round
    rows: Sequence[Covered]
    conducts: bool
    finds: bool  # whether this person reads what others answered
    own: Return | None  # what this person's body or enterprise is asked for

    @property
    def returned(self) -> int:
        return sum(row.held.submitted_at is not None for row in self.rows)

    @property
    def totals(self) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for row in self.rows:
            found.update(row.answers)
        return {verdict: found[verdict] for verdict in Verdict.values}


@query
def coverage(actor: Actor, number: int, now: datetime) -> Coverage:
    """Return how far a census is, in a constant number of queries. An enterprise sees its own line. Raises: NoSuchRound."""
    held, day = round_of(actor, number), timezone.localdate(now)
    returns = held.returns.select_related("body", "account")
    if not actor.body:
        returns = returns.filter(account_id=actor.account_id or 0)
    rows = list(returns)
    answers: dict[int, dict[str, int]] = {}
    for pk, verdict, count in (
        Answer.objects.filter(held__in=rows).order_by().values_list("held_id", "verdict").annotate(Count("pk"))
    ):
        answers.setdefault(pk, {})[verdict] = count
    bodies = [row.body_id for row in rows if row.body_id]
    entries = Entry.objects.filter(provider__in=bodies, state=State.PUBLISHED).order_by().values_list("provider_id")
    systems = System.objects.live().filter(body__in=bodies).order_by().values_list("body_id")
    asked = Counter(dict(entries.annotate(Count("pk")))) + Counter(dict(systems.annotate(Count("pk"))))
    mine = [
        row
        for row in rows
        if (row.body and row.body.code == actor.body) or (row.account_id == actor.account_id and actor.account_id)
    ]
    about = (held.region, day)
    return Coverage(
        round=held,
        rows=[Covered(held=row, asked=asked[row.body_id] if row.body_id else 0, answers=answers.get(row.pk, {})) for row in rows],
        conducts=allowed(actor, "census.conduct", about).allowed,
        finds=allowed(actor, "census.findings", about).allowed,
        own=mine[0] if mine else None,
    )  # fmt: skip


@query
def findings(actor: Actor, number: int, now: datetime) -> Iterator[Answer]:
    """Yield what was corrected, denied or added, body by body. Raises: NoSuchRound; Refused."""
    held = round_of(actor, number)
    require(actor, "census.findings", (held.region, timezone.localdate(now)))
    found = Answer.objects.filter(held__round=held).exclude(verdict=Verdict.CONFIRMED)
    return found.select_related("held__body", "held__account").order_by("held_id", "kind", "subject").iterator(500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that a body is asked about, with its answer so far."""

    kind: str
    subject: str
    name: str
    answer: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one's own body or enterprise is asked and has answered."""

    held: Return
    lines: Sequence[Line]
    added: Sequence[Answer]

    @property
    def left(self) -> int:
        return sum(line.answer is None for line in self.lines)

    @property
    def is_open(self) -> bool:
        return self.held.submitted_at is None and self.held.round.closed_at is None


@query
def sheet(actor: Actor, number: int) -> Sheet:
    """Return what this person's body or enterprise is asked. Raises: NoSuchRound where it is not asked."""
    mine = Return.objects.filter(round=round_of(actor, number)).select_related("round__region", "body", "account")
    mine = mine.filter(body__code=actor.body) if actor.body else mine.filter(account_id=actor.account_id or 0)
    held = mine.first()
    if held is None:
        raise NoSuchRound(number)
    answers = {(each.kind, each.subject): each for each in held.answers.all()}
    lines = [
        Line(kind=kind, subject=subject, name=name, answer=answers.get((kind, subject)))
        for (kind, subject), name in reach.subjects_of(held.body).items()
    ]
    return Sheet(held=held, lines=lines, added=[each for each in answers.values() if each.verdict == Verdict.ADDED])


@query
def conductor(actor: Actor, held: Round, now: datetime) -> Body | None:
    """Return the body that conducts a census."""
    require(actor, "people.public")
    return holder(CONDUCTOR, party_region=held.region, day=timezone.localdate(now))
