"""Golden records out of three sources against a plain window over the same rows: python bench/golden_record.py [ROWS] [--pairs N] [--memory 4GB].

The window takes the first source's whole row for each key. Gongshu sets keys right, looks at their check digits, and takes each
item from the first source that has it, with source and day. Medians of interleaved pairs; both write Parquet and have the same memory.
"""

import argparse
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from gongshu.lake.checks.numbers import CREDIT_SIGNS
from gongshu.lake.columns import literal
from gongshu.lake.duck import connect
from gongshu.lake.matching.definition import Definition, Item, Member, Prefer
from gongshu.lake.matching.golden import conflicts_sql, golden_sql, repeats_sql
from gongshu.lake.matching.keys import KeyForm

ITEMS = ("name", "person", "address", "state", "since", "capital", "phone", "trade")
SHARES = ((0.4, 0.0), (0.4, 0.1), (0.2, 0.2))  # of all rows; where the firms of a source begin
TODAY = date(2025, 9, 29)


def made(folder: Path, rows: int) -> None:
    """Write three registers of invented firms that overlap, with right check signs and a fifth to a third of some cells empty, and few contradictions."""
    connection = duckdb.connect()
    head = "'91510604MA' || lpad(CAST(no AS VARCHAR), 7, '0')"
    total = " + ".join(f"{pow(3, k, 31)} * (instr('{CREDIT_SIGNS}', substr(head, {k + 1}, 1)) - 1)" for k in range(17))
    code = f"head || substr('{CREDIT_SIGNS}', CAST((31 - ({total}) % 31) % 31 AS INTEGER) + 1, 1)"
    for number, (share, begins) in enumerate(SHARES, 1):
        n = int(rows * share)
        connection.execute(
            f"""COPY (SELECT {code} AS code, CASE WHEN i % {number + 4} <> 0 THEN '达州第' || (no % 99991 + CAST(i % 100 = {number} AS INTEGER)) || '商贸有限公司' END AS name,
            CASE WHEN i % {number + 3} <> 0 THEN '王' || (no % 8999) END AS person,
            CASE WHEN i % {number + 2} <> 0 THEN '四川省达州市通川区' || (no % 9001 + CAST(i % 50 = {number} AS INTEGER)) || '号' END AS address,
            CASE WHEN i % 5 <> {number} THEN ['存续', '注销', '吊销'][1 + no % 3] END AS state,
            DATE '2000-01-01' + CAST(no % 9000 AS INTEGER) AS since, CAST(no % 100000 AS DECIMAL(18, 2)) AS capital,
            '0818' || (no % 9999999) AS phone, 'K' || (no % 97) AS trade, TIMESTAMP '2025-01-01' + INTERVAL (i % 200) DAY AS updated
            FROM (SELECT i, no, {head} AS head FROM (SELECT i, i * 7919 % {n} + {int(rows * begins)} AS no FROM range({n}) r(i))))
            TO {literal(str(folder / f"m{number}.parquet"))} (FORMAT parquet)"""
        )
    connection.close()


def base() -> Definition:
    names = ("m1", "m2", "m3")
    columns = {item: item for item in ITEMS}
    prefer = {"state": Prefer.NEWEST, "phone": Prefer.NEWEST}
    return Definition(
        key=KeyForm.CREDIT_CODE,
        members=tuple(Member(name=name, key="code", columns=columns, as_of="updated") for name in names),
        items=tuple(Item(code=item, prefer=prefer.get(item, Prefer.SOURCE), order=names) for item in ITEMS),
    )


def window() -> str:
    stacked = " UNION ALL ".join(f"SELECT {number} AS m, * FROM m{number}" for number in (1, 2, 3))
    ranked = f"SELECT *, row_number() OVER (PARTITION BY code ORDER BY m) AS n FROM ({stacked})"
    return f"SELECT * EXCLUDE (n) FROM ({ranked}) WHERE n = 1"


def taken(folder: Path, select: str, memory: str) -> tuple[float, float, int]:
    """Return the seconds that a statement took by the clock and of the cores, and how many rows it wrote."""
    connection = connect(folder / "spill", memory=memory, threads=2)
    for number in (1, 2, 3):
        source = literal(str(folder / f"m{number}.parquet"))
        connection.execute(f"CREATE VIEW m{number} AS FROM read_parquet({source})")
    began, worked = time.perf_counter(), time.process_time()
    found = connection.execute(f"COPY ({select}) TO {literal(str(folder / 'out.parquet'))} (FORMAT parquet)").fetchone()
    seconds, cores = time.perf_counter() - began, time.process_time() - worked
    connection.close()
    return seconds, cores, found[0] if found else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=5_000_000)
    parser.add_argument("--pairs", type=int, default=5)
    # In the engine's own 640 MB the window cannot sort five million rows; the golden record can.
    parser.add_argument("--memory", default="4GB")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made(folder, said.rows)
        runs = {
            "window": window(),
            "golden record": golden_sql(base(), TODAY, repeating=()),
            "looking for keys that repeat": " UNION ALL ".join(repeats_sql(base(), each) for each in base().members),
            "conflicts": conflicts_sql(base(), TODAY),
        }
        clock: dict[str, list[float]] = {label: [] for label in runs}
        work: dict[str, list[float]] = {label: [] for label in runs}
        rows = {}
        for _ in range(said.pairs):
            for label, select in runs.items():
                seconds, cores, rows[label] = taken(folder, select, said.memory)
                clock[label].append(seconds)
                work[label].append(cores)
    assert rows["window"] == rows["golden record"], rows
    for name, times in (("by the clock", clock), ("work of the cores", work)):
        window_took = statistics.median(times["window"])
        for label, each in times.items():
            seconds = statistics.median(each)
            print(
                f"{said.rows:,} rows, {name}: {label}: {seconds:.2f} s, {seconds / window_took:.2f} × the window, {rows[label]:,} rows written"
            )


if __name__ == "__main__":
    main()
