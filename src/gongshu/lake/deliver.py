"""A delivered file becomes two encrypted Parquet files: the good rows, and every bad row with its reasons."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .columns import Column, quoted
from .duck import MEMORY, connect, full_disk_explained, parquet_sql, use
from .errors import FileEmpty
from .keys import Vault
from .prescan import Progress, part_of
from .sniff import Format, sniff
from .splitting import field_ids_sql
from .staging import Staging, wanted_names

SCANNED = 0.1  # Share of the work that the first look at a file takes


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file that was written; `key_id` is None where the store encrypts."""

    path: Path
    key_id: str | None
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of a delivered file. `rows_read` is the sum of accepted and rejected."""

    digest: str  # SHA-256 of the delivered file, hexadecimal
    format: Format
    encoding: str | None
    rows_accepted: int
    rows_rejected: int
    good: Part
    quarantine: Part | None
    findings: Mapping[str, int]  # Code of a finding → number of rows that have it
    missing: tuple[str, ...]  # Declared columns that the file does not have
    unknown: tuple[str, ...]  # Columns of the file that are not declared; they are not kept
    left_out: tuple[str, ...]  # Sheets whose columns do not fit

    @property
    def rows_read(self) -> int:
        return self.rows_accepted + self.rows_rejected


def cast(
    path: Path,
    columns: Sequence[Column],
    work: Path,
    vault: Vault | None,
    *,
    ids: Mapping[str, int] | None = None,
    unique: bool = False,
    progress: Progress | None = None,
    memory: str = MEMORY,
    threads: int | None = None,
) -> Cast:
    """Cast every row to the declared columns and return both files, written into `work`.

    Records are counted from 1, without header and blank lines. `ids` are Iceberg's field ids by column code; `unique`
    sets all but the first row of a key aside; without a vault nothing is encrypted (the store does it).
    Raises: FileRefused and its kinds if the file as a whole cannot be read; StorageFull.
    """
    sniffed = sniff(path, wanted_names(columns), part_of(progress, 0, SCANNED))
    work.mkdir(parents=True, exist_ok=True)
    with full_disk_explained(work):
        connection = connect(work / "spill", memory=memory, threads=threads)
        try:
            staging = Staging(
                connection,
                sniffed,
                tuple(columns),
                work,
                vault,
                dict(ids or number(columns)),
                part_of(progress, SCANNED, 1),
            )
            staging.fill()
            if progress:
                progress(sniffed.scan.size, sniffed.scan.size)
            sniffed.scan.assert_unchanged()
            found = _split(staging, unique)
            sniffed.scan.assert_unchanged()
            return found
        finally:
            connection.close()
            clear(work)


def number(columns: Sequence[Column]) -> dict[str, int]:
    """Return the field ids of a table that has no history: 1, 2, 3 in the order of the columns."""
    return {column.code: i + 1 for i, column in enumerate(columns)}


def clear(work: Path) -> None:
    """Remove staging and spill files, which are encrypted but of no more use."""
    for path in work.glob("staging-*.parquet"):
        path.unlink(missing_ok=True)
    shutil.rmtree(work / "spill", ignore_errors=True)


def _split(staging: Staging, unique: bool) -> Cast:
    staging.mark_doubled(unique)
    staged, bad, rejected, doubled = staging.counts()
    accepted, refused = staged - bad - doubled, bad + rejected + doubled
    if not accepted + refused:
        raise FileEmpty(
            f"{staging.sniffed.path.name} has no record below its header; deliver a file with at least one record",
            f"{staging.sniffed.path.name} 表头之下没有记录；请投送至少有一条记录的文件",
        )
    quarantine = _quarantine(staging) if refused else None
    good = _good(staging, accepted, as_it_is=not bad and not doubled and staging.is_single, doubled=bool(doubled))
    sniffed = staging.sniffed
    return Cast(
        sniffed.scan.digest, sniffed.format, staging.encoding, accepted, refused, good, quarantine,
        _findings(staging) if refused else {}, tuple(staging.missing), tuple(staging.unknown), tuple(staging.left_out),
    )  # fmt: skip


def _good(staging: Staging, rows: int, *, as_it_is: bool, doubled: bool) -> Part:
    target = staging.work / "good.parquet"
    if as_it_is:
        staging.files[0].rename(target)
    else:
        kept = ", ".join(quoted(column.code) for column in staging.columns)
        order = " ORDER BY _record" if doubled else ""  # Telling keys apart has mixed the rows.
        staging.copy(
            f"SELECT {kept} FROM _staged WHERE _faults IS NULL AND NOT _doubled{order}",
            target,
            field_ids_sql(staging.columns, staging.ids),
        )
    return Part(target, staging.key_id, rows, target.stat().st_size)


def _quarantine(staging: Staging) -> Part:
    """Write the bad rows in the order of the delivered file, under a key of their own."""
    target = staging.work / "quarantine.parquet"
    key = None if staging.vault is None else staging.vault.new()
    clause = "" if key is None else use(staging.connection, key)
    rows = staging.copy(f"SELECT * FROM ({staging.bad_rows_sql()}) ORDER BY record", target, clause=clause)
    staging.connection.execute(f"CREATE TEMP VIEW _quarantined AS SELECT * FROM {parquet_sql(target, key)}")
    return Part(target, None if key is None else key.key_id, rows, target.stat().st_size)


def _findings(staging: Staging) -> dict[str, int]:
    counted = staging.connection.execute(
        "SELECT code, count(DISTINCT record) FROM (SELECT record, unnest(reasons).code AS code FROM _quarantined) GROUP BY code ORDER BY code"
    )
    return {str(code): int(rows) for code, rows in counted.fetchall()}
