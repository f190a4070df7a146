"""Who is told when an interface stops or is lost: its provider, and whoever holds a grant of its entry or has called it of late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from gongshu.cases.models import Case, NoticeKind
from gongshu.cases.writing import notify
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State
from gongshu.grants.uses.calls import calls
from gongshu.interfaces.models import Interface
from gongshu.people.models import Account, Body

LATELY = timedelta(days=30)


def tell(held: Interface, kind: NoticeKind, *, occasion: str, now: datetime, facts: Mapping[str, Any]) -> int:
    """Write one notice to each body and person concerned, once for an occasion, and return how many are new.

    Whoever calls without signing in is told by the page of the interface and by the gateway's answer alone.
    """
    resource = held.resource
    hooked = Case.objects.filter(subjects__kind=RESOURCE, subjects__subject=resource.number).order_by("-pk").first()
    if hooked is None:
        return 0  # The entry of an import was hooked by none.
    address = reverse("interfaces:interface", args=[resource.number])
    said = {"address": address, "interface": resource.number, **facts}
    return sum(notify(hooked, kind, each, occasion=occasion, now=now, facts=said) for each in _concerned(held, now))


def _concerned(held: Interface, now: datetime) -> Iterator[Body | Account]:
    entry = held.resource.entry
    grants = Grant.objects.filter(entry=entry.number, state=State.LIVE).select_related("body", "account")
    lines = list(calls(settings.GONGSHU.uses, now - LATELY, entry=entry.number))
    bodies = Body.objects.filter(
        code__in={each.body for each in lines if each.body and each.resource == held.resource.number}
    )
    found = [entry.provider, *(each.body or each.account for each in grants), *bodies]
    seen: set[tuple[str, int]] = set()
    for each in found:
        key = (type(each).__name__, each.pk)
        if key not in seen:
            seen.add(key)
            yield each
