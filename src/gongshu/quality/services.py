"""Setting the rules of an entry, and checking its published snapshot by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.catalogue import lake
from gongshu.catalogue.models import Entry, Resource, Snapshot
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.words import ResourceState, State
from gongshu.lake.checks import conforming
from gongshu.lake.checks import rules as reading
from gongshu.lake.checks.checking import LIMIT, Outcome, Standing
from gongshu.lake.checks.scoring import dimensions, score
from gongshu.lake.spark.checking import check
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service
from gongshu.quality import finding, orders
from gongshu.quality.errors import NoRules
from gongshu.quality.finding import Table
from gongshu.quality.models import QualityCheck, RuleSet
from gongshu.standards import services as standards

KEPT = 20_000  # findings of one check; the counts of the rules are always whole


@service
def set_rules(number: str, said: Any, *, actor: Actor, now: datetime) -> RuleSet:
    """Set the rules of an entry and return their new version; the same rules again make none.

    Raises: NoSuchEntry; Refused; RuleInvalid with every fault; NotReferable.
    """
    entry = finding.entry_for(actor, number)
    require(actor, "quality.keep", entry)
    rules = reading.read(said, finding.columns_of(entry))
    last = entry.quality_rules.first()
    finding.require_referable(rules, entry, actor, last.rules if last else [])
    plain = [rule.plain() for rule in rules]
    with transaction.atomic():
        Entry.objects.select_for_update().get(pk=entry.pk)
        last = entry.quality_rules.first()
        if last is not None and last.rules == plain:
            return last
        made = RuleSet.objects.create(
            entry=entry, number=last.number + 1 if last else 1, rules=plain, at=now, by=actor.login
        )
        record(
            Event.QUALITY_RULES,
            subject_of(entry),
            by=actor,
            at=now,
            facts={"version": made.number, "rules": len(plain)},
        )
    return made


@service
def check_entry(number: str, *, actor: Actor, now: datetime) -> QualityCheck:
    """Check the published snapshot of an entry by its newest rules; keep and return what was found, and give it to the provider to mend.

    Source: 达州办法 第十六条第一款. Raises: NoSuchEntry; Refused; NoTable; NoRules; RuleInvalid where the columns have changed.
    """
    entry = finding.entry_for(actor, number)
    require(actor, "quality.keep", entry)
    table, held = finding.table_of(entry), entry.quality_rules.first()
    if held is None:
        raise NoRules(entry.number)
    rules = reading.read(held.rules, finding.columns_of(entry))
    rows, outcomes, measured = _scan(table, rules, now)
    values = dimensions(outcomes, accessible=_is_accessible(table.entry, table.resource))
    with transaction.atomic():
        made = QualityCheck.objects.create(
            snapshot=table.snapshot, rules=held, at=now, by="" if actor == SYSTEM else actor.login, rows=rows, score=score(values),
            dimensions={name: None if value is None else float(value) for name, value in values.items()},
            outcomes=[_told(each) for each in outcomes], findings=_findings(outcomes, table.snapshot),
            violations=sum(each.violations for each in outcomes),
        )  # fmt: skip
        facts = {
            "snapshot": table.snapshot.number,
            "rules": held.number,
            "rows": rows,
            "violations": made.violations,
            "score": made.score,
        }
        record(Event.QUALITY_CHECK, subject_of(entry), by=actor, at=now, facts=facts)
        standards.keep_conformance(table.snapshot, entry, measured, now=now)
        orders.open_order(made, entry, now=now)
    return made


@service
def measure_conformance(number: str, *, actor: Actor, now: datetime) -> int:
    """Measure how the published snapshot of an entry stands to the elements that its items name; return how many items that was.

    For entries without rules of their own; with rules it is part of `check_entry`. Raises: NoSuchEntry; Refused; NoTable.
    """
    entry = finding.entry_for(actor, number)
    require(actor, "quality.keep", entry)
    table = finding.table_of(entry)
    _rows, _outcomes, measured = _scan(table, (), now)
    with transaction.atomic():
        facts = {
            "snapshot": table.snapshot.number,
            "items": len(measured),
            "conform": sum(each.conforms for each in measured),
        }
        standards.keep_conformance(table.snapshot, entry, measured, now=now)
        record(Event.CONFORMANCE_CHECK, subject_of(entry), by=actor, at=now, facts=facts)
    return len(measured)


def _scan(
    table: Table, rules: tuple[reading.Rule, ...], now: datetime
) -> tuple[int, list[Outcome], list[conforming.Measured]]:
    """Return rows, what the rules found, and how each column stands to what its item names, all of one scan."""
    named, delivered = finding.named(table, timezone.localdate(now)), finding.delivered(table)
    every = (*rules, *conforming.rules(named, delivered))
    with lake.engine() as engine:
        rows, outcomes = check(engine, table.ref, every, _standing(table, rules, now))
    return rows, *conforming.parted(outcomes, named, delivered)


def _standing(table: Table, rules: tuple[reading.Rule, ...], now: datetime) -> Standing:
    before = Snapshot.objects.filter(resource=table.resource, pk__lt=table.snapshot.pk, faulted_in="")
    return Standing(
        today=timezone.localdate(now),
        delivered_on=timezone.localdate(table.snapshot.at),
        rows_before=list(before.order_by("-pk").values_list("rows", flat=True)[:50]),
        others=finding.referred(rules, table.entry),
        lists=finding.lists(rules, timezone.localdate(now)),
    )


def _is_accessible(entry: Entry, resource: Resource) -> bool | None:
    """Say whether the data can be had as its entry says; nothing is said of an entry that is not published."""
    return resource.state == ResourceState.HOOKED if entry.state == State.PUBLISHED else None


def _told(each: Outcome) -> dict[str, Any]:
    said = {
        "rule": each.rule.name,
        "kind": each.rule.kind.name,
        "dimension": each.rule.dimension,
        "column": each.column,
    }
    return {**said, "checked": each.checked, "violations": each.violations}


def _findings(outcomes: list[Outcome], snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the records that violate, by their numbers in the delivered file; of many rules each gets its part of what is kept."""
    numbers = lake.records_of(snapshot.delivery)
    part = max(1, min(LIMIT, KEPT // max(1, sum(1 for each in outcomes if each.rows))))
    return [
        {"row": numbers(row), "column": each.column, "rule": each.rule.name}
        for each in outcomes
        for row in each.rows[:part]
    ]
