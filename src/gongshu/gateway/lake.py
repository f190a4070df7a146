"""The lake as the gateway reads it: one engine, and where the catalogue's snapshots lie in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from gongshu.collection.vault import vault
from gongshu.grants.entries import TableRef
from gongshu.lake.engine import DuckEngine, Ref

if TYPE_CHECKING:
    from gongshu.lake.tables import Tables

MEMORY = "256MB"  # of one export; several run beside each other
# With a second thread DuckDB reads ahead of what is taken from it, and to keep the rows in order it holds what it has read, up to all
# of its memory. With one thread the rows stream, and a download is not slower: the other core takes them away.
THREADS = 1


def engine() -> DuckEngine:
    """Return the engine over this node's lake."""
    return DuckEngine(
        _tables(settings.GONGSHU.lake), vault(), settings.GONGSHU.spool / "spill", memory=MEMORY, threads=THREADS
    )


@lru_cache(maxsize=8)
def _tables(folder: Path) -> Tables:
    from gongshu.lake.tables import Tables  # Only who touches a table waits until Iceberg is loaded.

    return Tables(folder)


def ref_of(table: TableRef) -> Ref:
    """Return the snapshot of a table as the lake names it: tables lie under the numbers of their resources."""
    return Ref(table.resource, int(table.lake))


def columns_of(table: TableRef) -> dict[str, str]:
    """Return the titles of a snapshot's columns by their codes."""
    ref = ref_of(table)
    return {column.code: column.name for column in engine().tables.columns(ref.entry, ref.snapshot_id)}
