"""Reading sources of catalogues and what came of each time."""

from __future__ import annotations

from django.db.models import Max, QuerySet

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, HarvestRun, HarvestSource
from gongshu.people.actor import Actor
from gongshu.people.permission import query, require

RUNS = 50  # of a source on its page


@query
def harvest_sources(actor: Actor) -> list[HarvestSource]:
    """Return the sources that this person may see, newest first, each with `last`: its last run, or None."""
    require(actor, "catalogue.desk")
    found = list(HarvestSource.objects.visible_to(actor).select_related("body"))
    newest = HarvestSource.objects.visible_to(actor).order_by().annotate(latest=Max("runs")).values("latest")
    last = {run.source_id: run for run in HarvestRun.objects.filter(pk__in=newest)}
    for each in found:
        each.last = last.get(each.pk)
    return found


@query
def harvest_source(actor: Actor, number: str) -> HarvestSource:
    """Return one source. Raises: NoSuchEntry."""
    found: HarvestSource | None = (
        HarvestSource.objects.visible_to(actor).select_related("body").filter(number=number).first()
    )
    if found is None:
        raise NoSuchEntry(number, "来源", "source")
    return found


@query
def harvest_runs(actor: Actor, number: str) -> QuerySet[HarvestRun]:
    """Return the last times that a source was read, newest first. Raises: NoSuchEntry."""
    return harvest_source(actor, number).runs.all()[:RUNS]


@query
def vanished(actor: Actor, run: HarvestRun) -> list[Entry]:
    """Return the entries, of those that this person may see, whose record a source did not hold any more."""
    found = Entry.objects.visible_to(actor).select_related("current", "draft").filter(number__in=run.gone)
    return list(found.order_by("number"))
