"""Reports on use: where a text demands them, whoever was granted data says how it was used."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State
from gongshu.grants.queries import REPORT
from gongshu.grants.subjects import KIND
from gongshu.people import law
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service

# The texts set no time. A grant that runs on is reported on once a year, one that is over once more; the days are the
# node's own request and are shown as asked for, never as law.
EVERY = timedelta(days=365)
DAYS = 20


@service
def open_reports(now: datetime, *, actor: Actor = SYSTEM) -> int:
    """Open the reports that have fallen due and return how many.

    Source: 达州办法 第二十九条第二款 (opening.usage_report); 湖南草案 第十一条第一款 (sharing.usage_report).
    """
    require(actor, "grants.clock")
    terms = law.terms(timezone.localdate(now))
    channels = [channel for channel in ("sharing", "opening") if terms.value(f"{channel}.usage_report")]
    found = Grant.objects.filter(channel__in=channels).select_related("body", "account", "provider").order_by("pk")
    return sum(_open(grant, now) for grant in found.iterator(chunk_size=200) if _is_due(grant, timezone.localdate(now)))


def _is_due(grant: Grant, today: date) -> bool:
    asked = Case.objects.filter(procedure=REPORT, subjects__kind=KIND, subjects__subject=grant.number).order_by(
        "-received_on"
    )
    last = asked.values_list("received_on", flat=True).first()
    if grant.state in (State.ENDED, State.EXPIRED):
        ended = timezone.localdate(grant.ended_at)
        return last is None or last < ended
    return today - (last or timezone.localdate(grant.issued_at)) >= EVERY


def _open(grant: Grant, now: datetime) -> int:
    cases.open_case(REPORT, [grant.number], {"days": DAYS}, actor=SYSTEM, now=now, applicant=grant.receiver)
    return 1
