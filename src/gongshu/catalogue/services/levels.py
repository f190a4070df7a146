"""The catalogue of a level: compiled from what is published, sent to the next higher authority."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.catalogue.errors import NoSuchEntry, NotProvided
from gongshu.catalogue.models import Entry, LevelCatalogue
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.words import State
from gongshu.ledger import jcs
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Region
from gongshu.people.permission import require, service


@service
def compile_level(region: str, *, actor: Actor, now: datetime) -> LevelCatalogue:
    """Fix what is published in a region as the next version of its level's catalogue and return it.

    Counted: published entries of providers of the region itself, not of places below. Source: 达州办法 第十三条第二款.
    Raises: NotProvided where no text lets a level compile one; NoSuchEntry; Refused.
    """
    place, day = Region.objects.filter(code=region).first(), timezone.localdate(now)
    if place is None:
        raise NoSuchEntry(region, "行政区划", "region")
    require(actor, "catalogue.level", (place, day))
    held = terms(day)
    if "level_sub_catalogue" not in held.value("catalogue.lists", []):
        raise NotProvided(
            f"{place.zh}的法规没有规定本级目录",
            f"no text in force for {held.jurisdiction} lets a level compile a catalogue of its own",
            where=region,
        )
    with transaction.atomic():
        numbers = (
            Entry.objects.filter(state=State.PUBLISHED, provider__region=place)
            .order_by("number")
            .values_list("number", "current__number")
        )
        entries = [list(pair) for pair in numbers]
        last = LevelCatalogue.objects.select_for_update().filter(region=place).order_by("-version").first()
        catalogue = LevelCatalogue.objects.create(
            region=place, version=last.version + 1 if last else 1, entries=entries, digest=sha256(jcs.canonical(entries)).hexdigest(),
            compiled_under=held.value("catalogue.compilation_basis", []), compiled_at=now,
        )  # fmt: skip
        facts = {"version": catalogue.version, "entries": len(entries), "digest": catalogue.digest}
        record(Event.LIST_PUBLISH, subject_of(catalogue), by=actor, at=now, facts=facts)
    return catalogue


@service
def submit_level(number: str, reason: str = "", *, actor: Actor, now: datetime) -> Case:
    """Send a level's catalogue to the next higher authority; return the case. Source: 达州办法 第十三条第二款."""
    region, _, version = number.rpartition(".")
    catalogue = (
        LevelCatalogue.objects.filter(region_id=region, version=int(version or 0)).select_related("region").first()
    )
    if catalogue is None:
        raise NoSuchEntry(number, "本级目录", "catalogue of a level")
    require(actor, "catalogue.level", (catalogue.region, timezone.localdate(now)))
    return cases.open_case(
        "level-catalogue-review", [number], {"reason": reason} if reason else {}, actor=actor, now=now
    )
