"""The steward's desk and the page that checks a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongshu.cases.models import CaseSubject
from gongshu.catalogue import files, labels, queries, standing
from gongshu.catalogue.models import Entry, EntryVersion, ImportedEntry, Resource
from gongshu.catalogue.models.entries import ENTRY, Entries
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.catalogue.pages.imports import said_of
from gongshu.catalogue.queries.entries import Change
from gongshu.catalogue.rules import Problem, Weight
from gongshu.catalogue.words import ResourceState
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed

PAGE = 50  # entries on a page of a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry in a list of the console."""

    entry: Entry
    version: EntryVersion
    state: str
    has_draft: bool  # a next version is being written
    in_review: bool
    empty: bool  # published without a hooked resource: 空目录
    waiting: Sequence[Resource]  # resources with data that nobody has sent for hooking


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    lines: Sequence[Line]
    total: int
    after: str
    before: str = ""
    capped: bool = False


def own(found: Entries, actor: Actor, after: str) -> Listing:
    """Return one page of a list of entries, by number; a next version that is being written is told to those who see it."""
    total = found.count()
    rows = list((found.filter(number__gt=after) if after else found).prefetch_related("resources")[: PAGE + 1])
    reviewed = set(
        Entry.objects.seen_by_reviewers(actor).filter(pk__in=[entry.pk for entry in rows]).values_list("pk", flat=True)
    )
    lines = [_line(entry, entry.provider.code == actor.body or entry.pk in reviewed) for entry in rows[:PAGE]]
    return Listing(lines=lines, total=total, after=rows[PAGE - 1].number if len(rows) > PAGE else "")


def _line(entry: Any, sees_draft: bool) -> Line:
    resources = list(entry.resources.all())
    hooked = any(resource.state == ResourceState.HOOKED for resource in resources)
    published = entry.state == "published"
    ready = [resource for resource in resources if resource.state == ResourceState.DRAFT and resource.has_data]
    return Line(
        entry=entry, version=(entry.draft if sees_draft else None) or entry.shown, state=standing.state_of(entry),
        has_draft=published and sees_draft and entry.draft_id is not None,
        in_review=bool(entry.is_in_review), empty=published and not hooked, waiting=ready if published else [],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A draft with everything that the law says about it."""

    entry: Entry
    version: EntryVersion
    state: str
    problems: Sequence[tuple[Any, Problem]]  # the name of the field, and the problem
    warnings: Sequence[tuple[Any, Problem]]
    changes: Sequence[tuple[Any, Change]]
    resources: Sequence[Resource]
    cases: Sequence[str]  # numbers of the open cases about it
    may_submit: bool
    may_edit: bool
    names_files: bool  # whether names of files are told
    source_words: Sequence[tuple[Any, str]] = ()  # what the catalogue that it was imported from says beyond the entry


def checked(entry: Entry, actor: Actor, now: datetime) -> Checked:
    """Return what the check page of an entry shows; only those who see the draft learn what it lacks."""
    found = queries.problems(actor, entry.number, now)
    stopping = [(labels.label(problem.path), problem) for problem in found if problem.weight is not Weight.WARNING]
    resources = list(entry.resources.with_review().select_related("snapshot"))
    sees, in_review = standing.sees_draft(actor, entry), bool(getattr(entry, "is_in_review", False))
    return Checked(
        entry=entry, version=(entry.draft if sees else None) or entry.shown, state=standing.state_of(entry), problems=stopping, resources=resources,
        warnings=[(labels.label(problem.path), problem) for problem in found if problem.weight is Weight.WARNING],
        changes=[(change_label(change), change) for change in queries.differences(actor, entry.number)] if entry.current else [],
        source_words=_source_words(entry) if sees else (), cases=_open_cases(entry, resources), may_submit=bool(sees and entry.draft and not stopping and not in_review),
        may_edit=allowed(actor, "catalogue.edit", entry).allowed, names_files=files.are_named_to(actor, entry),
    )  # fmt: skip


def _source_words(entry: Entry) -> Sequence[tuple[Any, str]]:
    link = ImportedEntry.objects.filter(entry=entry).first()
    return said_of(link) if link else ()


def change_label(change: Change) -> Any:
    """Return what a changed field is called; an item by its name and code."""
    head, _dot, code = change.field.partition(".")
    if head != "items" or not code:
        return labels.label(change.field)
    return f"{(change.after or change.before)['name']} {code}"


def _open_cases(entry: Entry, resources: Sequence[Resource]) -> list[str]:
    about = CaseSubject.objects.filter(case__ended=False)
    found = about.filter(kind=ENTRY, subject=entry.number) | about.filter(
        kind=RESOURCE, subject__in=[each.number for each in resources]
    )
    return sorted(
        set(
            found.filter(case__procedure__in=("catalogue-review", "resource-hook", "catalogue-withdrawal")).values_list(
                "case__number", flat=True
            )
        )
    )
