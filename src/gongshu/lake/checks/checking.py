"""Checking a snapshot by its rules, and what they found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

import duckdb

from ..engine import DuckEngine, Ref
from ..errors import RuleInvalid
from . import guard
from .compiling import Other
from .quick import FEW, Repeats, Statement, compile_rules
from .rules import Rule

LIMIT = 1000  # record numbers kept of the violations of one rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule found. `rows` are the first record numbers in the snapshot, from 1, in their order."""

    rule: Rule
    checked: int
    violations: int
    rows: tuple[int, ...] = ()

    @property
    def column(self) -> str:
        """The column that a finding is about; of several, those named, with commas."""
        if self.rule.columns:
            return ",".join(self.rule.columns)
        text = self.rule.settings.get("holds") or self.rule.settings.get("violates") or ""
        return ",".join(guard.columns_of(text)) if text else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a snapshot besides its rows."""

    today: date
    delivered_on: date | None = None
    rows_before: Sequence[int] = ()  # records of the snapshots before it, newest first
    others: Mapping[str, Ref] = field(default_factory=dict)  # snapshots that rules refer to, by the entry's number
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)  # code lists by name


def check(
    engine: DuckEngine, ref: Ref, rules: Sequence[Rule], standing: Standing, *, limit: int = LIMIT
) -> tuple[int, list[Outcome]]:
    """Return the number of records, and the outcome of every rule in the order of the rules.

    Raises: RuleInvalid for a rule that does not fit the columns; SnapshotMissing; KeyMissing.
    """
    statement, others = compiled(engine, ref, rules, standing, limit)
    with engine.session({"t": ref, **others}, numbered=("t",)) as connection:
        rows, found = run(connection, statement)
    return rows, completed(rules, rows, found, standing)


def compiled(
    engine: DuckEngine, ref: Ref, rules: Sequence[Rule], standing: Standing, limit: int
) -> tuple[Statement, dict[str, Ref]]:
    """Return the statement of the rules, and the snapshots that it looks into by the names of their views. Raises: RuleInvalid."""
    kinds = kinds_of(engine, ref)
    names = {entry: f"o_{place}" for place, entry in enumerate(standing.others)}
    others = {
        entry: Other(view=names[entry], kinds=kinds_of(engine, other)) for entry, other in standing.others.items()
    }
    statement = compile_rules(rules, kinds, today=standing.today, limit=limit, others=others, lists=standing.lists)
    return statement, {names[entry]: other for entry, other in standing.others.items()}


def completed(rules: Sequence[Rule], rows: int, found: Mapping[str, Outcome], standing: Standing) -> list[Outcome]:
    """Return the outcome of every rule in their order, those about the table as a whole among them."""
    return [found.get(rule.name) or _of_table(rule, rows, standing) for rule in rules]


def run(connection: duckdb.DuckDBPyConnection, statement: Statement) -> tuple[int, dict[str, Outcome]]:
    """Return the number of records and the outcome of every rule of the statement, by its name. Raises: RuleInvalid."""
    try:
        return _answered(connection, statement)
    except (
        duckdb.InvalidInputException,
        duckdb.ConversionException,
        duckdb.BinderException,
        duckdb.OutOfRangeException,
    ) as problem:
        # A pattern that RE2 cannot read, a comparison of unlike types: the rule is at fault, not the program.
        first = str(problem).splitlines()[0]
        raise RuleInvalid(
            f"the rules cannot be run ({first}); correct the pattern or the condition",
            f"规则不能执行（{first}）；请改正格式或者条件",
        ) from problem


def _answered(connection: duckdb.DuckDBPyConnection, statement: Statement) -> tuple[int, dict[str, Outcome]]:
    rows, *figures = _row(connection, statement.counts)
    counted = {place: figures[3 * place : 3 * place + 3] for place in range(len(statement.rules))}
    for repeats in statement.repeats:
        counted[repeats.place][1:] = _repeated(connection, repeats)
    violated = [place for place in statement.violates if counted[place][1]]
    if violated:
        for place, found in zip(violated, _row(connection, statement.named(violated)), strict=True):
            counted[place][2] = found
    outcomes = {  # over no records, the count of those that are so is NULL
        rule.name: Outcome(rule=rule, checked=checked or 0, violations=violations or 0, rows=tuple(found or ()))
        for rule, (checked, violations, found) in zip(statement.rules, counted.values(), strict=True)
    }
    return rows, outcomes


def _repeated(connection: duckdb.DuckDBPyConnection, repeats: Repeats) -> tuple[int, list[int]]:
    """Return how many records violate a rule `unique`, and the first of them."""
    (hashes,) = _row(connection, repeats.hashes)
    try:
        few = hashes <= FEW
        said = connection.execute(f"SELECT h FROM {repeats.table}").fetchall() if few else []
        return _row(connection, repeats.figures([each for (each,) in said])) if hashes else (0, [])
    finally:
        connection.execute(f"DROP TABLE {repeats.table}")


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row


def kinds_of(engine: DuckEngine, ref: Ref) -> dict[str, str]:
    """Return the SQL type of every column of a snapshot."""
    return {column.code: column.sql_type for column in engine.tables.columns(ref.entry, ref.snapshot_id)}


def _of_table(rule: Rule, rows: int, standing: Standing) -> Outcome:
    settings: Mapping[str, Any] = rule.settings
    if rule.kind.name == "freshness":
        if standing.delivered_on is None:
            return Outcome(rule=rule, checked=0, violations=0)
        late = (standing.today - standing.delivered_on).days > settings["days"]
        return Outcome(rule=rule, checked=1, violations=int(late))
    before = list(standing.rows_before)[: int(settings.get("snapshots", 5))]
    if not before:
        return Outcome(rule=rule, checked=0, violations=0)
    usual = median(before)
    fits = settings.get("least", 0.5) * usual <= rows <= settings.get("most", 2) * usual
    return Outcome(rule=rule, checked=1, violations=int(not fits))
