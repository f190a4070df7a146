"""What lies in a quarantine: every rejected row with its text and reasons. The rows are encrypted and read only on request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from gongshu.collection.vault import vault
from gongshu.lake.deliver import Part
from gongshu.lake.duck import connect, parquet_sql, use
from gongshu.lake.findings import FINDINGS, explain
from gongshu.lake.keys import Vault

SHOWN = 20  # record numbers kept for a kind of problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One kind of problem in one column: never a value, for this is kept in the control database."""

    code: str
    column: str  # empty: the row as a whole
    rows: int
    records: tuple[int, ...]  # the first of them

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "column": self.column, "rows": self.rows, "records": list(self.records)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One rejected row."""

    record: int  # counted from 1, without header and blank lines
    raw: str
    reasons: tuple[dict[str, str | None], ...]  # code, column, value

    def sentences(self, language: str) -> list[str]:
        return [
            explain(str(each["code"]), self.record, each["column"], each["value"], language) for each in self.reasons
        ]


@contextmanager
def reading(part: Part, keys: Vault | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection in which the quarantine is the view `rejected`. Raises: KeyMissing if it was erased."""
    connection = connect(Path(settings.GONGSHU.spool) / "spill")
    try:
        if part.key_id is not None:
            use(connection, (keys or vault()).get(part.key_id))
        connection.execute(f"CREATE TEMP VIEW rejected AS SELECT * FROM {parquet_sql(part.path, part.key_id)}")
        yield connection
    finally:
        connection.close()


def grouped(part: Part, keys: Vault | None = None) -> list[Group]:
    """Return how many rows have which problem in which column, the commonest first."""
    with reading(part, keys) as connection:
        found = connection.execute(
            "SELECT reason.code, coalesce(reason.\"column\", '') AS name, count(DISTINCT record) AS rows, "
            f"list_slice(list_sort(list_distinct(list(record))), 1, {SHOWN}) "
            "FROM (SELECT record, unnest(reasons) AS reason FROM rejected) GROUP BY ALL ORDER BY rows DESC, 1, 2"
        ).fetchall()
    return [Group(code=code, column=name, rows=rows, records=tuple(records)) for code, name, rows, records in found]


def rows(
    part: Part, *, after: int = 0, limit: int | None = None, code: str = "", without: Sequence[int] = ()
) -> list[Rejected]:
    """Return rejected rows in the order of the file, from the record after `after`; `without` names records to leave out."""
    chosen = "WHERE record > $after AND ($code = '' OR list_contains(list_transform(reasons, lambda r: r.code), $code)) AND NOT list_contains($without, record)"
    limited = "" if limit is None else f" LIMIT {int(limit)}"
    said = {"after": after, "code": code, "without": list(without)}
    with reading(part) as connection:
        found = connection.execute(
            f"SELECT record, raw, reasons FROM rejected {chosen} ORDER BY record{limited}", said
        ).fetchall()
    return [Rejected(record=record, raw=raw or "", reasons=tuple(reasons)) for record, raw, reasons in found]


def records(part: Part) -> list[int]:
    """Return the numbers of all rejected records."""
    with reading(part) as connection:
        return [row[0] for row in connection.execute("SELECT DISTINCT record FROM rejected ORDER BY record").fetchall()]


def title(code: str, language: str) -> str:
    return FINDINGS[code].title[language] if code in FINDINGS else code
