"""Taking over many descriptions at once, such as the catalogue of an older platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.description import Description
from gongshu.catalogue.errors import EntryUnfit
from gongshu.catalogue.models import Entry
from gongshu.catalogue.numbering import next_numbers
from gongshu.catalogue.reading import read
from gongshu.catalogue.rules import Problem
from gongshu.catalogue.services.drafting import add_row, completed, create, number_region
from gongshu.catalogue.services.reviewing import send
from gongshu.catalogue.words import ResourceKind
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import require, service

_BATCH = 200  # entries in one transaction; none takes longer than a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    numbers: tuple[str, ...]
    case: str  # number of the batch review, empty if none was asked for


@service
def import_entries(
    provider: Body, rows: Sequence[Mapping[str, Any]], *, review: bool = True, actor: Actor, now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> Imported:  # fmt: skip
    """Keep many entries of one provider as drafts under one batch review and return their numbers and the case.

    Either all are kept or, where the form of any is faulty, none. What they lack under the law is for the review to tell.
    Raises: EntryUnfit with every fault of form, each with its row; Refused.
    """
    require(actor, "catalogue.edit", provider)
    read_rows, faults = _read(provider, rows)
    if faults:
        raise EntryUnfit(provider.code, faults)
    numbers: list[str] = []
    for start in range(0, len(read_rows), _BATCH):
        with transaction.atomic():
            part = read_rows[start : start + _BATCH]
            entries = [
                _keep(described, provider, number, actor, now)
                for described, number in zip(part, _numbers(provider, len(part)), strict=True)
            ]
            facts = {"provider": provider.code, "entries": [entry.number for entry in entries]}
            record(Event.ENTRY_IMPORT, Subject("body", provider.code, provider.zh), by=actor, at=now, facts=facts)
        numbers += [entry.number for entry in entries]
        progress(len(numbers))
    if not review or not numbers:
        return Imported(numbers=tuple(numbers), case="")
    drafts = list(Entry.objects.filter(number__in=numbers).select_related("draft", "provider").order_by("number"))
    return Imported(numbers=tuple(numbers), case=send(drafts, "", actor, now).number)


def _numbers(provider: Body, count: int) -> list[str]:
    return next_numbers(number_region(provider), count)


def _keep(described: Description, provider: Body, number: str, actor: Actor, now: datetime) -> Entry:
    filled = completed(described, provider, provider.territory, timezone.localdate(now))
    entry = create(filled, provider, provider.territory, number, actor, now)
    add_row(entry, ResourceKind.TABLE, filled.title, 1, now)
    return entry


def _read(provider: Body, rows: Sequence[Mapping[str, Any]]) -> tuple[list[Description], list[Problem]]:
    found, faults = [], []
    for place, row in enumerate(rows, 1):
        described, wrong = read({**row, "provider": provider.code})
        found.append(described)
        faults += [replace(fault, path=f"[{place}].{fault.path}") for fault in wrong]
    return found, faults
