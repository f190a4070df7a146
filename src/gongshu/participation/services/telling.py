"""Letters about what people follow: gathered when something happens, asked again when written, each told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, Subject, record
from gongshu.catalogue import queries as catalogue
from gongshu.catalogue.models import Entry, Resource
from gongshu.catalogue.queries import Asked
from gongshu.participation import writing
from gongshu.participation.models import Favourite, Letters, Question, SavedSearch, Tiding
from gongshu.participation.models.keeping import What
from gongshu.people.acting import actor_of_account
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Account
from gongshu.people.permission import require, service

JOB = "participation.mail"


@service
def gather(event: int, kind: str, subject: str, *, now: datetime, actor: Actor = SYSTEM) -> int:
    """Write down whom an event concerns, and a job for those who want to know at once; return how many are new.

    Nothing is written on a node without a mail server. Doing it again changes nothing.
    """
    require(actor, "participation.tell")
    found = _about(kind, subject) if settings.GONGSHU.mail else None
    if found is None:
        return 0
    what, entry, question = found
    wanted = dict(_followers(entry))
    if what is What.CHANGED and entry.versions.filter(published_at__isnull=False).count() == 1:
        what = What.FOUND
        wanted = dict(_searchers(entry, now))
    with transaction.atomic():
        before = Tiding.objects.filter(occasion=str(event)).count()
        rows = [
            Tiding(
                account_id=account, entry=entry, what=what, question=question, occasion=str(event), at=now,
                at_once=letters == Letters.AT_ONCE,
            )
            for account, letters in wanted.items()
        ]  # fmt: skip
        Tiding.objects.bulk_create(rows, ignore_conflicts=True)
        for row in rows:
            if row.at_once:
                payload = {"account": row.account_id, "at_once": True}
                jobs.enqueue(JOB, payload, key=f"{event}-{row.account_id}", at=now)
        return Tiding.objects.filter(occasion=str(event)).count() - before


def _about(kind: str, subject: str) -> tuple[What, Entry, Question | None] | None:
    if kind == "catalogue-entry":
        entry = Entry.objects.filter(number=subject).first()
        return (What.CHANGED, entry, None) if entry else None
    if kind == "resource":
        resource = Resource.objects.select_related("entry").filter(number=subject).first()
        return (What.DATA, resource.entry, None) if resource else None
    question = Question.objects.select_related("entry").filter(case=subject, entry__isnull=False).first()
    return (What.ANSWERED, question.entry, question) if question and question.entry else None


def _followers(entry: Entry) -> Iterable[tuple[int, str]]:
    kept = Favourite.objects.filter(entry=entry, account__is_active=True).exclude(account__mail="")
    return kept.exclude(letters=Letters.NONE).values_list("account_id", "letters")


def _searchers(entry: Entry, now: datetime) -> Iterator[tuple[int, str]]:
    """Whose saved searches find a new entry, each asked as that person; daily letters first, so that `at once` prevails."""
    searches = SavedSearch.objects.exclude(letters=Letters.NONE).exclude(account__mail="")
    held = searches.filter(account__is_active=True).select_related("account__body", "account__office")
    for search in held.order_by("-letters", "pk"):
        asked = Asked(
            text=search.text,
            facets={name: tuple(values) for name, values in search.facets.items()},
            live_only=search.live_only,
        )
        if catalogue.finds(_as(search.account, now), asked, entry.number):
            yield search.account_id, search.letters


def _as(account: Account, now: datetime) -> Actor:
    return actor_of_account(account, now, via="clock")


@service
def send_daily(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Write a job for everybody who has something waiting, one a day; return how many people that are."""
    require(actor, "participation.tell")
    waiting = Tiding.objects.filter(told_at__isnull=True).values_list("account_id", flat=True).distinct()
    day = timezone.localdate(now).isoformat()
    with transaction.atomic():
        accounts = sorted(set(waiting))
        for account in accounts:
            jobs.enqueue(JOB, {"account": account, "at_once": False}, key=f"{day}-{account}", at=now)
    return len(accounts)


@service
def send(account_id: int, *, at_once: bool, now: datetime, actor: Actor = SYSTEM) -> int:
    """Send one person all that waits for them in one letter, as far as they may see it now; return how much it tells.

    A worker that is killed after the server took the letter sends it again with the same Message-ID.
    Raises: OSError, SMTPException if the server does not take it; the job tries again.
    """
    require(actor, "participation.tell")
    account = Account.objects.select_related("body", "office").get(pk=account_id)
    pending = Tiding.objects.filter(account=account, told_at__isnull=True)
    rows = list(
        (pending.filter(at_once=True) if at_once else pending)
        .select_related("entry__current", "question")
        .order_by("pk")
    )
    told = _still_seen(rows, account, now)
    if told:
        writing.letter(account, told).send()
    with transaction.atomic():
        Tiding.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
        if told:
            facts = {"told": len(told), "entries": sorted({row.entry.number for row in told})}
            record(Event.LETTER_MAIL, Subject("account", account.login), by=SYSTEM, at=now, facts=facts)
    return len(told)


def _still_seen(rows: list[Tiding], account: Account, now: datetime) -> list[Tiding]:
    """Leave out what this person may not see any more, and what they no longer want letters about."""
    if not account.is_active or not account.mail or not rows:
        return []
    reader = _as(account, now)
    entries = set(
        Entry.objects.all()
        .visible_to(reader)
        .filter(pk__in=[row.entry_id for row in rows])
        .values_list("pk", flat=True)
    )
    questions = set(
        Question.objects.all()
        .visible_to(reader)
        .filter(pk__in=[row.question_id for row in rows if row.question_id])
        .values_list("pk", flat=True)
    )
    followed = _wanted(Favourite.objects.filter(account=account), "entry_id")
    searching = bool(_wanted(SavedSearch.objects.filter(account=account), "pk"))
    return [
        row for row in rows
        if row.entry_id in entries and (row.question_id is None or row.question_id in questions)
        and (searching if row.what == What.FOUND else row.entry_id in followed)
    ]  # fmt: skip


def _wanted(kept: QuerySet[Any], field: str) -> set[int]:
    return set(kept.exclude(letters=Letters.NONE).values_list(field, flat=True))
