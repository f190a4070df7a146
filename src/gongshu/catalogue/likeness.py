"""Which items of other providers an entry's items resemble: by the data element they name, and by the content that was delivered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.conf import settings
from django.db import models, transaction
from django.db.models import F

from gongshu.catalogue import lake
from gongshu.catalogue.models import ColumnSketch, Entry, EntryVersion, Item, Resource, SketchProbe
from gongshu.catalogue.rules.alike import Alike
from gongshu.catalogue.rules.claims import is_common
from gongshu.catalogue.rules.source import Held
from gongshu.catalogue.words import ResourceKind, State
from gongshu.lake.engine import Ref
from gongshu.lake.sketch import PROBES, Sketch, sketches

LEAST: Final = (
    0.8  # share of values in common from which on content is alike; a choice of this platform, no text names one
)
MOST: Final = 3  # entries that are named for one item
_CANDIDATES: Final = 200  # columns that are compared with one
_PURPOSE: Final = "sketches"


def renew(resource: Resource) -> int:
    """Sketch the published snapshot of a table, unless it has been; return how many of its columns have a sketch now."""
    shown = resource.snapshot
    if resource.kind != ResourceKind.TABLE or shown is None or not shown.lake:
        ColumnSketch.objects.filter(resource=resource).delete()
        return 0
    if resource.sketches.filter(snapshot=shown).exists():
        return resource.sketches.count()
    with lake.engine() as engine:
        found = sketches(
            engine, engine.tables, Ref(resource.number, int(shown.lake)), settings.GONGSHU.derived(_PURPOSE)
        )
    with transaction.atomic():
        ColumnSketch.objects.filter(resource=resource).delete()
        made = ColumnSketch.objects.bulk_create(
            [
                ColumnSketch(
                    resource=resource, snapshot=shown, code=code, distinct=each.distinct, hashes=list(each.hashes)
                )
                for code, each in found.items()
            ]
        )
        probes = [SketchProbe(sketch=each, hash=one) for each in made for one in each.hashes[:PROBES]]
        SketchProbe.objects.bulk_create(probes)
    return len(made)


def resembled(version: EntryVersion) -> list[Alike]:
    """Return what other providers' published entries give that items of a version resemble, those of one item together.

    Keys, what is taken from elsewhere, and names that every table has, resemble nothing: they only point at things.
    """
    own = [item for item in version.items.all() if _may_resemble(item)]
    return [*_by_element(version.entry, own), *_by_content(version.entry, own)]


def _may_resemble(item: Item) -> bool:
    return bool(item.claim) and not is_common(item.name)


def _by_element(entry: Entry, own: Sequence[Item]) -> Iterator[Alike]:
    """The same element about the same things of the same place, by another name: the claims differ in their last two parts only."""
    named = [item for item in own if item.standard]
    others = list(_published(entry).filter(standard__in={item.standard for item in named}).exclude(claim="")[:_CANDIDATES]) if named else []  # fmt: skip
    for item in named:
        about = item.claim.split("/")[:2]
        same = [each for each in others if each.standard == item.standard and each.claim.split("/")[:2] == about and each.claim != item.claim]  # fmt: skip
        for other in same[:MOST]:
            yield Alike(place=item.place, name=item.name, held=_held(other), item=other.name, standard=item.standard)


def _by_content(entry: Entry, own: Sequence[Item]) -> Iterator[Alike]:
    mine = {each.code: each for each in ColumnSketch.objects.filter(resource__entry=entry)} if own else {}
    for item in own:
        if item.code in mine:
            yield from _alike(entry, item, mine[item.code])


def _alike(entry: Entry, item: Item, sketch: ColumnSketch) -> Iterator[Alike]:
    probes = SketchProbe.objects.filter(hash__in=sketch.hashes[:PROBES])
    near = ColumnSketch.objects.filter(pk__in=probes.values("sketch"), resource__entry__state=State.PUBLISHED)
    near = near.filter(snapshot=F("resource__snapshot")).exclude(resource__entry__provider=entry.provider_id)
    found = []
    for other in near.select_related("resource")[:_CANDIDATES]:
        share = _sketch(sketch).within(_sketch(other))
        if share >= LEAST:
            found.append((-share, other.pk, other))
    for share, _key, other in sorted(found)[:MOST]:
        same = _published(entry).filter(version__entry=other.resource.entry_id, code=other.code).first()
        if same is not None and same.claim != item.claim and _may_resemble(same):
            yield Alike(place=item.place, name=item.name, held=_held(same), item=same.name, share=-share)


def _published(entry: Entry) -> models.QuerySet[Item]:
    found = Item.objects.filter(version__published_of__state=State.PUBLISHED).exclude(
        version__entry__provider=entry.provider_id
    )
    return found.select_related("version__entry__provider").order_by("version__entry_id", "place")


def _held(item: Item) -> Held:
    entry = item.version.entry
    return Held(number=entry.number, title=item.version.title, provider=entry.provider.zh, is_shared=True)


def _sketch(row: ColumnSketch) -> Sketch:
    return Sketch(distinct=row.distinct, hashes=tuple(row.hashes))
