"""Who has data of an entry: whose grant runs, and who took any of it since a moment, under a grant or directly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from gongshu.audit import Event
from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State
from gongshu.grants.uses import reading
from gongshu.people.models import Account, Body


@dataclass(slots=True)
class Holding:
    """What one receiver has of the data."""

    receiver: Body | Account
    grants: list[str] = field(default_factory=list)
    uses: int = 0


def holders(entry: str, since: datetime) -> Iterable[Holding]:
    """Return each receiver once, with its grants and the number of uses since; whoever was not signed in is nobody who could be told."""
    found: dict[tuple[str, int], Holding] = {}
    nothing = [Event.USE_REFUSED.value, Event.USE_CALL_FAILED.value]
    users = reading.users(settings.GONGSHU.uses, entry, since, nothing=nothing)
    running = Q(state__in=[State.LIVE, State.SUSPENDED]) | Q(number__in=[each.grant for each in users if each.grant])
    for grant in Grant.objects.filter(running, entry=entry).select_related("body", "account").order_by("pk"):
        held = found.setdefault(_key(grant.receiver), Holding(grant.receiver))
        held.grants.append(grant.number)
        held.uses += sum(each.uses for each in users if each.grant == grant.number)
    for receiver, uses in _direct(users):
        found.setdefault(_key(receiver), Holding(receiver)).uses += uses
    return found.values()


def _direct(users: Iterable[reading.User]) -> Iterator[tuple[Body | Account, int]]:
    taken = [each for each in users if not each.grant and (each.body or each.login)]
    bodies = Body.objects.in_bulk({each.body for each in taken if each.body}, field_name="code")
    accounts = Account.objects.in_bulk({each.login for each in taken if not each.body}, field_name="login")
    for each in taken:
        receiver = bodies.get(each.body) if each.body else accounts.get(each.login)
        if receiver is not None:
            yield receiver, each.uses


def _key(receiver: Body | Account) -> tuple[str, int]:
    return type(receiver).__name__, receiver.pk
