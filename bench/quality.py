"""Thirty rules of a table against one scan that touches all its columns, and against other validators: python bench/quality.py [ROWS].

Every measurement is a process of its own, from file to report without the time of importing, with its peak memory; the rounds go by
turns, and medians are told. The scan is the faster of DuckDB's and Polars' (streaming). pandera (polars), pointblank (polars) and Great
Expectations (pandas) are told the rules of the thirty that all three have a word for; --peers names the Python in whose environment
they are installed, else this one's. How many cells or rows violate must be the same for all.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from gongshu.lake.checks.checking import run
from gongshu.lake.checks.compiling import Other
from gongshu.lake.checks.quick import compile_rules
from gongshu.lake.checks.rules import read
from gongshu.lake.columns import literal
from gongshu.lake.duck import connect

HERE: Final = Path(__file__).resolve()
BAR: Final = 4  # times the faster scan
ROUNDS = 5
TODAY = date(2025, 9, 29)
PLAIN = [
    ("name", "null"),
    ("sex", "null"),
    ("ethnic", "null"),
    ("born", "null"),
    ("phone", "null"),
    ("area", "null"),
    ("uscc", "null"),
    ("address", "null"),
]


def made(folder: Path, rows: int) -> Path:
    """Write the table of invented residents: sixteen columns, numbers with their check digits, a name missing in a thousand, some numbers twice."""
    path = folder / "residents.parquet"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = " + ".join(f"{w} * CAST(substr(head, {i + 1}, 1) AS INTEGER)" for i, w in enumerate(weights))
    connection = duckdb.connect()
    connection.execute(
        f"""COPY (SELECT i AS no, head || substr('10X98765432', CAST(({total}) % 11 AS INTEGER) + 1, 1) AS id_no,
        CASE WHEN i % 1000 = 3 THEN NULL ELSE '王' || chr(CAST(19968 + i % 5000 AS INTEGER)) END AS name,
        CASE WHEN CAST(substr(head, 17, 1) AS INTEGER) % 2 = 1 THEN '男' ELSE '女' END AS sex,
        ['汉族', '藏族', '彝族', '羌族', '土家族'][1 + i % 5] AS ethnic, born, '13' || lpad(CAST(i % 1000000000 AS VARCHAR), 9, '0') AS phone,
        substr(head, 1, 6) AS area, 'H' || lpad(CAST(i % 400000 AS VARCHAR), 8, '0') AS household,
        '91510604MA2705W8XQ' AS uscc, '四川省达州市通川区' || CAST(i % 900 AS VARCHAR) || '号' AS address,
        i % 100 AS age, CAST(i % 9000 AS DECIMAL(18, 2)) AS base, TIMESTAMP '2025-01-01' + INTERVAL (i % 200) DAY AS updated,
        i % 3 + 1 AS kind, 'R' || CAST(i % 40 AS VARCHAR) AS remark
        FROM (SELECT i, '5117' || lpad(CAST(2 + n % 2 AS VARCHAR), 2, '0') || strftime(DATE '1950-01-01' + CAST(i // 1000 % 25000 AS INTEGER), '%Y%m%d')
        || lpad(CAST(n % 1000 AS VARCHAR), 3, '0') AS head, DATE '1950-01-01' + CAST(i // 1000 % 25000 AS INTEGER) AS born
        FROM (SELECT i, CASE WHEN i % 100000 = 7 THEN i - 1 ELSE i END AS n FROM range({rows}) t(i))))
        TO {literal(str(path))} (FORMAT parquet)"""
    )
    connection.execute(
        f"COPY (SELECT 'H' || lpad(CAST(i AS VARCHAR), 8, '0') AS household FROM range(399000) t(i)) TO {literal(str(folder / 'households.parquet'))}"
    )
    connection.close()
    return path


def rules() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"kind": kind, "column": column} for column, kind in PLAIN]
    found += [
        {"kind": "checksum", "column": "id_no", "of": "id_number"}, {"kind": "checksum", "column": "uscc", "of": "credit_code"},
        {"kind": "unique", "column": "id_no", "duplicates": "all"}, {"kind": "reference", "column": "household", "entry": "households", "to": "household"},
        {"kind": "pattern", "column": "phone", "pattern": "1[3-9][0-9]{9}"}, {"kind": "pattern", "column": "area", "pattern": "[0-9]{6}"},
        {"kind": "pattern", "column": "household", "pattern": "H[0-9]{8}"}, {"kind": "pattern", "column": "address", "pattern": "四川省.+号"},
        {"kind": "codes", "column": "sex", "values": ["男", "女"]}, {"kind": "codes", "column": "ethnic", "values": ["汉族", "藏族", "彝族", "羌族"]},
        {"kind": "codes", "column": "kind", "values": ["1", "2", "3"]}, {"kind": "range", "column": "age", "min": 0, "max": 150},
        {"kind": "range", "column": "base", "min": 1, "max": 8990}, {"kind": "range", "column": "born", "max": "today"},
        {"kind": "range", "column": "updated", "max": "today"}, {"kind": "range", "column": "no", "min": 0}, {"kind": "range", "column": "kind", "max": 3},
        {"kind": "columns", "rule": "born-id", "holds": "substr(id_no, 7, 8) = strftime(born, '%Y%m%d')"},
        {"kind": "columns", "rule": "born-updated", "holds": "updated >= born"}, {"kind": "sql", "rule": "poor", "violates": "age < 16 AND base > 8000"},
        {"kind": "freshness", "column": "updated", "days": 365}, {"kind": "pattern", "rule": "blanks", "column": "remark", "forbidden": "^ | $"},
    ]  # fmt: skip
    return found


def shared() -> list[dict[str, Any]]:
    """Return those that every validator has a word for."""
    words = ("null", "codes", "range", "pattern", "unique")
    return [each for each in rules() if each["kind"] in words and "forbidden" not in each]


def checked(folder: Path, path: Path, said: list[dict[str, Any]]) -> int:
    """Run the rules as a check does, and return how many violate."""
    connection = connect(folder / "spill")
    connection.execute(
        f"CREATE VIEW t AS SELECT file_row_number + 1 AS _row, * FROM read_parquet({literal(str(path))})"
    )
    connection.execute(f"CREATE VIEW o AS FROM read_parquet({literal(str(folder / 'households.parquet'))})")
    kinds = {row[0]: row[1] for row in connection.execute("DESCRIBE t").fetchall() if row[0] != "_row"}
    read_rules = read(said, {code: code for code in kinds})
    others = {"households": Other(view="o", kinds={"household": "VARCHAR"})}
    found = run(connection, compile_rules(read_rules, kinds, today=TODAY, limit=1000, others=others))[1]
    connection.close()
    return sum(each.violations for each in found.values())


def scanned(folder: Path, path: Path, _said: list[dict[str, Any]]) -> int:
    connection = connect(folder / "spill")
    source = f"read_parquet({literal(str(path))})"
    columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    connection.execute(f"SELECT {', '.join(f'max({column})' for column in columns)} FROM {source}").fetchall()
    connection.close()
    return 0


@dataclass(frozen=True, slots=True)
class Runner:
    """One thing that is measured: its name, how it is called, and the rules that it is told."""

    name: str
    call: str  # a function of ours, or a validator of bench/peers
    said: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_ours(self) -> bool:
        return self.call in OURS


OURS: Final = {"scanned": scanned, "checked": checked}
RUNNERS: Final = (
    Runner("scan of all columns, DuckDB", "scanned"),
    Runner("scan of all columns, Polars streaming", "polars"),
    Runner("Gongshu, 30 rules", "checked", rules()),
    Runner(f"Gongshu, {len(shared())} rules", "checked", shared()),
    Runner(f"pandera, the same {len(shared())}", "pandera", shared()),
    Runner(f"pointblank, the same {len(shared())}", "pointblank", shared()),
    Runner(f"Great Expectations, the same {len(shared())}", "great_expectations", shared()),
)


def alone(runner: Runner, path: Path, peers: str) -> dict[str, Any] | None:
    """Measure once in a process of its own; None where the validator is not installed or gives up."""
    command = (
        [sys.executable, str(HERE), "--one", runner.call, "--file", str(path)]
        if runner.is_ours
        else [peers, str(HERE.parent / "peers/validating.py"), runner.call, str(path)]
    )
    said = [{**each, "max": TODAY.isoformat()} if each.get("max") == "today" else each for each in runner.said]
    done = subprocess.run(command, input=json.dumps(said), capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{runner.name}: {(done.stderr.strip().splitlines() or [f'ended with {done.returncode}'])[-1]}")
        return None
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def one(call: str, path: Path) -> None:
    """Be such a process."""
    said = json.load(sys.stdin)
    began = time.perf_counter()
    found = OURS[call](path.parent, path, said)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mib": peak, "found": found}))


def measured(path: Path, rounds: int, peers: str, without: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the median of seconds and of peak memory by what was measured."""
    answers: dict[str, list[dict[str, Any]]] = {each.name: [] for each in RUNNERS if each.call not in without}
    for _round in range(rounds):
        for runner in RUNNERS:
            if runner.name in answers:
                answer = alone(runner, path, peers)
                if answer is None:
                    del answers[runner.name]
                else:
                    answers[runner.name].append(answer)
    return {
        name: {key: statistics.median(each[key] for each in held) for key in ("seconds", "mib", "found")}
        for name, held in answers.items()
    }


def report(rows: int, found: dict[str, dict[str, Any]]) -> None:
    scan = min(each["seconds"] for name, each in found.items() if name.startswith("scan"))
    few = next(each for name, each in found.items() if name == f"Gongshu, {len(shared())} rules")
    for name, each in found.items():
        told = f"{rows:,} rows: {name}: {each['seconds']:.2f} s, {each['seconds'] / scan:.2f} x the faster scan, peak {each['mib']:,.0f} MiB"
        if name.endswith(f"the same {len(shared())}"):
            told += f"; {each['seconds'] / few['seconds']:.1f} x our time, {each['mib'] / few['mib']:.1f} x our memory"
            told += "" if each["found"] == few["found"] else f"; IT FOUND {each['found']:,}, WE {few['found']:,}"
        print(told)
    ratio = found["Gongshu, 30 rules"]["seconds"] / scan
    print(f"thirty rules: {ratio:.2f} x the faster scan, bar {BAR} x: {'holds' if ratio <= BAR else 'MISSED'}")


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("rows", nargs="?", type=int, default=2_000_000)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--peers", default=sys.executable, help="the Python that has the other validators")
    asked.add_argument("--without", nargs="*", default=[], help="what is not measured, as peers/validating.py names it")
    asked.add_argument("--one", choices=OURS, help=argparse.SUPPRESS)
    asked.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.one:
        one(said.one, said.file)
        return
    assert len(rules()) == 30
    with tempfile.TemporaryDirectory(prefix="gongshu-quality-") as name:
        path = Path(name) / "residents.parquet"
        # Written by another process: what this one held at its peak would count as its children's.
        subprocess.run([sys.executable, "-c", f"import sys, pathlib; sys.path.insert(0, {str(HERE.parent)!r}); import quality; quality.made(pathlib.Path({name!r}), {said.rows})"], check=True)  # fmt: skip
        report(said.rows, measured(path, said.rounds, said.peers, said.without))


if __name__ == "__main__":
    main()
