"""Steps 2 and 3 of a delivery: everything that touches files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from gongshu.catalogue.files import HeldFile
from gongshu.collection import filing, headers, rejects
from gongshu.collection.lease import Progress
from gongshu.collection.models import Delivery, FileKey
from gongshu.collection.vault import of_tables, vault
from gongshu.lake import inspect
from gongshu.lake.columns import Column
from gongshu.lake.deliver import Cast, Part, cast
from gongshu.lake.duck import full_disk_explained
from gongshu.lake.engine import DuckEngine, Ref

if TYPE_CHECKING:
    from gongshu.lake.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What step 2 left in the folder of a delivery."""

    cast: Cast
    columns: tuple[Column, ...]
    guessed: bool
    part: Part  # what the commit takes: the good rows, or for an upsert all rows merged
    findings: list[rejects.Group]
    header: headers.FileHeader | None  # of a file with rejected rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What step 3 left in the lake."""

    rows: int = 0
    lake: int | None = None  # identifier of the snapshot; None: files, which the lake's tables know nothing of
    files: Sequence[HeldFile] = ()


@contextmanager
def tables() -> Iterator[Tables]:
    """Yield the tables of this node's lake."""
    from gongshu.lake.tables import Tables  # Only who touches a table waits until Iceberg is loaded.

    opened = Tables(Path(settings.GONGSHU.lake))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def engine() -> Iterator[DuckEngine]:
    """Yield the engine over this node's lake: one whose large scans a cluster does, where the settings name a cluster."""
    node = settings.GONGSHU
    with tables() as lake:
        near = DuckEngine(lake, vault(), Path(node.spool) / "spill")
        if node.lake_engine != "spark":
            yield near
            return
        from gongshu.lake.spark.engine import SparkEngine
        from gongshu.lake.spark.session import Cluster

        yield SparkEngine(near, Cluster(master=node.cluster, properties=node.cluster_settings), least=node.cluster_rows)


def folder_of(delivery: Delivery) -> Path:
    with tables() as lake:
        return lake.place(delivery.resource.number, delivery.number)


def write(delivery: Delivery, path: Path, declared: tuple[Column, ...], progress: Progress) -> Written:
    """Step 2: read the file once, write good and bad rows, merge where the mode is upsert.

    What an earlier attempt left is removed first. Raises: FileRefused and its kinds; StorageFull.
    """
    sweep(delivery)
    with tables() as lake:
        place = lake.place(delivery.resource.number, delivery.number)
        with full_disk_explained(place):
            wanted = declared or guessed(path)
            keys = of_tables(delivery.number)
            ids = lake.prepare(delivery.resource.number, wanted)
            done = cast(path, wanted, place, keys, ids=ids, unique=delivery.mode == "upsert", progress=progress)
            part = _merged(delivery, lake, done, wanted, ids)
            found = rejects.grouped(done.quarantine, keys) if done.quarantine else []
            header = headers.of(path, done, wanted) if done.quarantine else None
    return Written(cast=done, columns=wanted, guessed=not declared, part=part, findings=found, header=header)


def guessed(path: Path) -> tuple[Column, ...]:
    """Return columns for a file whose entry declares no items: the whole file is typed."""
    found = inspect.inspect(path).tables
    return tuple(found[0].as_columns()) if found else ()


def _merged(delivery: Delivery, lake: Tables, done: Cast, wanted: tuple[Column, ...], ids: dict[str, int]) -> Part:
    if delivery.mode != "upsert" or delivery.base is None:
        return done.good
    place = lake.place(delivery.resource.number, delivery.number)
    work = DuckEngine(lake, vault(delivery.number), place / "spill", encrypts=of_tables(delivery.number) is not None)
    base = Ref(delivery.resource.number, int(delivery.base.lake))
    part = work.merge(base, done.good, [column.code for column in wanted if column.key], ids, place / "merged.parquet")
    done.good.path.unlink()
    shutil.rmtree(place / "spill", ignore_errors=True)
    return part


def commit(delivery: Delivery, part: Part) -> Committed:
    """Step 3: make the files a snapshot that bears the delivery's number. Raises: CommitConflict; StorageFull."""
    from gongshu.lake.tables import Mode

    name = delivery.resource.number
    base = int(delivery.base.lake) if delivery.base and delivery.mode == "append" else None
    mode = Mode.APPEND if delivery.mode == "append" else Mode.REPLACE
    with tables() as lake, full_disk_explained(lake.folder):
        made = lake.commit(name, [part], delivery=delivery.number, mode=mode, base=base)
        return Committed(lake=made, rows=_rows(lake, name, made))


def committed(delivery: Delivery) -> Committed | None:
    """Return what step 3 left if it was done; what recovery asks first."""
    if delivery.keeps_file:
        return Committed(files=filing.held(delivery)) if filing.is_committed(delivery) else None
    name = delivery.resource.number
    with tables() as lake:
        made = lake.find_delivery(name, delivery.number)
        return None if made is None else Committed(lake=made, rows=_rows(lake, name, made))


def _rows(lake: Tables, name: str, made: int) -> int:
    return next(snapshot.rows for snapshot in lake.snapshots(name) if snapshot.snapshot_id == made)


def sweep(delivery: Delivery) -> None:
    """Remove the files of a delivery that made no snapshot, and their keys."""
    if delivery.keeps_file:
        filing.sweep(delivery)
    else:
        shutil.rmtree(folder_of(delivery), ignore_errors=True)
    FileKey.objects.filter(delivery=delivery.number).exclude(pk=delivery.spool_key).delete()
