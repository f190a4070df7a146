"""What lies open is looked at again with every new snapshot: one that tells people apart waits, the earlier one stays."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from gongshu.cases.models import Case, NoticeKind
from gongshu.cases.writing import notify
from gongshu.catalogue.inspecting import Hindrance, Keep
from gongshu.catalogue.models import Entry, Resource, Snapshot
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.catalogue.rules.opening import MASKED
from gongshu.catalogue.subjects import entry_of
from gongshu.catalogue.words import ResourceKind, ResourceState, State
from gongshu.lake.errors import LakeError
from gongshu.opening import choosing, looking
from gongshu.opening.readiness import Readiness, readiness
from gongshu.opening.rights import REVIEWER
from gongshu.people.actor import SYSTEM
from gongshu.people.holding import holder

log = logging.getLogger("gongshu.opening")
_OPEN = (ResourceState.HOOKED, ResourceState.SUSPENDED)  # what is suspended lies open again once that is lifted


def look(resource: Resource, lake: str, now: datetime) -> Keep | None:
    """Look whether a new snapshot of opened data tells people apart; return what keeps the check with it."""
    entry = _opened(resource)
    if entry is None:
        return None
    found = _standing(entry, timezone.localdate(now))
    if found.record is None or not any(each.condition == MASKED for each in found.demands):
        return None
    chosen = choosing.chosen(entry, found.record, (), ())
    try:
        result = looking.look(resource.number, lake, chosen, found.record)
    except LakeError as problem:
        log.warning("the new snapshot of %s could not be looked at, so it waits: %s", resource.number, problem)
        return None
    record = found.record

    def keep(snapshot: Snapshot) -> None:
        looking.keep(record, chosen, result, snapshot, by=SYSTEM, now=now)

    return keep


def hindrances(resource: Resource, snapshot: Snapshot, day: date) -> list[Hindrance]:
    """Return what the texts demand of a snapshot of opened data and is not there. Source: the articles of the demands."""
    entry = _opened(resource)
    if entry is None:
        return []
    return [
        Hindrance(code="opening", zh=each.words["zh"], en=each.words["en"], article=each.article)
        for each in _standing(entry, day, snapshot).lacks
    ]


def tell(resource: Resource, snapshot: Snapshot, found: Sequence[Hindrance], now: datetime) -> None:
    """Tell the provider and the body that reviews, in the case that hooked the resource."""
    case = (
        Case.objects.filter(subjects__kind=RESOURCE, subjects__subject=resource.number, decider__isnull=False)
        .order_by("-pk")
        .first()
    )
    if case is None:
        return  # An entry of an import was hooked by none: the delivery that waits tells its provider.
    provider = resource.entry.provider
    reviewer = holder(REVIEWER, party_region=provider.territory, day=timezone.localdate(now))
    facts = {"address": reverse("opening:preparation", args=[resource.entry.number]), "snapshot": snapshot.number}
    for body in filter(None, (provider, reviewer)):
        notify(case, NoticeKind.HELD, body, occasion=f"snapshot {snapshot.pk}", now=now, facts=facts)


def _opened(resource: Resource) -> Entry | None:
    """The entry of a table that lies open already; before that the move that hooks it asks."""
    if resource.kind != ResourceKind.TABLE or resource.state not in _OPEN or resource.entry.state != State.PUBLISHED:
        return None
    return entry_of(resource.entry.number)


def _standing(entry: Entry, day: date, snapshot: Snapshot | None = None) -> Readiness:
    assert entry.current is not None  # a published entry has a version: constraint entry_published_has_a_version
    return readiness(entry, entry.current, day, snapshot)
