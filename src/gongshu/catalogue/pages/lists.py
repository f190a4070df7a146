"""What the pages of lists show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from gongshu.catalogue import queries
from gongshu.catalogue.lists import ListChange, kind_of
from gongshu.catalogue.lists.columns import Column
from gongshu.catalogue.models import PublishedList
from gongshu.people.actor import Actor
from gongshu.ui.moments import local_iso
from gongshu.ui.words import chosen

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of one version."""

    held: PublishedList
    columns: Sequence[Column]
    rows: Sequence[Sequence[tuple[Column, str]]]
    change: ListChange
    told: Sequence[tuple[str, str]]  # the numbers and the period under which it was made
    kept_as: Sequence[tuple[str, str, Any]]  # what, how, under which article
    versions: Sequence[PublishedList]
    before: int | None  # where the page before begins
    after: int | None


def published_list(actor: Actor, standing: queries.ListStanding, held: PublishedList, start: int) -> ListPage:
    """Return a page of a version that begins with the given row, counted from 0."""
    columns = kind_of(held.kind).columns
    rows = [
        list(zip(columns, row, strict=True))
        for row in queries.list_rows(actor, held, start=start, size=PAGE, translated=True)
    ]
    return ListPage(
        held=held,
        columns=columns,
        rows=rows,
        told=made_under(held),
        change=queries.list_change(actor, held),
        kept_as=[(chosen(term.description), chosen(term.names[term.value]), term.article) for term in standing.kept_as],
        versions=queries.list_versions(actor, held.kind, held.scope.code),
        before=max(0, start - PAGE) if start > 0 else None,
        after=start + PAGE if start + PAGE < len(held.entries) else None,
    )


def made_under(held: PublishedList) -> list[tuple[str, str]]:
    """Return under which numbers a version was made, and which days its figures count, in the active language."""
    numbers = [
        (str(each.title), f"{held.terms[each.name]} {each.unit}")
        for each in kind_of(held.kind).settings
        if each.name in held.terms
    ]
    days = [(_("统计期"), f"{held.terms['from']} – {held.terms['until']}")] if "from" in held.terms else []
    return [*numbers, *days]


def standing_json(standing: queries.ListStanding) -> dict[str, Any]:
    """Return where a list stands as the API and the command line tell it."""
    return {
        "kind": standing.kind.name,
        "title": str(standing.kind.title),
        "scope": standing.scope.code,
        "version": standing.last.version if standing.last else None,
        "entries": len(standing.last.entries) if standing.last else None,
        "published_at": local_iso(standing.last.published_at) if standing.last else None,
        "articles": [str(term.article) for term in standing.demanded],
        "kept_as": {term.name: term.value for term in standing.kept_as},
        "set": standing.set_to,
        "pending": asdict(standing.pending) if standing.pending is not None else None,
    }


def list_json(held: PublishedList, rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return one version with all its rows."""
    kind = kind_of(held.kind)
    names = [column.name for column in kind.columns]
    return {
        "list": held.number,
        "kind": kind.name,
        "title": str(kind.title),
        "scope": held.scope.code,
        "version": held.version,
        "published_at": local_iso(held.published_at),
        "articles": held.articles,
        "terms": held.terms,
        "digest": held.digest,
        "columns": {column.name: str(column.title) for column in kind.columns},
        "rows": [dict(zip(names, row, strict=True)) for row in rows],
    }
