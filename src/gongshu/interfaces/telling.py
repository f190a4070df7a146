"""Who is told when an interface stops or is lost: its provider, and whoever holds a grant of its entry or has taken its data of late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from gongshu.cases.models import Case, NoticeKind
from gongshu.cases.writing import notify
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.grants.holders import holders
from gongshu.interfaces.models import Interface

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
    receivers = [holding.receiver for holding in holders(resource.entry.number, now - LATELY)]
    concerned = [resource.entry.provider, *(each for each in receivers if each != resource.entry.provider)]
    return sum(notify(hooked, kind, each, occasion=occasion, now=now, facts=said) for each in concerned)
