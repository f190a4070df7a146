"""What pages, API and command line read of sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, Subquery

from gongshu.catalogue.models import Entry, Resource
from gongshu.catalogue.words import ResourceKind
from gongshu.collection.datasources import description, fetching
from gongshu.collection.datasources.description import Database
from gongshu.collection.datasources.secret import opened_secret
from gongshu.collection.errors import CollectionError, NoSuchDelivery, SourceUnfit
from gongshu.collection.models import DataSource, Delivery, Fetch
from gongshu.outside import databases
from gongshu.outside.databases import DescribedTable
from gongshu.outside.failures import OutsideFailed
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed, query, require

_WITH = ("resource__entry__provider", "resource__entry__current", "resource__entry__draft")
SHOWN = 50  # fetches on a page


@query
def sources(actor: Actor) -> list[DataSource]:
    """Return the sources that this person may see, each with its newest fetch as `newest`; those that failed first."""
    newest = Fetch.objects.filter(source=OuterRef("pk")).order_by("-id").values("pk")[:1]
    found = DataSource.objects.visible_to(actor).select_related(*_WITH).annotate(newest_id=Subquery(newest))
    held: list[Any] = list(found.order_by("resource__number"))
    fetches = Fetch.objects.in_bulk([each.newest_id for each in held if each.newest_id])
    for each in held:
        each.newest = fetches.get(each.newest_id)
    return sorted(held, key=lambda each: (each.newest is None or each.newest.state != "failed", each.resource.number))


@query
def source(actor: Actor, number: str) -> DataSource:
    """Return a source by the number of its resource. Raises: NoSuchDelivery."""
    found: DataSource | None = (
        DataSource.objects.visible_to(actor).select_related(*_WITH).filter(resource__number=number).first()
    )
    if found is None:
        raise NoSuchDelivery(number, "采集源", "source")
    return found


@query
def supplied(actor: Actor, number: str) -> Resource:
    """Return a resource for whoever may register its source. Raises: NoSuchDelivery, Refused."""
    visible = Resource.objects.visible_to(actor).exclude(kind=ResourceKind.INTERFACE)
    found: Resource | None = (
        visible.select_related("entry__provider", "entry__current", "entry__draft").filter(number=number).first()
    )
    if found is None:
        raise NoSuchDelivery(number, "资源", "resource")
    require(actor, "collection.source", about=found.entry)
    return found


@query
def of_entry(actor: Actor, entry: Entry) -> list[tuple[Resource, bool]]:
    """Return the resources of an entry that have a source, or could have one and this person may register it, each with whether it has."""
    may = allowed(actor, "collection.source", entry).allowed
    held = set(DataSource.objects.visible_to(actor).filter(resource__entry=entry).values_list("resource_id", flat=True))
    found = entry.resources.exclude(kind=ResourceKind.INTERFACE).order_by("id")
    return [(each, each.pk in held) for each in found if may or each.pk in held]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One fetch with what it took: each name with its delivery, None where none began."""

    fetch: Fetch
    taken: list[tuple[Any, Delivery | None]]


@query
def fetches(actor: Actor, number: str) -> list[Fetched]:
    """Return the newest fetches of a source, newest first. Raises: NoSuchDelivery."""
    found = list(source(actor, number).fetches.prefetch_related("taken")[:SHOWN])
    numbers = [taken.delivery for each in found for taken in each.taken.all()]
    held = Delivery.objects.visible_to(actor).select_related("snapshot").in_bulk(numbers)
    return [
        Fetched(fetch=each, taken=[(taken, held.get(taken.delivery)) for taken in each.taken.all()]) for each in found
    ]


@query
def columns(actor: Actor, number: str) -> DescribedTable:
    """Ask the database of a source for the columns, keys, comments and code tables of its table. Raises: NoSuchDelivery, Refused; CollectionError."""
    held = source(actor, number)
    require(actor, "collection.source", about=held.resource.entry)
    said = held.description
    if not isinstance(said, Database):
        raise CollectionError(
            f"采集源 {number} 不是数据库", f"source {number} is no database", where=number, shown=held.kind,
            remedy_zh="只有数据库说明自己的列和注释", remedy_en="only a database tells of its columns and comments",
        )  # fmt: skip
    return _described(said, opened_secret(held))


@query
def columns_of(actor: Actor, given: Mapping[str, Any], secret: str) -> DescribedTable | list[tuple[str, str]]:
    """Ask a database that is no source yet for a table's columns and code tables; without a table, for the tables there are, with their comments.

    Raises: Refused; SourceUnfit with every fault; CollectionError where it cannot be reached.
    """
    require(actor, "collection.source")
    named = dict(given)
    lists = not named.get("table")
    said, faults = description.read("database", {**named, "table": named.get("table") or "-"})
    if faults or not isinstance(said, Database):
        raise SourceUnfit("database", faults)
    return _tables(said, secret) if lists else _described(said, secret)


def _described(said: Database, secret: str) -> DescribedTable:
    try:
        with databases.connected(said.server, secret, fetching.allowances().networks) as (dialect, connection):
            table = databases.describe(dialect, connection, said.table)
            return replace(table, codes=tuple(databases.code_tables(dialect, connection, said.table)))
    except OutsideFailed as problem:
        raise told(problem, said.table) from problem


def _tables(said: Database, secret: str) -> list[tuple[str, str]]:
    try:
        with databases.connected(said.server, secret, fetching.allowances().networks) as (dialect, connection):
            return databases.tables(dialect, connection)
    except OutsideFailed as problem:
        raise told(problem, said.database) from problem


def told(problem: OutsideFailed, where: str) -> CollectionError:
    return CollectionError(
        problem.because["zh"], problem.because["en"], where=where, shown=problem.code or problem.cause.value,
        remedy_zh=problem.remedy["zh"], remedy_en=problem.remedy["en"],
    )  # fmt: skip
