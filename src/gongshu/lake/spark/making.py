"""Golden records made on the cluster: the same statements over the same tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ..engine import DuckEngine, Ref
from ..export import Selected
from ..matching.making import Making, near
from .dialect import spark_sql
from .engine import SparkEngine, selected
from .errors import NotTheSame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Found = TypeVar("Found")


def made(engine: DuckEngine, tables: Mapping[str, Ref], work: Callable[[Making], Found]) -> Found:
    """Return what `work` makes of the tables, on the cluster where the node has one and it can read them and one is large, else here.

    A statement that only DuckDB understands takes the whole work here, from the beginning, so that all figures are of one engine.
    Raises: SnapshotMissing; KeyMissing; ClusterAway with why the cluster gave up.
    """
    if isinstance(engine, SparkEngine) and any(map(engine.is_worth_it, tables.values())):
        try:
            with far(engine, tables) as making:
                return work(making)
        except NotTheSame:
            pass
    with near(engine, tables) as making:
        return work(making)


@contextmanager
def far(engine: SparkEngine, tables: Mapping[str, Ref]) -> Iterator[Making]:
    """Yield a session of the cluster over the tables. Raises: NotTheSame; SnapshotMissing; ClusterAway."""
    with engine.views(tables) as session:
        making = _Far(session)
        try:
            yield making
        finally:
            making.drop()


class _Far:
    """Spark's session; what is kept stays with the workers, in memory or encrypted on their disks."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._kept: dict[str, DataFrame] = {}

    def keep(self, name: str, sql: str) -> None:
        self._kept[name] = frame = self._session.sql(spark_sql(sql)).persist()
        frame.createOrReplaceTempView(name)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(spark_sql(sql)).collect()]

    @contextmanager
    def rows(self, sql: str, titles: Sequence[str]) -> Iterator[Selected]:
        with selected(self._session.sql(spark_sql(sql)), titles) as found:
            yield found

    def drop(self) -> None:
        for name, frame in self._kept.items():
            self._session.catalog.dropTempView(name)
            frame.unpersist()
