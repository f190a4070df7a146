"""Where the statements of a base run: in this process by DuckDB, or on a cluster, which spark/making.py knows; the answers are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import duckdb

from ..columns import quoted
from ..engine import DuckEngine, Ref
from ..export import Selected


class Making(Protocol):
    """A session in which the members of a base are tables."""

    def keep(self, name: str, sql: str) -> None:
        """Make the answer to a statement a table that later ones look into."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the answer to a statement."""

    def rows(self, sql: str, titles: Sequence[str]) -> AbstractContextManager[Selected]:
        """Yield the answer to a statement, to be written as a file under these titles."""


class Near:
    """DuckDB's session as one."""

    def __init__(self, session: duckdb.DuckDBPyConnection) -> None:
        self._session = session

    def keep(self, name: str, sql: str) -> None:
        self._session.execute(f"CREATE TEMP TABLE {quoted(name)} AS {sql}")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return self._session.execute(sql).fetchall()

    @contextmanager
    def rows(self, sql: str, titles: Sequence[str]) -> Iterator[Selected]:
        yield Selected(self._session, sql, (), titles)


@contextmanager
def near(engine: DuckEngine, tables: Mapping[str, Ref]) -> Iterator[Making]:
    """Yield a session of this process over the tables. Raises: SnapshotMissing; KeyMissing."""
    with engine.session(tables) as session:
        yield Near(session)
