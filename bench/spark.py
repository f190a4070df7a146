"""Thirty rules on a Spark cluster of this machine against the node's own engine: python bench/spark.py [--rounds N] [--write] [ROWS…].

A master and two workers of one core each, with the settings of a node; the same plain files, the same rules, and outcomes that must be
equal. At the end stand the rates of one core and what follows from them for a county, a city, a province and the nation;
--write puts that into docs/operators/cluster.md. It is skipped by name where `make setup-spark` was not run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

import duckdb

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from quality import TODAY, made, rules  # noqa: E402
from tests import clusters  # noqa: E402

from gongshu.lake.checks import checking  # noqa: E402
from gongshu.lake.checks.rules import read  # noqa: E402
from gongshu.lake.columns import Column, ColumnType, literal  # noqa: E402
from gongshu.lake.deliver import Part  # noqa: E402
from gongshu.lake.engine import DuckEngine, Ref  # noqa: E402
from gongshu.lake.spark import session  # noqa: E402
from gongshu.lake.spark.checking import check  # noqa: E402
from gongshu.lake.spark.engine import SparkEngine  # noqa: E402
from gongshu.lake.splitting import field_ids_for  # noqa: E402
from gongshu.lake.tables import Mode, Tables  # noqa: E402

SIZES: Final = (100_000, 1_000_000, 5_000_000)
CORES: Final = 2  # of this machine, and of its two workers together
PAGE: Final = ROOT / "docs/operators/cluster.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
TYPES = {
    "no": ColumnType.INTEGER, "born": ColumnType.DATE, "age": ColumnType.INTEGER, "base": ColumnType.DECIMAL, "updated": ColumnType.DATETIME,
    "kind": ColumnType.INTEGER,
}  # fmt: skip
# What the table of sizes assumes. Residents are round; the rows are a guess that a place replaces by its own numbers.
PLACES: Final = (("county", 1_000_000), ("city", 5_000_000), ("province", 80_000_000), ("nation", 1_400_000_000))
ROWS_PER_RESIDENT: Final = 200  # of all checked tables together
LARGEST_PER_RESIDENT: Final = 20  # of the largest table, as the items of medical bills of a year
HOURS: Final = 6  # of a night, in which everything is checked once
HALF: Final = 0.5  # of the speed of a core alone is what a core among many gives
MACHINE: Final = 16  # cores of one machine


@dataclass(frozen=True, slots=True)
class Measured:
    """Median seconds of a check at each number of rows, by engine, and what the start of an application takes."""

    near: dict[int, float]
    far: dict[int, float]
    start: float
    rounds: int
    load: float  # programs that wanted a core at the same time, these included

    def rate(self, times: dict[int, float]) -> float:
        """Return rows a second of one core at the largest table, planning included."""
        return max(times) / times[max(times)] / CORES


def delivered(tables: Tables, entry: str, path: Path) -> Ref:
    """Put the rows of a file into the lake as a delivery does where the store encrypts."""
    with duckdb.connect() as connection:
        source = f"read_parquet({literal(str(path))})"
        codes = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        columns = [Column(code, code, TYPES.get(code, ColumnType.TEXT)) for code in codes]
        ids = tables.prepare(entry, columns)
        target = tables.place(entry, "d") / "good.parquet"
        target.parent.mkdir(parents=True)
        cells = ", ".join(f"CAST({column.code} AS {column.sql_type}) AS {column.code}" for column in columns)
        options = f"FORMAT parquet, COMPRESSION zstd, {field_ids_for(ids)}"
        done = connection.execute(
            f"COPY (SELECT {cells} FROM {source}) TO {literal(str(target))} ({options})"
        ).fetchone()
    assert done is not None
    part = Part(target, None, done[0], target.stat().st_size)
    return Ref(entry, tables.commit(entry, [part], delivery="d", mode=Mode.REPLACE))


class OnTheCluster(SparkEngine):
    """Gives nothing back to DuckDB, so that nothing of DuckDB's is measured as the cluster's."""

    def session(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("the cluster left a check to DuckDB")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def measured(folder: Path, sizes: Sequence[int], rounds: int, running: clusters.Running) -> Measured:
    tables = Tables(folder / "lake")
    near = DuckEngine(tables, None, folder / "spill", threads=CORES)
    far = OnTheCluster(near, session.Cluster(master=running.master, properties=running.properties))
    start, _ = timed(lambda: session.connected(far.cluster).range(100).selectExpr("sum(id)").collect())
    print(f"start of an application with its first job: {start:.1f} s", flush=True)
    near_s, far_s = dict[int, float](), dict[int, float]()
    for rows in sizes:
        path = made(folder, rows)
        ref, other = delivered(tables, f"t{rows}", path), delivered(tables, f"h{rows}", folder / "households.parquet")
        path.unlink()
        said = read(rules(), {code: code for code in checking.kinds_of(near, ref)})
        standing = checking.Standing(today=TODAY, others={"households": other})
        if not far_s:  # The first one plans and translates longest; it is told apart.
            first, _ = timed(lambda: check(far, ref, said, standing))  # noqa: B023
            print(f"first check of {rows:,} rows: {first:.1f} s", flush=True)
        times: dict[str, list[float]] = {"near": [], "far": []}
        expected = None
        for _ in range(rounds):
            for name, run, engine in (("near", checking.check, near), ("far", check, far)):
                seconds, found = timed(lambda: run(engine, ref, said, standing))  # noqa: B023
                expected = expected or found
                assert found == expected, f"{name} finds something else at {rows} rows"
                times[name].append(seconds)
        near_s[rows], far_s[rows] = statistics.median(times["near"]), statistics.median(times["far"])
        print(
            f"{rows:,} rows: {sum(each.violations for each in found[1]):,} violations; DuckDB {near_s[rows]:.2f} s; "
            f"Spark {far_s[rows]:.2f} s, {far_s[rows] / near_s[rows]:.1f} ×",
            flush=True,
        )
    return Measured(near_s, far_s, start, rounds, os.getloadavg()[2])


def page(found: Measured) -> str:
    """Return what the measured rates are and what follows from them, as the operators' page says it."""
    near, far = found.rate(found.near), found.rate(found.far)
    lines = [
        f"`bench/spark.py` measured this with {CORES} slow cores for everything: master, two workers of one core each and the node. "
        "It is no cluster, only the program of one: there was no network between the machines, and no third worker. "
        f"{found.load:.0f} programs on average wanted the {CORES} cores meanwhile, these three among them: on a machine with nothing else to do, run it again.\n",
        "| rows | DuckDB in the node, two threads | Spark, two workers of one core | × |",
        "|---:|---:|---:|---:|",
        *(
            f"| {n:,} | {found.near[n]:.1f} s | {found.far[n]:.1f} s | {found.far[n] / found.near[n]:.1f} |"
            for n in found.near
        ),
        "",
        f"Thirty rules over sixteen columns; {f'medians of {found.rounds} runs' if found.rounds > 1 else 'one run each'}, DuckDB and Spark in turn, outcomes equal. An application starts in {found.start:.0f} s. At the largest table one core of DuckDB "
        f"checks {near:,.0f} rows a second, one core of Spark {far:,.0f}. **On the same cores the node is quicker at every size**: a cluster pays where "
        f"it has more than {near / far:.0f} times the cores of the node, or where the node has no room for what a table takes. A check of the smallest table takes "
        f"{found.far[min(found.far)]:.0f} s there, most of it planning the statement, so small tables do not go to it.\n",
        f"From these two rates, with {ROWS_PER_RESIDENT} checked rows a resident in all tables and {LARGEST_PER_RESIDENT} in the largest, everything checked once in {HOURS} hours, and a "
        f"core among many giving {HALF:.0%} of what it gives alone (assumed, not measured):\n",
        f"| place | residents | rows | node of {MACHINE} cores, DuckDB | its largest table | cores of a cluster | machines of {MACHINE} |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    enough = []
    for place, residents in PLACES:
        rows = residents * ROWS_PER_RESIDENT
        cores = ceil(rows / (far * HALF * HOURS * 3600))
        alone, largest = (each / (near * HALF * MACHINE) / 3600 for each in (rows, residents * LARGEST_PER_RESIDENT))
        enough += [place] if alone <= HOURS else []
        lines.append(
            f"| {place} | {residents:,} | {rows:,} | {alone:,.1f} h | {largest:,.1f} h | {cores:,} | {ceil(cores / MACHINE):,} |"
        )
    lines += ["", f"By these figures one node is enough for: {', '.join(enough) or 'none of them'}."]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/operators/cluster.md")
    said = parser.parse_args()
    if not session.is_installed():
        print("bench/spark.py: skipped, pyspark is not installed; run make setup-spark")
        return
    with tempfile.TemporaryDirectory() as folder, clusters.cluster() as running:
        try:
            found = measured(Path(folder), sorted(said.sizes), said.rounds, running)
        finally:
            session.close()
    text = page(found)
    print(text)
    if said.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(before + BEGIN + text + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
