"""What pages, API and command line show of grants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from gongshu.cases.errors import CaseError
from gongshu.cases.models import Case, CaseSubject, Move
from gongshu.grants import access
from gongshu.grants.entries import FileRef, has_interface, table_of
from gongshu.grants.errors import unknown
from gongshu.grants.models import Grant, Handout
from gongshu.grants.models.grants import State
from gongshu.grants.subjects import KIND
from gongshu.grants.uses import reading
from gongshu.grants.uses.calls import last_used
from gongshu.law.terms import Term
from gongshu.people import law
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed, query, require

PAGE = 50
MOST_OLD = 1_000  # grants that are looked at for a proposal of recall, the oldest first
REPORT = "use-report"
TOLD = ("method", "time", "requirements")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The grants that concern somebody: given to them, and given by them."""

    received: Sequence[Grant]
    given: Sequence[Grant]
    used: Mapping[str, datetime]  # when each of them was last used, by number; those that never were are missing
    unused: frozenset[str]  # numbers of live ones that were not used for `unused_days`
    # Those that the body provides for or decided on and nobody used for so long, each with its last use: proposed for recall, the oldest first.
    recall: Sequence[tuple[Grant, datetime | None]]


@query
def sides(actor: Actor, now: datetime) -> Sides:
    """Return the grants of a person's body or their own, newest first, 200 on each side at most; `owed` is an open report on use."""
    require(actor, "grants.list")
    owed = CaseSubject.objects.filter(kind=KIND, subject=OuterRef("number"), case__procedure=REPORT, case__ended=False)
    seen = (
        Grant.objects.visible_to(actor)
        .select_related("body", "account", "provider")
        .annotate(owed=Subquery(owed.values("case__number")[:1]))
        .order_by("-issued_at", "-pk")
    )
    mine = seen.filter(body__code=actor.body) if actor.body else seen.filter(account__login=actor.login)
    received = list(mine[:200])
    given = list(seen.filter(provider__code=actor.body)[:200]) if actor.body else []
    since = now - timedelta(days=settings.GONGSHU.unused_days)
    ours = Q(provider__code=actor.body) | Q(decider=actor.body)
    old = list(seen.filter(ours, state=State.LIVE, issued_at__lt=since).order_by("pk")[:MOST_OLD]) if actor.body else []
    every = {each.number: each for each in (*received, *given, *old)}
    used = last_used(settings.GONGSHU.uses, every)
    unused = {number for number, each in every.items() if each.state == State.LIVE and max(each.issued_at, used.get(number, each.issued_at)) < since}  # fmt: skip
    recall = [(each, used.get(each.number)) for each in old if each.number in unused]
    return Sides(received=received, given=given, used=used, unused=frozenset(unused), recall=recall)


@query
def grant(actor: Actor, number: str) -> Grant:
    """Return one grant. Raises: UnknownGrant, the same where there is none and where this person may not see it."""
    found: Grant | None = (
        Grant.objects.visible_to(actor).select_related("body", "account", "provider").filter(number=number).first()
    )
    if found is None:
        raise unknown(number)
    return found


@query
def running(actor: Actor, entry: str) -> list[Grant]:
    """Return the grants on an entry that a person may use the data under, the newest first."""
    seen = (
        Grant.objects.visible_to(actor)
        .filter(entry=entry, state=State.LIVE)
        .select_related("body", "account")
        .order_by("-pk")
    )
    return [each for each in seen if allowed(actor, "grants.use", each).allowed]


@query
def handouts(actor: Actor, number: str) -> Sequence[Handout]:
    """Return the files and tokens of a grant, newest first."""
    return list(Handout.objects.visible_to(actor).filter(grant__number=number).order_by("-made_at", "-pk"))


@query
def files(actor: Actor, number: str, now: datetime) -> Sequence[FileRef]:
    """Return the files that this person may take under a grant now. Raises: UnknownGrant."""
    found = grant(actor, number)
    if not allowed(actor, "grants.use", found).allowed or not found.covers(timezone.localdate(now)):
        return ()
    try:
        return access.files_under(found, now)
    except CaseError:
        return ()  # The entry has been withheld or taken off since; its page says so.


@query
def has_table(actor: Actor, number: str) -> bool:
    """Say whether the entry of a grant has a table to take rows from. Raises: UnknownGrant."""
    return table_of(grant(actor, number).entry) is not None


@query
def calls_interface(actor: Actor, number: str) -> bool:
    """Say whether the entry of a grant has an interface of its source to call. Raises: UnknownGrant."""
    return has_interface(grant(actor, number).entry)


@query
def uses(actor: Actor, number: str, *, before: int | None = None) -> list[reading.UseLine]:
    """Return the uses of a grant, newest first, a page at a time. Raises: UnknownGrant."""
    return reading.uses(settings.GONGSHU.uses, grant=grant(actor, number).number, before=before, most=PAGE)


@query
def days(actor: Actor, number: str) -> list[reading.DayCount]:
    """Return the requests under a grant on its newest thirty days of use. Raises: UnknownGrant."""
    return reading.days(settings.GONGSHU.uses, grant(actor, number).number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What whoever uses the data of a grant is told, has to do, must not do, and owes."""

    duties: Term | None  # None where the text is silent
    bans: Term | None
    report: Term | None  # that the use is reported on
    told: Mapping[str, str]  # method, time, requirements: what the decision said
    reports: Sequence[Case]  # on the use of this grant, the newest first


@query
def conditions(actor: Actor, number: str, now: datetime) -> Conditions:
    """Return the conditions of a grant, as the text has them today and as the decision told them.

    Source: 江苏条例 第三十三条第三款、第三十四条第三款; 达州办法 第二十七条第二款、第二十九条第二款. Raises: UnknownGrant.
    """
    found = grant(actor, number)
    held = law.terms(timezone.localdate(now))
    duties, bans, report = (
        term if term is not None and term.decides and term.value else None
        for term in (held.get(f"{found.channel}.{name}") for name in ("user_duties", "prohibited", "usage_report"))
    )
    seen = Case.objects.visible_to(actor).filter(procedure=REPORT, subjects__kind=KIND, subjects__subject=number)
    reports = seen.prefetch_related("clocks").order_by("-received_on")[:20]
    return Conditions(duties=duties, bans=bans, report=report, told=_told(found), reports=list(reports))


def _told(grant: Grant) -> Mapping[str, str]:
    """What the decision that gave the grant says of way, time and requirements."""
    said = (
        Move.objects.filter(case__number=grant.case, by_body=grant.decider)
        .order_by("place")
        .values_list("statement", flat=True)
    )
    given = {
        key: str(value) for each in said for part in ("facts", "terms") for key, value in each.get(part, {}).items()
    }
    return {key: given[key] for key in TOLD if given.get(key)}
