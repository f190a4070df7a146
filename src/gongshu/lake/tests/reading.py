"""Reading the encrypted files of a delivery in tests."""

from pathlib import Path
from typing import Any

import duckdb

from gongshu.lake.deliver import Part
from gongshu.lake.duck import connect, parquet_sql, use
from gongshu.lake.keys import Vault


def rows_of(part: Part | None, vault: Vault | None, spill: Path, what: str = "*") -> list[tuple[Any, ...]]:
    if part is None:
        return []
    connection: duckdb.DuckDBPyConnection = connect(spill, threads=1)
    try:
        if part.key_id and vault:
            use(connection, vault.get(part.key_id))
        return connection.execute(f"SELECT {what} FROM {parquet_sql(part.path, part.key_id)}").fetchall()
    finally:
        connection.close()


def quarantined(
    part: Part | None, vault: Vault | None, spill: Path
) -> list[tuple[int, str, list[tuple[str, str | None]]]]:
    """Return record, raw text and (code, column) of every bad row."""
    return [
        (record, raw, [(reason["code"], reason["column"]) for reason in reasons])
        for record, raw, reasons in rows_of(part, vault, spill)
    ]
