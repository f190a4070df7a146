"""What pages, API and command line read of quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from gongshu.catalogue import lake
from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import DAYS_BETWEEN, Frequency
from gongshu.lake.checks import proposing
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed, query, require
from gongshu.quality import finding
from gongshu.quality.errors import NoTable
from gongshu.quality.models import QualityCheck, RuleSet
from gongshu.standards import naming

HISTORY = 24  # checks on the chart
MOST = 2000  # entries of the overview


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Where the quality of an entry's table stands, as far as this person may know it."""

    entry: Entry
    rules: RuleSet | None  # None also for whoever may not see them
    newest: QualityCheck | None
    history: Sequence[QualityCheck]  # oldest first
    sees: bool  # which rules there are and which records violate them
    keeps: bool


@query
def quality(actor: Actor, number: str) -> Quality:
    """Return the newest check of an entry and those before it. Raises: NoSuchEntry."""
    entry = finding.entry_for(actor, number)
    seen = (
        QualityCheck.objects.visible_to(actor)
        .filter(snapshot__resource__entry=entry)
        .select_related("snapshot", "rules")
    )
    history = list(seen[:HISTORY])[::-1]
    sees = allowed(actor, "quality.see", entry).allowed
    return Quality(
        entry=entry, rules=entry.quality_rules.first() if sees else None, newest=history[-1] if history else None,
        history=history, sees=sees, keeps=allowed(actor, "quality.keep", entry).allowed,
    )  # fmt: skip


@query
def rules(actor: Actor, number: str) -> RuleSet | None:
    """Return the newest rules of an entry, None where there are none. Raises: NoSuchEntry; Refused."""
    entry = finding.entry_for(actor, number)
    require(actor, "quality.see", entry)
    return entry.quality_rules.first()


@query
def proposal(actor: Actor, number: str, now: datetime) -> list[dict[str, Any]]:
    """Return rules that the items, their standards in force and the published records of an entry suggest. Raises: NoSuchEntry; Refused."""
    entry = finding.entry_for(actor, number)
    require(actor, "quality.keep", entry)
    columns, standards = finding.described(entry)
    seen: dict[str, proposing.Seen] = {}
    try:
        table = finding.table_of(entry)
        with lake.engine() as engine:
            seen = proposing.look(engine, table.ref, {column.code: column.type for column in columns})
    except NoTable:
        pass  # The items alone suggest something.
    known = naming.named(standards.values(), timezone.localdate(now))
    items = []
    for each in columns:
        standard = standards.get(each.code, "")
        code_set = known[standard].code_set if standard in known else ""
        items.append(
            proposing.Item(
                column=each, standard=standard, code_set=code_set, seen=seen.get(each.code, proposing.Seen())
            )
        )
    frequency = entry.shown.update_frequency
    days = DAYS_BETWEEN.get(Frequency(frequency)) if frequency else None
    return proposing.propose(items, days=None if days is None else days + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The newest scores in one administrative division."""

    code: str
    name: str
    score: float | None  # mean of its entries
    checks: Sequence[QualityCheck]


@query
def overview(actor: Actor) -> list[Division]:
    """Return the newest check of every published snapshot that this person may see, by the division of its provider.

    Source: 成都条例 第十二条. Within a division the lowest scores come first.
    """
    seen = QualityCheck.objects.visible_to(actor).filter(snapshot__shown_by__isnull=False)
    newest = seen.filter(
        pk=Subquery(seen.filter(snapshot=OuterRef("snapshot")).order_by("-at", "-id").values("pk")[:1])
    )
    found = newest.select_related(
        "rules",
        "snapshot__resource__entry__provider__region",
        "snapshot__resource__entry__current",
        "snapshot__resource__entry__draft",
    )[:MOST]
    divisions: dict[str, list[QualityCheck]] = {}
    for each in found:
        divisions.setdefault(each.snapshot.resource.entry.provider.region.code, []).append(each)
    return [_division(code, checks) for code, checks in sorted(divisions.items())]


def _division(code: str, checks: list[QualityCheck]) -> Division:
    scores = [each.score for each in checks if each.score is not None]
    return Division(
        code=code, name=checks[0].snapshot.resource.entry.provider.region.zh, score=round(mean(scores), 1) if scores else None,
        checks=sorted(checks, key=lambda each: (each.score is None, each.score)),
    )  # fmt: skip
