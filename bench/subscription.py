"""A subscription's batch into a PostgreSQL of its own: one per cent of the rows changed, against COPY of the changed rows.

Half of the changed rows are corrections, a quarter each is new and gone. The reference copies the same rows into an empty table of the same
server with the same key; beside it, into a table that holds all the others. The server runs without fsync on either side.

    python bench/subscription.py [--rows 10000000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.servers import SECRET, Running, source_postgresql

from gongshu.lake.changes import Changes, Counted, Cut
from gongshu.lake.columns import Column as LakeColumn
from gongshu.lake.columns import ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.keys import Keyring, MemoryKeys, Vault
from gongshu.lake.tables import Mode, Tables
from gongshu.outside.databases import Column, Handover, Sent, Server, connected, digest_sql
from gongshu.outside.network import read_allowed

ITEMS = [
    LakeColumn("编号", "id", ColumnType.INTEGER, key=True), LakeColumn("名称", "name"), LakeColumn("金额", "amount", ColumnType.DECIMAL),
    LakeColumn("日期", "day", ColumnType.DATE), LakeColumn("有效", "valid", ColumnType.BOOLEAN), LakeColumn("地址", "address"),
]  # fmt: skip
CUT = Cut(items=tuple(each.code for each in ITEMS))
COLUMNS = [Column(name=each.code, type=each.type.value, key=each.key) for each in ITEMS]
CELLS = "i AS 编号, '企业' || {name} AS 名称, (i % 100000) / 4 AS 金额, date '2020-01-01' + CAST(i % 1500 AS INTEGER) AS 日期, i % 2 = 0 AS 有效, '通川区朝阳路' || i || '号' AS 地址"


def write(path: Path, rows: int, *, later: bool) -> None:
    """Write one state of the table as CSV: in the later one each 200th row is corrected, each 400th gone, and as many new."""
    name = "CASE WHEN i % 200 = 1 THEN i || '更正' ELSE CAST(i AS VARCHAR) END" if later else "i"
    kept = f"(SELECT range AS i FROM range(1, {rows + 1 + rows // 400 * later}) WHERE NOT ({str(later).lower()} AND range <= {rows} AND range % 400 = 0))"  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {CELLS.format(name=name)} FROM {kept}) TO '{path}' (HEADER)")


def lake(folder: Path, rows: int) -> tuple[DuckEngine, Ref, Ref]:
    """Deliver both states into a lake and return its engine with them."""
    vault = Vault(Keyring(b"k" * 32), MemoryKeys())
    tables = Tables(folder / "lake")
    refs = []
    for later in (False, True):
        path = folder / f"state-{later}.csv"
        write(path, rows, later=later)
        ids = tables.prepare("bench", ITEMS)
        done = cast(path, ITEMS, tables.place("bench", f"d{later}"), vault, ids=ids, threads=2)
        refs.append(Ref("bench", tables.commit("bench", [done.good], mode=Mode.REPLACE, delivery=f"d{later}")))
        path.unlink()
    return DuckEngine(tables, vault, folder / "spill", threads=2), refs[0], refs[1]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def copied(server: Running, table: str, blocks: list[bytes]) -> float:
    """Return the seconds that COPY and the commit take."""
    with psycopg.connect(host="127.0.0.1", port=server.port, dbname=server.database, user=server.user, password=SECRET) as connection:  # fmt: skip
        begun = time.perf_counter()
        with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            for block in blocks:
                copy.write(block)
        connection.commit()
        return time.perf_counter() - begun


def sent(counted: Counted, number: str, whole: bool) -> Sent:
    return Sent(batch=number, subscription="bench", table="held", whole=whole, rows=counted.rows, digest=counted.digest, removed=counted.removed, expected=counted.expected)  # fmt: skip


def hand(server: Running, engine: DuckEngine, old: Ref | None, new: Ref, number: str) -> dict[str, float]:
    """Hand one batch over as a subscription does; return the seconds of each part."""
    with connected(Server(**server.said), SECRET, [read_allowed(server.network)]) as (dialect, connection):  # type: ignore[arg-type]
        work = Handover(dialect, connection, COLUMNS)
        work.prepare("held", "bench")
        with Changes(engine, old, new, CUT, ["id"]) as changes:
            difference, counted = timed(lambda: changes.counted(digest_sql))
            over, _ = timed(lambda: work.send(sent(counted, number, old is None), changes.rows(), changes.removed(), datetime.now(UTC)))  # fmt: skip
    return {"difference": difference, "hand over": over}


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--rows", type=int, default=10_000_000)
    given.add_argument("--rounds", type=int, default=3)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshu-bench-") as name, source_postgresql() as server:
        engine, first, second = lake(Path(name), asked.rows)
        print(f"{asked.rows:,} rows handed over whole in {sum(hand(server, engine, None, first, 'whole').values()):.1f} s", flush=True)  # fmt: skip
        with Changes(engine, first, second, CUT, ["id"]) as changes:
            blocks = list(changes.rows())
        make = (
            "CREATE TABLE {} (id bigint PRIMARY KEY, name text, amount numeric, day date, valid boolean, address text)"
        )
        server.run(make.format("beside"), "INSERT INTO beside SELECT id + 1000000000, name, amount, day, valid, address FROM held", "VACUUM ANALYZE beside", "VACUUM ANALYZE held")  # fmt: skip
        seconds: dict[str, list[float]] = {}
        for turn in range(asked.rounds * 2):  # there and back: both directions change as many rows
            server.run("DROP TABLE IF EXISTS empty", make.format("empty"))
            found = {"COPY into an empty table": copied(server, "empty", blocks), "COPY into the full table": copied(server, "beside", blocks)}  # fmt: skip
            server.run("DELETE FROM beside WHERE id < 1000000000", "VACUUM beside")
            found |= hand(server, engine, *((first, second) if turn % 2 == 0 else (second, first)), f"b{turn}")
            server.run("VACUUM held")
            for label, value in found.items():
                seconds.setdefault(label, []).append(value)
            print({label: round(value, 2) for label, value in found.items()}, flush=True)
        medians = {label: statistics.median(values) for label, values in seconds.items()}
        for label, value in medians.items():
            print(
                f"{label}: {value:.2f} s, {value / medians['COPY into an empty table']:.1f} × COPY into an empty table"
            )


if __name__ == "__main__":
    main()
