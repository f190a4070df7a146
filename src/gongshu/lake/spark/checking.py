"""Checking a large snapshot by its rules on the cluster: the same rules, the same figures, the same record numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import duckdb

from ..checks import checking
from ..checks.checking import LIMIT, Outcome, Standing
from ..checks.quick import Statement
from ..checks.rules import Rule
from ..columns import quoted
from ..engine import ROW, DuckEngine, Ref
from .dialect import spark_sql
from .engine import SparkEngine
from .errors import NotTheSame

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_FLAGS: Final = "_flags"


def check(
    engine: DuckEngine, ref: Ref, rules: Sequence[Rule], standing: Standing, *, limit: int = LIMIT
) -> tuple[int, list[Outcome]]:
    """Return the number of records, and the outcome of every rule, on the cluster where the node has one and the table is large.

    A rule that only DuckDB understands takes the whole check there, so that all figures are of one scan.
    Raises: RuleInvalid; SnapshotMissing; KeyMissing; ClusterAway with why the cluster gave up.
    """
    if isinstance(engine, SparkEngine) and engine.is_worth_it(ref):
        try:
            return _on_cluster(engine, ref, rules, standing, limit)
        except NotTheSame:
            pass
    return checking.check(engine, ref, rules, standing, limit=limit)


def _on_cluster(
    engine: SparkEngine, ref: Ref, rules: Sequence[Rule], standing: Standing, limit: int
) -> tuple[int, list[Outcome]]:
    statement, others = checking.compiled(engine, ref, rules, standing, limit)
    _bind(engine, statement, {"t": ref, **others})
    said = spark_sql(statement.flags)
    with engine.views({"t": ref, **others}, numbered=("t",)) as session:
        session.sql(said).createOrReplaceTempView(_FLAGS)
        try:
            counts = _counted(session, len(statement.rules))
            found = _numbered(session, [place for place in range(len(statement.rules)) if counts[2 + 2 * place]], limit)
        finally:
            session.catalog.dropTempView(_FLAGS)
    outcomes = {
        rule.name: Outcome(
            rule=rule, checked=counts[1 + 2 * place], violations=counts[2 + 2 * place], rows=found.get(place, ())
        )
        for place, rule in enumerate(statement.rules)
    }
    return counts[0], checking.completed(rules, counts[0], outcomes, standing)


def _bind(engine: SparkEngine, statement: Statement, tables: Mapping[str, Ref]) -> None:
    """Let DuckDB read the statement over tables without a row: it refuses what does not fit, in the words that people know."""
    with duckdb.connect() as connection:
        for name, ref in tables.items():
            cells = ", ".join(f"{quoted(code)} {kind}" for code, kind in checking.kinds_of(engine, ref).items())
            connection.execute(f"CREATE TABLE {quoted(name)} ({ROW} BIGINT, {cells})")
        checking.run(connection, statement)


def _counted(session: SparkSession, rules: int) -> list[int]:
    figures = ["count(*)", *(figure for n in range(rules) for figure in (f"count_if(a{n})", f"count_if(v{n})"))]
    return [int(figure) for figure in session.sql(f"SELECT {', '.join(figures)} FROM {_FLAGS}").collect()[0]]


def _numbered(session: SparkSession, violated: Sequence[int], limit: int) -> dict[int, tuple[int, ...]]:
    """Return the first record numbers of each rule that is violated; each task keeps no more of them than are asked for."""
    if not violated:
        return {}
    places = ", ".join(f"IF(v{place}, {place}, NULL)" for place in violated)
    rows = session.sql(
        f"SELECT place, {ROW} FROM (SELECT place, {ROW}, row_number() OVER (PARTITION BY place ORDER BY {ROW}) AS nth "
        f"FROM (SELECT {ROW}, explode(array_compact(array({places}))) AS place FROM {_FLAGS})) WHERE nth <= {int(limit)}"
    ).collect()
    return {place: tuple(sorted(row for which, row in rows if which == place)) for place in violated}
