"""Reading entries: one, many, what is wrong with them, how they differ from their last version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Prefetch, prefetch_related_objects
from django.utils import timezone

from gongshu.catalogue import checking, likeness, storing
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, EntryVersion, Resource, Snapshot
from gongshu.catalogue.models.entries import Entries, reviews
from gongshu.catalogue.rules import Problem
from gongshu.catalogue.rules.alike import resembling
from gongshu.catalogue.standing import sees_draft
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import query, require

_WITH = ("provider__region", "provider__entrusted", "current__region", "draft__region")


@query
def entry(actor: Actor, number: str) -> Entry:
    """Return an entry that this person may see. Raises: NoSuchEntry, also where it exists and is not theirs to see."""
    seen = Entry.objects.visible_to(actor).select_related(
        "provider__region__parent__parent", "provider__entrusted", "current__region"
    )
    # Only public bodies see what is not published, and only a draft can be in review.
    found: Entry | None = (seen.with_review() if actor.body else seen).filter(number=number).first()
    if found is None:
        raise NoSuchEntry(number)
    return found


@query
def editable(actor: Actor, number: str) -> Entry:
    """Return an entry for whoever may change it; its next version is nobody else's to read. Raises: NoSuchEntry; Refused."""
    held = entry(actor, number)
    require(actor, "catalogue.edit", held)
    return held


@query
def whole_entry(actor: Actor, number: str) -> Entry:
    """Return an entry with its resources, their snapshots, the items that are shown and the measures taken on its data, read at once.

    Raises: NoSuchEntry.
    """
    held = entry(actor, number)
    resources = Resource.objects.select_related("snapshot__download").order_by("pk")
    prefetch_related_objects(
        [held], Prefetch("resources", resources.with_review() if actor.body else resources), "measures"
    )
    prefetch_related_objects([held.shown], "items")
    return held


@query
def entries(actor: Actor, *, provider: str = "", state: str = "") -> Entries:
    """Return the entries that this person may see, by number; `state` may be in_review."""
    found = Entry.objects.visible_to(actor).with_review().select_related(*_WITH).order_by("number")
    if provider:
        found = found.filter(provider__code=provider)
    if state == "in_review":
        return found.filter(Exists(reviews()))
    return found.filter(state=state) if state else found


@query
def version(actor: Actor, number: str, place: int | None = None) -> EntryVersion:
    """Return a version of an entry: the one that this person is shown, or by its number. Raises: NoSuchEntry.

    Versions that are not published are seen by those who see the draft.
    """
    held = entry(actor, number)
    if place is None:
        return held.shown
    found = held.versions.select_related("entry__provider", "region").filter(number=place).first()
    if found is None or (found.published_at is None and not sees_draft(actor, held)):
        raise NoSuchEntry(f"{number} v{place}")
    return found


@query
def problems(actor: Actor, number: str, now: datetime) -> list[Problem]:
    """Return all that the law of today finds wrong with the draft of an entry, or with the published version. Raises: NoSuchEntry."""
    held = entry(actor, number)
    target = held.draft if held.draft and sees_draft(actor, held) else held.current
    if target is None:
        return []
    day = timezone.localdate(now)
    return [*checking.check_version(target, day), *resembling(likeness.resembled(target), terms(day))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field in which two versions differ."""

    field: str
    before: Any
    after: Any


@query
def differences(actor: Actor, number: str) -> list[Change]:
    """Return what the draft of an entry changes against its published version; everything, where there is none. Raises: NoSuchEntry."""
    held = entry(actor, number)
    if held.draft is None or not sees_draft(actor, held):
        return []
    before = storing.plain(storing.description_of(held.current)) if held.current else {}
    return compared(before, storing.plain(storing.description_of(held.draft)))


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return the fields that differ; items are compared one by one, by code."""
    names = [name for name in dict.fromkeys([*after, *before]) if name not in ("items", "provider")]
    found = [
        Change(field=name, before=before.get(name), after=after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]
    old, new = ({item["code"]: item for item in each.get("items", [])} for each in (before, after))
    codes = [code for code in dict.fromkeys([*new, *old]) if old.get(code) != new.get(code)]
    return found + [Change(field=f"items.{code}", before=old.get(code), after=new.get(code)) for code in codes]


@query
def resource(actor: Actor, number: str) -> Resource:
    """Return a resource that this person may see. Raises: NoSuchEntry."""
    found: Resource | None = (
        Resource.objects.visible_to(actor).select_related("entry__provider", "snapshot").filter(number=number).first()
    )
    if found is None:
        raise NoSuchEntry(number, "资源", "resource")
    return found


@query
def versions(actor: Actor, number: str) -> Sequence[EntryVersion]:
    """Return the versions of an entry that were published, newest first. Raises: NoSuchEntry."""
    held = entry(actor, number)
    return list(held.versions.filter(published_at__isnull=False).order_by("-number"))


@query
def snapshots(actor: Actor, number: str) -> list[Snapshot]:
    """Return the snapshots of an entry that this person may see, newest first. Raises: NoSuchEntry."""
    held = entry(actor, number)
    found = Snapshot.objects.visible_to(actor).filter(resource__entry=held).select_related("resource").order_by("-id")
    return list(found)


@query
def visible_snapshot(actor: Actor, number: str, resource: str = "") -> Snapshot | None:
    """Return the published snapshot of an entry that this person may see, or None.

    To others than the provider it is there only when the entry is published and the resource hooked, and to the public only when
    the entry is opened unconditionally. Whether somebody may read its rows is asked of grants. Raises: NoSuchEntry.
    """
    held = entry(actor, number)
    found = (
        Snapshot.objects.visible_to(actor)
        .filter(resource__entry=held, shown_by__isnull=False)
        .select_related("resource__entry")
    )
    return (found.filter(resource__number=resource) if resource else found).order_by("resource_id").first()
