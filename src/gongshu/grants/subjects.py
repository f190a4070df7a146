"""Grants as subjects of cases (misuse, reports on use) and of audit events, and the day on which a grant ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from gongshu.audit import Subject
from gongshu.cases import subjects
from gongshu.cases.models import Case
from gongshu.cases.moments import register_moment
from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State

KIND = "grant"


def subject_of(grant: Grant) -> Subject:
    """Return how audit events call a grant."""
    return Subject(KIND, grant.number, f"{grant.title} → {grant.receiver_name}")


def _get(number: str) -> Grant:
    return Grant.objects.select_related("provider", "body", "account").get(number=number)


def _named(name: str) -> str:
    """Return the grant that a name means: its own number, or that of the case that gave it or of the entry whose data it opens.

    Where several are in force none is meant: their numbers are not for everybody who may ask.
    """
    if Grant.objects.filter(number=name).exists():
        return name
    running = Grant.objects.filter(Q(case=name) | Q(entry=name), state__in=(State.LIVE, State.SUSPENDED))
    held = list(running.values_list("number", flat=True)[:2])
    return held[0] if len(held) == 1 else name


def _label(grant: Grant) -> str:
    return f"{grant.number} {grant.title} → {grant.receiver_name}"


def _facts(grant: Grant) -> Mapping[str, Any]:
    return {
        "number": grant.number,
        "state": grant.state,
        "channel": grant.channel,
        "entry": grant.entry,
        "purpose": grant.purpose,
        "until": grant.until.isoformat() if grant.until else None,
        "receiver": grant.body.code if grant.body else "",
    }


def last_day(case: Case) -> date | None:
    """Return the last day of use under the grants of a case; None while one of them has no end or there is none."""
    days = [grant.until for grant in Grant.objects.filter(case=case.number)]
    return max((day for day in days if day), default=None) if None not in days else None


subjects.declare(
    subjects.SubjectKind(
        name=KIND,
        found=_get,
        label=_label,
        address=lambda number: f"/grants/{number}",
        facts=_facts,
        provider=lambda grant: grant.provider,
        named=_named,
        holder=lambda number: _get(number).receiver,
    )
)
register_moment("grant.until", last_day)
