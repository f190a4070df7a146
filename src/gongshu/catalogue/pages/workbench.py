"""The workbench of stewards: many entries of a body in one table, each with what the law says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from gongshu.catalogue import checking, labels, queries, standing, storing
from gongshu.catalogue.forms import SECTIONS, RowForm, told
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import Entries
from gongshu.catalogue.rules import Problem
from gongshu.people.actor import Actor
from gongshu.ui.words import stands_out

PAGE = 25  # entries on a page of the table
SECTION_NAMES = tuple(key for key, _title, _names in SECTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    name: str  # of its control
    label: Any
    widget: SafeString
    faults: Sequence[str]  # of form, as typed
    problems: Sequence[Problem]  # of the law
    was: str | None = None  # what is kept, where something else was typed; None: nothing else

    @property
    def is_wrong(self) -> bool:
        return bool(self.faults or self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of the table."""

    entry: Entry
    title: str
    state: str
    seen: str  # when it had last changed: services.edit_many
    locked: bool  # under review
    has_draft: bool
    cells: Sequence[Cell]
    elsewhere: Sequence[tuple[Any, Problem]]  # problems of fields that this section does not show
    refused: str = ""  # why it could not be kept just now
    ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    rows: Sequence[Row]
    section: str
    sections: Sequence[tuple[str, Any]]
    columns: Sequence[Any]
    total: int
    after: str
    before: str = ""
    capped: bool = False


@dataclass(slots=True, kw_only=True)
class Posted:
    """Lines as they were sent: what each changes, and what is wrong with them already."""

    forms: dict[str, RowForm] = field(default_factory=dict)
    changes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    ticked: Sequence[str] = ()
    refused: dict[str, str] = field(default_factory=dict)


def before_of(entry: Entry) -> dict[str, Any]:
    """Return what the draft of an entry says, or what is published where there is none."""
    return storing.plain(storing.description_of(entry.draft or entry.shown))


def posted(data: Any, held: Iterable[Entry], section: str, day: date) -> Posted:
    """Return what was sent of these entries; a line that says what the entry says already changes nothing."""
    read = Posted(ticked=data.getlist("entry"))
    for entry in held:
        form = RowForm(day, entry.number, section, before_of(entry), data)
        read.forms[entry.number] = form
        read.seen[entry.number] = data.get(f"{entry.number}-seen", "")
        if form.has_changed() and form.is_valid():
            read.changes[entry.number] = form.said()
    return read


def bench(found: Entries, section: str, actor: Actor, after: str, now: datetime) -> Bench:
    """Return one page of the table."""
    total = found.count()
    held = list((found.filter(number__gt=after) if after else found)[: PAGE + 1])
    rows = [_row(entry, section, now) for entry in held[:PAGE]]
    return _bench(rows, section, total, held[PAGE - 1].number if len(held) > PAGE else "")


def again(found: Sequence[Entry], section: str, read: Posted, actor: Actor, now: datetime) -> Bench:
    """Return the lines that were sent with what is wrong with them."""
    judged = queries.tried(actor, {number: read.changes.get(number, {}) for number in read.forms}, now)
    rows = [
        _row(entry, section, now, form=read.forms[entry.number], problems=judged[entry.number].problems,
             refused=read.refused.get(entry.number, ""), ticked=entry.number in read.ticked)
        for entry in found
    ]  # fmt: skip
    return _bench(rows, section, len(rows), "")


def _bench(rows: Sequence[Row], section: str, total: int, after: str) -> Bench:
    columns = [cell.label for cell in rows[0].cells] if rows else []
    sections = [(key, title) for key, title, _names in SECTIONS]
    return Bench(rows=rows, section=section, sections=sections, columns=columns, total=total, after=after)


def _row(
    entry: Entry, section: str, now: datetime, *, form: RowForm | None = None, problems: Sequence[Problem] | None = None,
    refused: str = "", ticked: bool = False,
) -> Row:  # fmt: skip
    day = timezone.localdate(now)
    form = form or RowForm(day, entry.number, section, before_of(entry))
    if problems is None:
        problems = checking.check_version(entry.draft or entry.shown, day)
    beside, elsewhere = placed(form, problems)
    locked = bool(getattr(entry, "is_in_review", False))
    return Row(
        entry=entry, title=(entry.draft or entry.shown).title, state=standing.state_of(entry), seen=entry.changed_at.isoformat(), locked=locked,
        has_draft=entry.draft_id is not None, cells=[_cell(form, name, beside.get(name, ()), entry.number, locked) for name in form.fields],
        elsewhere=elsewhere, refused=refused, ticked=ticked,
    )  # fmt: skip


def placed(form: RowForm, problems: Iterable[Problem]) -> tuple[dict[str, list[Problem]], list[tuple[Any, Problem]]]:
    """Return the problems by the field beside which they are shown, and those of fields that the form does not have."""
    beside: dict[str, list[Problem]] = {}
    elsewhere = []
    for problem in problems:
        name = form.field_of(problem)
        if name:
            beside.setdefault(name, []).append(problem)
        else:
            elsewhere.append((labels.label(problem.path), problem))
    return beside, elsewhere


def _cell(form: RowForm, name: str, problems: Sequence[Problem], number: str, locked: bool) -> Cell:
    bound = form[name]
    attrs: dict[str, Any] = {"aria-label": f"{bound.label} {number}", "aria-describedby": f"said-{bound.html_name}"}
    faults = [str(fault) for fault in form.errors.get(name, ())] if form.is_bound else []
    attrs |= {"aria-invalid": "true"} if faults or problems else {}
    attrs |= {"disabled": True} if locked else {}
    attrs |= {"lang": "zh-Hans"} if stands_out(str(bound.value() or "")) else {}
    was = form.initial.get(name)
    return Cell(
        name=bound.html_name, label=bound.label, widget=bound.as_widget(attrs=attrs), faults=faults, problems=problems,
        was=("" if was is None else str(was)) if form.is_bound and name in form.changed_data else None,
    )  # fmt: skip


def reason_of(problems: Sequence[Problem]) -> str:
    """Return in one text what keeps a line from being kept."""
    return " ".join(told(problem) for problem in problems)


def item_cells(table: Any, kept: Sequence[Any], problems: Iterable[Problem]) -> dict[str, str]:
    """Return what is wrong with the items of a form, drawn, by the name of the control; a problem of a whole item stands at its name."""
    faults = {form.add_prefix(name): list(told) for form in table for name, told in form.errors.items()}
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        place, name = _place(problem.path)
        if place and place <= len(kept):
            form = kept[place - 1]
            found.setdefault(form.add_prefix(name if name in form.fields else "name"), []).append(problem)
    return {
        name: render_to_string(
            "catalogue/workbench/cell.html", {"cell": {"faults": faults.get(name, ()), "problems": found.get(name, ())}}
        )
        for name in {**faults, **found}
    }


def _place(path: str) -> tuple[int, str]:
    """The number of an item, counted from 1, and the field, as a problem's path names them; 0 where it is about no item."""
    match = re.match(r"items\[(\d+)\](?:\.(\w+))?", path)
    return (int(match[1]), match[2] or "") if match else (0, "")
