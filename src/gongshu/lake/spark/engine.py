"""The engine whose work is done by a cluster. It takes the same snapshots, as lists of files, and the same statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

import duckdb

from ..engine import ROW, Answer, DuckEngine, Ref
from ..errors import SnapshotMissing
from ..export import Selected, write
from ..mask import Mask
from .dialect import spark_sql
from .errors import ClusterAway, NotTheSame
from .session import Cluster, connected, watched

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from ..tables import StoredColumn


class SparkEngine(DuckEngine):
    """An engine of the node whose large scans run on a cluster.

    What rewrites files (merge, compact) and pages of a few rows stay with DuckDB. A snapshot whose files have keys of their own is
    not readable for the cluster: it reads what the store itself encrypts.
    """

    def __init__(self, near: DuckEngine, cluster: Cluster, *, least: int = 0) -> None:
        """`least` is the number of rows from which a scan is worth the way to the cluster."""
        super().__init__(
            near.tables, near.vault, near.spill, memory=near.memory, threads=near.threads, encrypts=near.encrypts
        )
        self.near, self.cluster, self.least = near, cluster, least

    def is_worth_it(self, ref: Ref) -> bool:
        """Say whether the snapshot has as many rows as a scan by the cluster begins with, in files without keys of their own."""
        files = self.tables.files(ref.entry, ref.snapshot_id)
        return sum(file.rows for file in files) >= self.least and all(file.key_id is None for file in files)

    @contextmanager
    def views(self, tables: Mapping[str, Ref], *, numbered: Sequence[str] = ()) -> Iterator[SparkSession]:
        """Yield a session of its own in which each snapshot is a view; those named in `numbered` have the column `_row` besides.

        Raises: NotTheSame for encrypted files; SnapshotMissing; ClusterAway.
        """
        session = connected(self.cluster)
        with watched(session, self.cluster):
            for name, ref in tables.items():
                self._frame(session, ref, numbered=name in numbered).createOrReplaceTempView(name)
            try:
                yield session
            finally:
                for name in tables:
                    session.catalog.dropTempView(name)

    def _frame(self, session: SparkSession, ref: Ref, *, numbered: bool) -> DataFrame:
        from pyspark.sql.types import StructField, StructType

        columns = self.tables.columns(ref.entry, ref.snapshot_id)
        schema = StructType(
            [StructField(c.code, _type(c), True, {"parquet.field.id": c.field_id, "title": c.name}) for c in columns]
        )
        cells = [f"`{c.code.replace('`', '``')}`" for c in columns]
        found, before = None, 0
        for file in self.tables.files(ref.entry, ref.snapshot_id):
            if file.key_id is not None:
                raise NotTheSame(f"{ref.entry}, whose files have keys of their own,")
            if not file.path.is_file():
                raise SnapshotMissing(
                    f"{file.path} of {ref.entry}, snapshot {ref.snapshot_id}, is gone; restore the lake from backup",
                    f"{ref.entry} 快照 {ref.snapshot_id} 的文件 {file.path} 不见了；请从备份恢复数据湖",
                )
            number = [f"_metadata.row_index + {before + 1} AS {ROW}"] if numbered else []
            part = session.read.schema(schema).parquet(file.path.as_uri()).selectExpr(*number, *cells)
            found = part if found is None else found.unionAll(part)
            before += file.rows
        if found is None:
            empty = session.createDataFrame([], schema)
            return empty.selectExpr(f"CAST(NULL AS BIGINT) AS {ROW}", *cells) if numbered else empty
        return found

    def query(
        self, sql: str, tables: Mapping[str, Ref], parameters: Sequence[Any] = (), *, numbered: Sequence[str] = ()
    ) -> Answer:
        """Return the cluster's answer to a statement in DuckDB's words, or DuckDB's to one that only it understands."""
        if any(map(self.is_worth_it, tables.values())):
            with suppress(NotTheSame):
                said = spark_sql(sql)
                with self.views(tables, numbered=numbered) as session:
                    return _answer(session.sql(said, args=list(parameters) or None))
        return super().query(sql, tables, parameters, numbered=numbered)

    def page(
        self, ref: Ref, *, columns: Sequence[str] | None = None, where: Mapping[str, Any] | None = None,
        masks: Mapping[str, Mask | str] | None = None, limit: int = 100, offset: int = 0,
    ) -> Answer:  # fmt: skip
        """Return some of the rows; a few are nearer in this process than on a cluster."""
        return self.near.page(ref, columns=columns, where=where, masks=masks, limit=limit, offset=offset)

    def export(
        self,
        ref: Ref,
        out: IO[bytes],
        format: str,
        *,
        columns: Sequence[str] | None = None,
        where: Mapping[str, Any] | None = None,
        masks: Mapping[str, Mask | str] | None = None,
    ) -> int:
        """Write the chosen rows and columns to a stream, the same bytes as DuckDB's: chosen and masked on the cluster, written here.

        What the cluster broke off is not gone on with by DuckDB: part of it may be written. Raises: as DuckEngine; ClusterAway.
        """
        select, values, titles = self._selection(ref, columns, where, masks or {})
        said = _understood(select) if self.is_worth_it(ref) else None
        if said is None:
            return super().export(ref, out, format, columns=columns, where=where, masks=masks)
        try:
            with self.views({"t": ref}, numbered=("t",)) as session:
                rows = session.sql(f"{said} ORDER BY {ROW}", args=list(values) or None)
                with selected(rows, titles) as found:
                    return write(found, format, out)
        except NotTheSame as problem:
            raise ClusterAway(problem.what) from problem


def _understood(select: str) -> str | None:
    try:
        return spark_sql(select)
    except NotTheSame:
        return None


def _answer(rows: DataFrame) -> Answer:
    return Answer(tuple(rows.columns), [tuple(row) for row in rows.collect()])


@contextmanager
def selected(rows: DataFrame, titles: Sequence[str]) -> Iterator[Selected]:
    """Yield rows of the cluster as a SELECT of this process, once: they come while they are read. Raises: what the cluster says."""
    broken: list[Exception] = []
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("rows", _reader(rows, broken))
        try:
            yield Selected(connection, "SELECT * FROM rows", (), titles)
        except Exception:
            if broken:  # What the cluster said; DuckDB only knows that its source broke off.
                raise broken[0] from None
            raise


def _reader(rows: DataFrame, broken: list[Exception]) -> pa.RecordBatchReader:
    """Return the rows as they come from the cluster, a partition at a time, so that a large answer needs little room here.

    An error of the cluster is put into `broken` as well, for whoever reads has lost it on the way.
    """
    import pyarrow as pa
    from pyspark.sql.pandas.types import to_arrow_schema

    schema = to_arrow_schema(rows.schema)

    def batches() -> Iterator[pa.RecordBatch]:
        from pyspark.rdd import _local_iterator_from_socket
        from pyspark.serializers import NoOpSerializer

        try:
            blocks = rows._jdf.toArrowBatchRdd()
            served = rows.sparkSession.sparkContext._jvm.PythonRDD.toLocalIteratorAndServe(blocks, True)
            for block in _local_iterator_from_socket(served, NoOpSerializer()):
                yield pa.ipc.read_record_batch(pa.py_buffer(block), schema)
        except Exception as problem:
            broken.append(problem)
            raise

    return pa.RecordBatchReader.from_batches(schema, batches())


def _type(column: StoredColumn) -> Any:
    from pyspark.sql import types

    if column.sql_type.startswith("DECIMAL"):
        precision, scale = column.sql_type.removeprefix("DECIMAL(").rstrip(")").split(",")
        return types.DecimalType(int(precision), int(scale))
    return {
        "VARCHAR": types.StringType(), "BIGINT": types.LongType(), "BOOLEAN": types.BooleanType(), "DATE": types.DateType(),
        "TIMESTAMP": types.TimestampNTZType(),
    }[column.sql_type]  # fmt: skip
