"""What the pages of imports show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from gongshu.catalogue import labels, queries
from gongshu.catalogue.importing import mapping
from gongshu.catalogue.models import ImportBatch, ImportedEntry
from gongshu.catalogue.queries.imports import PAGE
from gongshu.catalogue.rights import reviewed_by
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed

_MOST_LINES = 200  # problems that a page shows one by one; the command tells them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The result of an import or of a trial."""

    figures: Mapping[str, Any]
    problems: Sequence[tuple[Any, Mapping[str, Any]]]  # the name of the field, and the problem
    more: int  # problems that are not shown
    dry: bool


def told(document: Mapping[str, Any], *, dry: bool) -> Told:
    """Return what a page shows of a result."""
    found = document["problems"]
    shown = [(field_label(each["field"]), {**each, "what": {"zh": each["problem_zh"], "en": each["problem"]}, "put_right": {"zh": each["remedy_zh"], "en": each["remedy"]}}) for each in found[:_MOST_LINES]]  # fmt: skip
    return Told(figures=document, problems=shown, more=max(0, len(found) - _MOST_LINES), dry=dry)


def field_label(field: str) -> Any:
    """Return what a field of ours, or one that is kept in the source's words, is called."""
    return labels.SOURCE_FIELDS.get(field) or labels.label(field)


def mappings() -> list[tuple[str, Mapping[str, str]]]:
    """Return the mappings of the package with their titles."""
    return [(name, mapping.known(name).title) for name in mapping.names()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One import with a page of its entries."""

    held: ImportBatch
    sums: Sequence[tuple[Any, Mapping[str, Any]]]
    lines: Sequence[tuple[ImportedEntry, Sequence[tuple[Any, str]]]]  # an entry, and what it says in the source's words
    after: str
    may_leave_out: bool
    before: str = ""
    total: int = 0
    capped: bool = False


def batch(actor: Actor, number: str, after: int, now: datetime) -> Batch:
    """Return what the page of an import shows. Raises: NoSuchEntry."""
    held = queries.import_batch(actor, number)
    rows = list(queries.import_lines(actor, number, after=after))
    reviewer = reviewed_by(held.body, timezone.localdate(now))
    return Batch(
        held=held, sums=[(field_label(each["field"]), {**each, "what": {"zh": each["zh"], "en": each["en"]}}) for each in held.told],
        lines=[(row, said_of(row)) for row in rows[:PAGE]], after=str(rows[PAGE - 1].line) if len(rows) > PAGE else "",
        may_leave_out=allowed(actor, "catalogue.batch", reviewer).allowed, total=held.created + held.changed,
    )  # fmt: skip


def said_of(link: ImportedEntry) -> list[tuple[Any, str]]:
    """Return what the source says beyond the entry, each with the name of the field."""
    return [(field_label(field), text) for field, text in link.raw.items()]
