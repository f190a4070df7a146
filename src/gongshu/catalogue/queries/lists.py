"""Reading lists: which there are, one version, what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongshu.catalogue import lists
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.lists import ListChange, ListKind, Pair, Row, compared, pairs_of, scope_of, versions_of
from gongshu.catalogue.models import PublishedList
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body, Region
from gongshu.people.permission import allowed, query, require

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStanding:
    """Where one list stands."""

    kind: ListKind
    scope: Region | Body
    last: PublishedList | None
    demanded: Sequence[Term]
    kept_as: Sequence[Term]  # what the place says on its cycle, update and channel
    keeps: bool  # whether this person may publish it
    pending: ListChange | None  # what the next version would change; told to whoever may publish it
    set_to: Mapping[str, int] | None = None  # the numbers that were set; None where they have to be and are not


@query
def list_standings(actor: Actor, now: datetime) -> list[ListStanding]:
    """Return the lists that concern this person: all public ones, to staff also those of their level and their own body.

    A list that was never published is told only to whoever may publish it, or where a text demands it.
    """
    require(actor, "people.public")
    body = Body.objects.select_related("region").filter(code=actor.body).first() if actor.body else None
    regions = Region.objects.filter(lists__isnull=False).distinct() if body is None else _regions(body)
    found = [
        _standing(actor, kind, scope, now, whole=not kind.is_costly)
        for kind in lists.KINDS.values()
        if kind.is_public or body is not None
        for scope in (([body] if body else []) if kind.is_of_body else regions)
    ]
    return [each for each in found if each.last or each.keeps or (body is not None and each.demanded)]


def _regions(body: Body) -> list[Region]:
    known = Region.objects.filter(lists__isnull=False, lists__body=None)
    return list((known | Region.objects.filter(pk=body.region_id)).distinct().order_by("code"))


def _standing(actor: Actor, kind: ListKind, scope: Region | Body, now: datetime, *, whole: bool = True) -> ListStanding:
    day, held = timezone.localdate(now), terms(timezone.localdate(now))
    last = versions_of(kind, scope).order_by("-version").first()
    keeps = bool(actor.body) and allowed(actor, "catalogue.lists", (scope, day)).allowed
    pending = compared(pairs_of(last), lists.chosen(kind, scope, day).pairs) if keeps and whole else None
    return ListStanding(
        kind=kind,
        scope=scope,
        last=last,
        demanded=kind.demands(held),
        kept_as=kind.kept_as(held),
        keeps=keeps,
        pending=pending,
        set_to=lists.set_for(kind, scope),
    )


@query
def list_standing(actor: Actor, kind: str, scope: str, now: datetime) -> ListStanding:
    """Return where one list stands. Raises: NoSuchEntry, also for an internal list that is asked for by the public."""
    wanted = lists.kind_of(kind)
    _require_reader(actor, wanted)
    return _standing(actor, wanted, scope_of(wanted, scope), now)


@query
def list_versions(actor: Actor, kind: str, scope: str) -> list[PublishedList]:
    """Return the versions of a list, newest first. Raises: NoSuchEntry."""
    wanted = lists.kind_of(kind)
    _require_reader(actor, wanted)
    return list(versions_of(wanted, scope_of(wanted, scope)).select_related("region", "body").order_by("-version"))


@query
def list_version(actor: Actor, kind: str, scope: str, version: int) -> PublishedList:
    """Return one version of a list. Raises: NoSuchEntry."""
    wanted = lists.kind_of(kind)
    _require_reader(actor, wanted)
    found = (
        versions_of(wanted, scope_of(wanted, scope)).filter(version=version).select_related("region", "body").first()
    )
    if found is None:
        raise NoSuchEntry(f"{kind}.{scope}.{version}", "清单版本", "version of a list")
    return found


@query
def list_rows(
    actor: Actor, held: PublishedList, *, start: int = 0, size: int | None = None, translated: bool = False
) -> Iterator[list[str]]:
    """Return what a version says, row by row, from the given place on: as it was published, in Chinese, unless `translated`.

    Of an entry that this person may no longer see (it was withheld since) only the number stands there.
    """
    kind = lists.kind_of(held.kind)
    _require_reader(actor, kind)
    part = slice(start, None if size is None else start + size)
    kept = None if held.rows is None else held.rows[part]
    return _rows(actor, kind, pairs_of(held)[part], kept, "" if translated else lists.PUBLISHED_IN)


def _rows(
    actor: Actor, kind: ListKind, pairs: Sequence[Pair], kept: Sequence[Row] | None, language: str
) -> Iterator[list[str]]:
    for start in range(0, len(pairs), _BATCH):
        part = pairs[start : start + _BATCH]
        numbers = [number for number, _ in part]
        seen = set(numbers) if actor.body else kind.seen(actor, numbers)
        said = lists.cells(kind, part, language, None if kept is None else kept[start : start + _BATCH])
        for number, row in zip(numbers, said, strict=True):
            yield row if number in seen else [number, *[""] * (len(row) - 1)]


@query
def list_change(actor: Actor, held: PublishedList) -> ListChange:
    """Return what a version changed against the one before it."""
    kind = lists.kind_of(held.kind)
    _require_reader(actor, kind)
    before = versions_of(kind, held.scope).filter(version=held.version - 1).first()
    return compared(pairs_of(before), pairs_of(held))


def _require_reader(actor: Actor, kind: ListKind) -> None:
    require(actor, "people.public")
    if not (kind.is_public or actor.body):
        raise NoSuchEntry(kind.name, "清单", "list")
