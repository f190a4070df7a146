"""Tables and their snapshots: Apache Iceberg keeps which files make up which version; the data itself it never reads."""

import random
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import (
    CommitFailedException,
    NamespaceAlreadyExistsError,
    NoSuchTableError,
    TableAlreadyExistsError,
    ValidationException,
)
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.typedef import Record
from pyiceberg.types import (
    BooleanType,
    DateType,
    DecimalType,
    IcebergType,
    LongType,
    NestedField,
    StringType,
    TimestampType,
)

from .columns import Column, ColumnType
from .deliver import Part
from .errors import CommitConflict, SnapshotMissing
from .naming import safe
from .storage import ROOT, SCHEME, LakeFileIO

NAMESPACE = "entries"
DELIVERY = "gongshu.delivery"  # Key in the snapshot's summary
ATTEMPTS = 20  # Every attempt that loses means that another writer's commit succeeded.

TYPES: dict[ColumnType, IcebergType] = {
    ColumnType.TEXT: StringType(),
    ColumnType.INTEGER: LongType(),
    ColumnType.BOOLEAN: BooleanType(),
    ColumnType.DATE: DateType(),
    ColumnType.DATETIME: TimestampType(),
}


class Mode(StrEnum):
    """What a delivery does to the rows that are there."""

    REPLACE = "replace"
    APPEND = "append"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A Parquet file of a snapshot. `key_id` is None where the store encrypts."""

    path: Path
    key_id: str | None
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column as a snapshot has it. Files are read by field id, whatever the column was called when they were written."""

    field_id: int
    code: str
    name: str
    sql_type: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version of a table."""

    entry: str
    snapshot_id: int
    at: datetime
    delivery: str | None
    rows: int
    files: int


class Tables:
    """The tables of one lake folder. Several processes may use the same folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._catalog = SqlCatalog(
            "lake",
            **{
                "uri": f"sqlite:///{self.folder / 'catalogue.sqlite'}",
                "warehouse": f"{SCHEME}tables",
                "py-io-impl": f"{LakeFileIO.__module__}.{LakeFileIO.__qualname__}",
                ROOT: str(self.folder),
            },
        )

    def close(self) -> None:
        """Let go of the catalogue's file."""
        self._catalog.close()

    def place(self, entry: str, delivery: str) -> Path:
        """Return the folder into which the files of a delivery are written; nothing else lies there."""
        return self.folder / "data" / safe(entry) / safe(delivery)

    def prepare(self, entry: str, columns: Sequence[Column]) -> dict[str, int]:
        """Make the table fit the columns and return the field id of each code.

        A column that changes its type gets a new id; what it held before stays in the older snapshots. Safe to repeat.
        """
        table = self._load(entry) or self._create(entry, columns)
        wanted = {column.code: (_iceberg(column), column.name) for column in columns}
        present = {field.name: field for field in table.schema().fields}
        if [(f.name, f.field_type, f.doc) for f in table.schema().fields] != [(c, *w) for c, w in wanted.items()]:
            self._evolve(entry, present, wanted)
        fields = self._table(entry).schema().fields
        return {field.name: field.field_id for field in fields}

    def commit(self, entry: str, parts: Iterable[Part], *, delivery: str, mode: Mode, base: int | None = None) -> int:
        """Make the files a new snapshot and return its id; a delivery that has one already keeps it.

        `base` is the snapshot to append to: the published one, which need not be the newest. None appends to nothing.
        Raises: CommitConflict if other writers won every attempt; SnapshotMissing if there is no such base.
        """
        added = [self._data_file(part) for part in parts]
        for attempt in range(ATTEMPTS):
            if (done := self.find_delivery(entry, delivery)) is not None:
                return done
            table = self._table(entry)
            kept = self._entries(table, base) if mode is Mode.APPEND and base is not None else []
            try:
                return self._commit(table, [*kept, *added], delivery)
            except (CommitFailedException, ValidationException):
                time.sleep(random.uniform(0, 0.02 * (attempt + 1)))
        raise CommitConflict(
            f"delivery {delivery} of {entry} lost {ATTEMPTS} attempts against other writers; deliver it again",
            f"{entry} 的投送 {delivery} 与其他写入冲突，试了 {ATTEMPTS} 次未成功；请重新投送",
        )

    def _commit(self, table: Table, files: Sequence[DataFile], delivery: str) -> int:
        head = table.current_snapshot()
        present = {file.file_path: file for file in self._entries(table, head.snapshot_id)} if head else {}
        wanted = {file.file_path: file for file in files}
        with table.transaction() as transaction:
            update = transaction.update_snapshot(snapshot_properties={DELIVERY: delivery})
            # A fast append leaves earlier manifests alone; anything else states which files are gone.
            chosen = update.fast_append() if present.keys() <= wanted.keys() else update.overwrite()
            with chosen as snapshot:
                for path in wanted.keys() - present.keys():
                    snapshot.append_data_file(wanted[path])
                for path in present.keys() - wanted.keys():
                    snapshot.delete_data_file(present[path])
        return next(int(s.snapshot_id) for s in table.refresh().snapshots() if _delivery(s) == delivery)

    def find_delivery(self, entry: str, delivery: str) -> int | None:
        """Return the snapshot that a delivery made, None if it made none: what recovery asks after a crash."""
        table = self._load(entry)
        snapshots = table.snapshots() if table else []
        return next((found.snapshot_id for found in snapshots if _delivery(found) == delivery), None)

    def snapshots(self, entry: str) -> list[Snapshot]:
        """Return all snapshots of an entry, the oldest first; none for an entry without a table."""
        table = self._load(entry)
        return [_snapshot(entry, found) for found in table.snapshots()] if table else []

    def files(self, entry: str, snapshot_id: int) -> list[StoredFile]:
        """Return the files of a snapshot. Raises: SnapshotMissing."""
        found = self._entries(self._table(entry), snapshot_id)
        return [
            StoredFile(self._local(file.file_path), _key_id(file), file.record_count, file.file_size_in_bytes)
            for file in sorted(found, key=lambda file: file.file_path)
        ]

    def columns(self, entry: str, snapshot_id: int) -> list[StoredColumn]:
        """Return the columns of a snapshot in their order. Raises: SnapshotMissing."""
        table = self._table(entry)
        schema = table.schemas()[self._find(table, snapshot_id).schema_id or 0]
        return [
            StoredColumn(field.field_id, field.name, field.doc or field.name, _sql(field.field_type))
            for field in schema.fields
        ]

    def sweep(self, keep: Iterable[str] = ()) -> list[Path]:
        """Remove the folders of deliveries that made no snapshot and are not to be kept; return what was removed.

        The caller names the deliveries that are still running or whose quarantine is still to be mended.
        """
        kept, removed = {safe(delivery) for delivery in keep}, []
        for identifier in self._catalog.list_tables(NAMESPACE) if self._catalog.namespace_exists(NAMESPACE) else []:
            kept |= {safe(d) for s in self._catalog.load_table(identifier).snapshots() if (d := _delivery(s))}
        for folder in sorted((self.folder / "data").glob("*/*")):
            if folder.name not in kept:
                shutil.rmtree(folder)
                removed.append(folder)
        return removed

    def _load(self, entry: str) -> Table | None:
        try:
            return self._catalog.load_table((NAMESPACE, safe(entry)))
        except NoSuchTableError:
            return None

    def _table(self, entry: str) -> Table:
        table = self._load(entry)
        if table is None:
            raise SnapshotMissing(
                f"entry {entry} has no table yet; deliver to it first", f"{entry} 还没有数据；请先投送"
            )
        return table

    def _create(self, entry: str, columns: Sequence[Column]) -> Table:
        fields = [NestedField(i + 1, c.code, _iceberg(c), doc=c.name, required=False) for i, c in enumerate(columns)]
        with suppress(NamespaceAlreadyExistsError):
            self._catalog.create_namespace(NAMESPACE)
        try:
            return self._catalog.create_table(
                (NAMESPACE, safe(entry)),
                Schema(*fields),
                location=f"{SCHEME}tables/{safe(entry)}",
                properties={"commit.retry.num-retries": "0"},
            )
        except TableAlreadyExistsError:  # Another process made it just now.
            return self._table(entry)

    def _evolve(
        self, entry: str, present: Mapping[str, NestedField], wanted: Mapping[str, tuple[IcebergType, str]]
    ) -> None:
        table = self._table(entry)
        changed = [code for code, field in present.items() if code not in wanted or field.field_type != wanted[code][0]]
        with table.transaction() as transaction:
            # Two updates, for a name cannot be given away and taken again in one.
            with transaction.update_schema(allow_incompatible_changes=True) as first:
                for code in changed:
                    first.delete_column((code,))
            with transaction.update_schema() as second:
                for code, (kind, name) in wanted.items():
                    if code in present and code not in changed:
                        second.update_column((code,), doc=name)
                    else:
                        second.add_column((code,), kind, doc=name)

    def _entries(self, table: Table, snapshot_id: int | None) -> list[DataFile]:
        manifests = self._find(table, snapshot_id).manifests(table.io)
        files = [
            entry.data_file
            for manifest in manifests
            for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True)
        ]
        for file in files:
            if file.content != DataFileContent.DATA:
                raise SnapshotMissing(
                    f"snapshot {snapshot_id} holds the delete file {file.file_path}, which the lake never writes; restore it from backup",
                    f"快照 {snapshot_id} 含有删除文件 {file.file_path}，数据湖从不写这种文件；请从备份恢复",
                )
        return files

    def _find(self, table: Table, snapshot_id: int | None) -> Any:
        found = None if snapshot_id is None else table.snapshot_by_id(snapshot_id)
        if found is None:
            raise SnapshotMissing(
                f"there is no snapshot {snapshot_id} of {table.name()[-1]}; `snapshots` lists those there are",
                f"{table.name()[-1]} 没有快照 {snapshot_id}；可用 gongshu snapshots 查看已有的快照",
            )
        return found

    def _data_file(self, part: Part) -> DataFile:
        # No bounds and no counts by column: they would hold values of the data in clear.
        return DataFile.from_args(
            content=DataFileContent.DATA,
            file_path=SCHEME + part.path.resolve().relative_to(self.folder).as_posix(),
            file_format=FileFormat.PARQUET,
            partition=Record(),
            record_count=part.rows,
            file_size_in_bytes=part.bytes,
            sort_order_id=None,
            spec_id=0,
            equality_ids=None,
            key_metadata=part.key_id.encode() if part.key_id else None,
        )

    def _local(self, location: str) -> Path:
        return self.folder / location.removeprefix(SCHEME)


def _delivery(snapshot: Any) -> str | None:
    return None if snapshot.summary is None else snapshot.summary.additional_properties.get(DELIVERY)


def _snapshot(entry: str, found: Any) -> Snapshot:
    numbers = found.summary.additional_properties if found.summary else {}
    return Snapshot(
        entry,
        found.snapshot_id,
        datetime.fromtimestamp(found.timestamp_ms / 1000, UTC),
        _delivery(found),
        int(numbers.get("total-records", 0)),
        int(numbers.get("total-data-files", 0)),
    )


def _key_id(file: DataFile) -> str | None:
    return file.key_metadata.decode() if file.key_metadata else None


def _iceberg(column: Column) -> IcebergType:
    return DecimalType(38, column.scale) if column.type is ColumnType.DECIMAL else TYPES[column.type]


def _sql(kind: IcebergType) -> str:
    if isinstance(kind, DecimalType):
        return f"DECIMAL({kind.precision},{kind.scale})"
    return {"string": "VARCHAR", "long": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "timestamp": "TIMESTAMP"}[
        str(kind)
    ]
