"""Search results and the page of a data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.cases.ways import ways_to
from gongshu.catalogue import labels, queries, tabs
from gongshu.catalogue.files import ResourceFiles, listed, of_snapshot
from gongshu.catalogue.licence import Licence, default_licence
from gongshu.catalogue.models import Entry, EntryVersion, IndexedEntry, Measure, Resource, ResourceCode
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.pages.terms import cited
from gongshu.catalogue.published import of_entry
from gongshu.catalogue.queries import Asked, Found
from gongshu.catalogue.scoring.european import points, rating
from gongshu.catalogue.standing import is_late, is_timely, sees_draft, state_of
from gongshu.catalogue.tabs import Door
from gongshu.catalogue.words import Attribute, ResourceKind, ResourceState, State
from gongshu.lake.export import MEDIA
from gongshu.law.procedures import Procedure
from gongshu.people.actor import ANYONE, Actor
from gongshu.people.models import Body, Region
from gongshu.ui import statuses

FACETS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("domain", _("领域")), ("provider", _("提供方")), ("region", _("行政区划")), ("opening", _("开放属性")), ("sharing", _("共享属性")),
    ("frequency", _("更新频率")), ("format", _("格式")),
)  # fmt: skip
_SHOWN = 8  # values of a facet that are shown before "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One value of a facet with its words."""

    value: str
    words: Any
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    name: str
    title: str | Promise
    first: Sequence[Tick]
    more: Sequence[Tick]

    @property
    def is_open(self) -> bool:
        return any(tick.chosen for tick in (*self.first, *self.more))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One line of the results."""

    row: IndexedEntry
    provider: str
    frequency: Any
    late: bool
    timely: bool  # has a rhythm and keeps to it
    bundled: bool  # whether its rows can be taken together with others
    formats: Sequence[str]  # in which its data can be had, as people know them: CSV, PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    asked: Asked
    facets: Sequence[Facet]
    hits: Sequence[Hit]
    bundles: Sequence[str]  # formats of a ZIP of several hits; none where no hit goes into one
    query: str  # of the same search elsewhere, from its first page, with its question mark


def results(found: Found, asked: Asked, now: datetime) -> Results:
    """Return what the search page shows: values of facets in words, hits with the names of their providers."""
    bodies = names_of(
        Body, {hit.provider for hit in found.hits} | {choice.value for choice in found.facets["provider"]}
    )
    regions = names_of(Region, {choice.value for choice in found.facets["region"]})
    known = {"provider": bodies, "region": regions}
    formats = _formats([hit.pk for hit in found.hits])
    hits = [
        Hit(
            row=hit, provider=bodies.get(hit.provider, hit.provider), frequency=labels.word("update_frequency", hit.frequency),
            late=is_late(hit.frequency, hit.delivered_at, now),
            timely=hit.live and is_timely(hit.frequency, hit.delivered_at, now), formats=formats.get(hit.pk, ()),
            bundled=hit.opening == Attribute.UNCONDITIONAL and "CSV" in formats.get(hit.pk, ()) and hit.rows is not None,
        )
        for hit in found.hits
    ]  # fmt: skip
    facets = [_facet(name, title, found, known) for name, title in FACETS]
    bundles = tuple(MEDIA) if any(hit.bundled for hit in hits) else ()
    return Results(asked=asked, facets=facets, hits=hits, bundles=bundles, query=_query(asked))


def _query(asked: Asked) -> str:
    said = ([("q", asked.text)] if asked.text else []) + ([("live", "1")] if asked.live_only else [])
    said += [(name, value) for name, values in asked.facets.items() for value in values]
    return f"?{urlencode(said)}" if said else ""


def _formats(entries: Sequence[int]) -> dict[int, list[str]]:
    """Rows leave in every format of the lake, files as they are."""
    found: dict[int, list[str]] = {}
    hooked = Resource.objects.filter(entry__in=entries, state=ResourceState.HOOKED).select_related("snapshot")
    for each in hooked.order_by("pk"):
        kinds = (
            [name.upper() for name in MEDIA]
            if each.kind == ResourceKind.TABLE
            else [held.format for held in of_snapshot(each.snapshot)]
        )
        found[each.entry_id] = list(dict.fromkeys([*found.get(each.entry_id, []), *filter(None, kinds)]))
    return found


def _facet(name: str, title: str | Promise, found: Found, known: Mapping[str, Mapping[str, str]]) -> Facet:
    ticks = [
        Tick(
            value=choice.value,
            count=choice.count,
            chosen=choice.chosen,
            words=known.get(name, {}).get(choice.value) or _words(name, choice.value),
        )
        for choice in found.facets[name]
    ]
    return Facet(name=name, title=title, first=ticks[:_SHOWN], more=ticks[_SHOWN:])


def _words(name: str, value: str) -> Any:
    if name in ("sharing", "opening"):
        return statuses.of(
            value, name
        ).words  # 无条件开放, not 无条件: each facet stands alone in the list of what was chosen.
    return labels.word("update_frequency" if name == "frequency" else name, value)


def names_of(model: type[Body | Region], codes: set[str]) -> dict[str, str]:
    """Return Chinese names by code."""
    rows: dict[str, str] = dict(model.objects.filter(code__in=codes).values_list("code", "zh"))
    return rows


def found_json(found: Found) -> dict[str, Any]:
    """Return a page of results as scripts read it."""
    hits = [
        {
            "entry": hit.number,
            "title": hit.title,
            "abstract": hit.abstract,
            "provider": hit.provider,
            "sharing": hit.sharing,
            "opening": hit.opening,
        }
        for hit in found.hits
    ]
    facets = {name: {choice.value: choice.count for choice in choices} for name, choices in found.facets.items()}
    return {
        "total": found.total,
        "capped": found.capped,
        "hits": hits,
        "facets": facets,
        "before": found.before,
        "after": found.after,
        "suggestions": list(found.suggestions),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """The page of one data set."""

    entry: Entry
    version: EntryVersion
    state: str
    resources: Sequence[Resource]
    files: Sequence[ResourceFiles]
    live: bool
    late: bool
    timely: bool
    rows: int | None
    delivered_at: datetime | None
    doors: Sequence[Door]
    owns: bool  # whether this person may change it
    published: QuerySet[EntryVersion]  # newest first; read where they are shown
    licence: Licence | None  # of opened data; None: nobody set one, or the entry is not opened to all
    sharing: Any  # the article that fixes the types, where a text does
    opening: Any
    ways: Sequence[Procedure]  # by which this person may have wrong data put right
    measures: Sequence[Measure]  # what was found wrong in the data, newest first
    score: int | None  # of its description, of 405; None before it is published
    codes: Sequence[ResourceCode]  # its own first, then those that it had
    classifies: bool  # whether this person may put it into a class

    @property
    def rating(self) -> Any:
        return rating(self.score or 0)[1]


def _score(entry: Entry) -> int | None:
    return points(of_entry(entry, ANYONE)) if entry.state == State.PUBLISHED else None


def data_set(entry: Entry, actor: Actor, now: datetime, version: EntryVersion | None = None) -> DataSet:
    """Return what the page of a data set shows to this person; the entry comes from `whole_entry`."""
    resources = list(entry.resources.all())
    hooked = [resource for resource in resources if resource.state == ResourceState.HOOKED]
    delivered = max((resource.delivered_at for resource in hooked if resource.delivered_at), default=None)
    counted = [each.snapshot.rows for each in hooked if each.snapshot and each.kind == ResourceKind.TABLE]
    shown = version or entry.shown
    return DataSet(
        entry=entry, version=shown, state=state_of(entry), resources=resources, files=listed(resources, entry, actor), live=bool(hooked), delivered_at=delivered,
        late=is_late(shown.update_frequency, delivered, now), timely=is_timely(shown.update_frequency, delivered, now),
        rows=sum(counted) if counted else None, doors=tabs.doors(entry, actor),
        owns=sees_draft(actor, entry) and actor.body == entry.provider.code,
        published=entry.versions.filter(published_at__isnull=False).order_by("-number"),
        licence=default_licence() if shown.opening == Attribute.UNCONDITIONAL else None,
        sharing=cited("sharing.types", now), opening=cited("opening.types", now),
        ways=ways_to(actor, "catalogue.mend", ENTRY, entry.number, now, entry) if entry.current else (),
        measures=list(entry.measures.all()), score=_score(entry) if version is None else None,
        codes=queries.codes_of(actor, entry), classifies=bool(actor.body) and queries.classifies(actor, entry, timezone.localdate(now)),
    )  # fmt: skip
