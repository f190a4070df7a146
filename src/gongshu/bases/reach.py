"""Which items of an entry a body may use as they are: its own, what is shared without an application, what it was granted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import State
from gongshu.grants import selection
from gongshu.grants.channels import direct_way
from gongshu.grants.entries import offer_of, receiver_of
from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State as GrantState
from gongshu.people.law import terms
from gongshu.people.models import Body


def usable(body: Body, entries: Iterable[Entry], now: datetime) -> Mapping[str, frozenset[str]]:
    """Return the codes of the items that this body may use unmasked and of all rows, by the number of the entry."""
    held, day = list(entries), timezone.localdate(now)
    granted: dict[str, list[Grant]] = {}
    for grant in Grant.objects.filter(body=body, entry__in=[each.number for each in held], state=GrantState.LIVE):
        # A grant of some rows says nothing of the others, and a record does not tell which row it is from.
        if grant.covers(day) and not grant.rows:
            granted.setdefault(grant.entry, []).append(grant)
    return {each.number: _of(body, each, granted.get(each.number, ()), now) for each in held}


def _of(body: Body, entry: Entry, grants: Iterable[Grant], now: datetime) -> frozenset[str]:
    if entry.provider_id == body.pk:
        return frozenset(item.code for item in entry.shown.items.all())
    if entry.state != State.PUBLISHED or entry.current is None:
        return frozenset()
    offer, found = offer_of(entry), set[str]()
    if direct_way(offer, receiver_of(body), terms(timezone.localdate(now))) is not None:
        found |= selection.of_offer(offer).clear
    for grant in grants:
        found |= selection.of_grant(grant, offer).clear
    return frozenset(found)
