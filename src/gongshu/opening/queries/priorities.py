"""How far the fields are that a text opens first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Count, Max, Q
from django.utils import timezone

from gongshu.cases.models import CaseSubject
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import ENTRY, OPENED
from gongshu.catalogue.words import Attribute, ResourceState, State
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import query

GROUPING = Path(__file__).parent.parent / "priorities.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldStanding:
    """One field that a text names, over the entries that the reader may see."""

    key: str
    names: Mapping[str, str]  # zh, en
    domains: Sequence[str]  # of the catalogue, for a link into the search; none where it goes by applications
    entries: int
    opened: int
    unconditional: int
    live: int  # opened entries with data behind them
    newest: datetime | None  # last delivery to any of the opened ones

    @property
    def share(self) -> float | None:
        """Opened entries among all, 0 to 1; None where there is no entry."""
        return self.opened / self.entries if self.entries else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priorities:
    term: Term | None  # None: no text in force names a field
    principles: Term | None
    default: Term | None  # that data is opened unless a law forbids it
    fields: Sequence[FieldStanding]
    sees_all: bool  # whether entries that are not opened are counted

    @property
    def principle_words(self) -> list[Mapping[str, str]]:
        return [self.principles.names[key] for key in self.principles.value] if self.principles else []


@dataclass(frozen=True, slots=True)
class _Counted:
    number: str
    domain: str
    opening: str
    newest: datetime | None
    live: bool


@cache
def grouping() -> Mapping[str, Mapping[str, Any]]:
    """Return how entries are grouped under the keys of opening.priority_fields."""
    said: dict[str, dict[str, Any]] = yaml.safe_load(GROUPING.read_text(encoding="utf-8"))
    return said


@query
def priorities(actor: Actor, now: datetime) -> Priorities:
    """Return each field that the place opens first: entries, opened, unconditional, newest data. The public counts what is opened.

    Source: 成都条例 第二十一条第一款; 江苏条例 第三十四条第二款; 达州办法 第二十四条第二款 (opening.priority_fields). Two queries.
    """
    held = terms(timezone.localdate(now))
    term = _decided(held.get("opening.priority_fields"))
    counted = _counted(actor)
    fields = [_field(key, term.names[key], counted) for key in term.value] if term else []
    return Priorities(
        term=term, principles=_decided(held.get("opening.principles")), default=_decided(held.get("opening.opened_by_default")), fields=fields,
        sees_all=bool(actor.body),
    )  # fmt: skip


def _decided(term: Term | None) -> Term | None:
    return term if term is not None and term.decides and term.value else None


def _counted(actor: Actor) -> list[_Counted]:
    hooked = Q(resources__state=ResourceState.HOOKED)
    rows = (
        Entry.objects.visible_to(actor)
        .filter(state=State.PUBLISHED)
        .annotate(newest=Max("resources__delivered_at", filter=hooked), hooked=Count("resources", filter=hooked))
    )
    wanted = ("number", "current__domain", "current__opening", "newest", "hooked")
    return [
        _Counted(number, domain, opening, newest, bool(live))
        for number, domain, opening, newest, live in rows.values_list(*wanted)
    ]


def _field(key: str, names: Mapping[str, str], counted: Iterable[_Counted]) -> FieldStanding:
    how = grouping().get(key, {})
    domains = tuple(how.get("domains", ()))
    chosen = [each for each in counted if each.domain in domains]
    if procedure := how.get("applied_by"):
        asked = set(CaseSubject.objects.filter(kind=ENTRY, case__procedure=procedure).values_list("subject", flat=True))
        chosen = [each for each in counted if each.number in asked]
    opened = [each for each in chosen if each.opening in OPENED]
    return FieldStanding(
        key=key, names=names, domains=domains, entries=len(chosen), opened=len(opened),
        unconditional=sum(each.opening == Attribute.UNCONDITIONAL for each in opened), live=sum(each.live for each in opened),
        newest=max((each.newest for each in opened if each.newest), default=None),
    )  # fmt: skip
