"""What cases may ask about entries, resources and catalogues of a level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from gongshu.audit import clock
from gongshu.cases.subjects import Ambiguous, SubjectKind, declare
from gongshu.catalogue import checking
from gongshu.catalogue.models import Entry, EntryVersion, ImportBatch, ImportedEntry, LevelCatalogue, Resource
from gongshu.catalogue.models.entries import ENTRY, IMPORT, open_reviews
from gongshu.catalogue.models.levels import LEVEL
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.catalogue.words import ResourceState, State
from gongshu.people.holding import holder
from gongshu.people.models import Body


def entry_of(number: str) -> Entry:
    """Return an entry by number. Raises: Entry.DoesNotExist."""
    return Entry.objects.select_related(
        "provider__region__parent__parent", "provider__entrusted", "current__region", "draft__region"
    ).get(number=number)


def entry_facts(entry: Entry) -> Mapping[str, Any]:
    """Return what conditions may ask of an entry.

    Attributes are those of the published version: nobody can apply for a draft. `lacking` is about what is being reviewed.
    """
    published = entry.current if entry.state == State.PUBLISHED else None
    territory = entry.provider.territory
    return {
        "number": entry.number,
        "state": entry.state,
        "title": entry.shown.title,
        "provider": entry.provider.code,
        "provider_level": str(territory.level),
        "provider_region": territory.code,
        "level": entry.shown.level,
        "lacking": _lacking(entry.draft) if entry.draft else None,
        "live": is_live(entry),
        "drafted": entry.draft is not None,
        "review": _review(ENTRY, "catalogue-review", entry.number) if entry.draft else None,  # only a draft is reviewed
        **(_attributes(published) if published else {}),
    }


def _attributes(version: EntryVersion) -> dict[str, Any]:
    basis = f"{version.sharing_basis_law} {version.sharing_basis_article}".strip()
    said = {
        "sharing": version.sharing,
        "opening": version.opening,
        "purposes": version.purposes,
        "operable": version.operable,
    }
    return {**said, "withheld_under": basis, "conditions": version.sharing_conditions}


def _lacking(version: EntryVersion) -> list[str] | None:
    """Paths of all that keeps it from publication; None where nothing does, which conditions call missing."""
    # A condition names facts and no day: what an entry lacks is told by the law of the day on which it is asked.
    found = checking.hindering(checking.check_version(version, timezone.localdate(clock.now())))
    return [problem.path for problem in found] or None


def _review(kind: str, procedure: str, number: str) -> str | None:
    """Number of the case that reviews it now; None where none does, which conditions call missing."""
    return open_reviews(kind, procedure).filter(subject=number).values_list("case__number", flat=True).first()


def is_live(entry: Entry) -> bool:
    """Say whether an entry has a hooked resource; without one it is shown as 空目录 and cannot be granted."""
    return any(each.state == ResourceState.HOOKED for each in entry.resources.all())


def entry_items(number: str) -> Mapping[str, str]:
    """Return the items that an application may name, by code: those of the published version."""
    current = entry_of(number).current
    return dict(current.items.order_by("place").values_list("code", "name")) if current else {}


def _resource(number: str) -> Resource:
    return Resource.objects.select_related("entry__provider").get(number=number)


def resource_named(name: str) -> str:
    """Return the resource that a name means: its own number, or that of an entry with one resource to choose.

    Raises: Ambiguous where the entry has several that could be meant.
    """
    if Resource.objects.filter(number=name).exists():
        return name
    held = list(Resource.objects.filter(entry__number=name))
    unhooked = [each for each in held if each.state != ResourceState.HOOKED]
    for meant in (held, unhooked, [each for each in unhooked if each.snapshot_id is not None]):
        if len(meant) == 1:
            return meant[0].number
    if held:
        raise Ambiguous([each.number for each in held])
    return name


def resource_facts(resource: Resource) -> Mapping[str, Any]:
    """Return what conditions may ask of a resource and of its entry."""
    number = resource.number
    own = {
        "number": number,
        "kind": resource.kind,
        "state": resource.state,
        "delivered": resource.has_data,
        "review": _review(RESOURCE, "resource-hook", number),
    }
    return {"resource": own, "entry": entry_facts(entry_of(resource.entry.number))}


def _level(number: str) -> LevelCatalogue:
    region, _, version = number.rpartition(".")
    if not version.isdecimal():
        raise LookupError(number)
    return LevelCatalogue.objects.select_related("region").get(region_id=region, version=int(version))


def _import(number: str) -> ImportBatch:
    return ImportBatch.objects.select_related("body__region__parent__parent", "body__entrusted").get(number=number)


def import_facts(batch: ImportBatch) -> Mapping[str, Any]:
    """Return what conditions may ask of an import: how many of its entries wait, and how many of them lack nothing."""
    waiting = ImportedEntry.objects.filter(waits_in=batch.number)
    return {
        "number": batch.number,
        "state": batch.state,
        "waiting": waiting.count(),
        "complete": waiting.filter(lacks=0).count(),
        "review": _review(IMPORT, "catalogue-import", batch.number),
    }


def level_facts(catalogue: LevelCatalogue) -> Mapping[str, Any]:
    return {
        "number": catalogue.number,
        "state": catalogue.state,
        "entries": len(catalogue.entries),
        "digest": catalogue.digest,
    }


def level_provider(catalogue: LevelCatalogue) -> Body | None:
    """The catalogue of a level is answered for by whoever reviews entries there."""
    return holder("catalogue.reviewer", party_region=catalogue.region, day=timezone.localdate(catalogue.compiled_at))


declare(
    SubjectKind(
        name=ENTRY, found=entry_of, label=lambda entry: entry.shown.title, address=lambda number: f"/catalogue/{number}",
        facts=entry_facts, provider=lambda entry: entry.provider, items=entry_items,
        visible=lambda actor, number: Entry.objects.visible_to(actor).filter(number=number).exists(),
    )
)  # fmt: skip
declare(
    SubjectKind(
        name=RESOURCE, found=_resource, label=lambda resource: resource.title,
        address=lambda number: f"/catalogue/{_resource(number).entry.number}",
        facts=resource_facts, provider=lambda resource: resource.entry.provider, named=resource_named,
        visible=lambda actor, number: Entry.objects.visible_to(actor).filter(resources__number=number).exists(),
    )
)  # fmt: skip
declare(
    SubjectKind(
        name=IMPORT, found=_import, label=lambda batch: f"{batch.source} {batch.number}", address=lambda number: f"/catalogue/imports/{number}",
        facts=import_facts, provider=lambda batch: batch.body,
        visible=lambda actor, number: ImportBatch.objects.visible_to(actor).filter(number=number).exists(),
    )
)  # fmt: skip
declare(
    SubjectKind(
        name=LEVEL, found=_level, label=lambda catalogue: f"{catalogue.region.zh} {catalogue.number}",
        address=lambda number: f"/catalogue/levels/{number}", facts=level_facts, provider=level_provider,
    )
)  # fmt: skip
