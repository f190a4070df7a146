"""Delivery of two million CSV rows against DuckDB's bare all-text COPY of the same file to Parquet.

Each measurement runs in its own process; the two kinds alternate, and the median of the pairs' ratios counts.
    python bench/delivery.py [--rows 2000000] [--pairs 5]
Targets: at most 1.5 times with no bad row, 2.2 times with one bad row in a thousand, never above 1 GiB of memory.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SURNAMES = "王李张刘陈杨黄赵吴周"
HEADER = "编号,身份证号,姓名,电话,住址,金额,人数,登记日期,有效,备注\n"


def write_rows(path: Path, rows: int, bad_share: float, encoding: str = "utf-8") -> None:
    draw = random.Random(7)
    with path.open("w", encoding=encoding, newline="") as out:
        out.write(HEADER)
        for i in range(rows):
            out.write(one_row(i, draw, draw.random() < bad_share))


def one_row(i: int, draw: random.Random, bad: bool) -> str:
    day = f"20{draw.randint(10, 24)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
    amount = f"{draw.randint(0, 10**7) / 100:.2f}"
    if bad:
        day, amount = draw.choice([("2024-13-40", amount), (day, "约三万"), ("", "1,2,3"), (day, "=SUM(A1)")])
    return (
        f"{i},5117021990{draw.randint(0, 10**8 - 1):08d},{draw.choice(SURNAMES)}某{draw.randint(0, 99)},138{draw.randint(0, 10**8 - 1):08d},"
        f"四川省达州市通川区某街{draw.randint(1, 999)}号,{amount},{draw.randint(0, 500)},{day},{draw.choice('是否')},\n"
    )


def bare(source: Path, work: Path) -> dict[str, float]:
    from gongshu.lake.duck import connect

    connection = connect(work / "spill")
    start = time.perf_counter()
    connection.execute(
        f"COPY (SELECT * FROM read_csv('{source}', all_varchar = true, ignore_errors = true)) TO '{work}/bare.parquet' (FORMAT parquet)"
    )
    return {"seconds": time.perf_counter() - start}


def deliver(source: Path, work: Path) -> dict[str, float]:
    from gongshu.lake.columns import Column, ColumnType
    from gongshu.lake.deliver import cast
    from gongshu.lake.keys import Keyring, MemoryKeys, Vault

    kinds = ["integer", "text", "text", "text", "text", "decimal", "integer", "date", "boolean", "text"]
    columns = [
        Column(name, f"c{i}", ColumnType(kind))
        for i, (name, kind) in enumerate(zip(HEADER.strip().split(","), kinds, strict=True))
    ]
    start = time.perf_counter()
    found = cast(source, columns, work, Vault(Keyring(b"k" * 32), MemoryKeys()))
    return {"seconds": time.perf_counter() - start, "accepted": found.rows_accepted, "rejected": found.rows_rejected}


def child(kind: str, source: str) -> None:
    with tempfile.TemporaryDirectory(dir=Path(source).parent) as work:
        found = {"bare": bare, "deliver": deliver}[kind](Path(source), Path(work))
    found["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def measure(kind: str, source: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--child", kind, str(source)], check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout))


def compare(name: str, source: Path, pairs: int, limit: float) -> bool:
    ratios, results = [], []
    for _ in range(pairs):
        reference, ours = measure("bare", source), measure("deliver", source)
        ratios.append(ours["seconds"] / reference["seconds"])
        results.append((reference, ours))
    ratio, peak = statistics.median(ratios), max(ours["peak_mib"] for _, ours in results)
    plain, own = (statistics.median(pair[i]["seconds"] for pair in results) for i in (0, 1))
    verdict = "ok" if ratio <= limit and peak <= 1024 else "MISSED"
    print(
        f"| {name} | {plain:.2f} s | {own:.2f} s | {ratio:.2f} (≤ {limit}) | {peak:.0f} MiB | {int(results[0][1]['rejected'])} | {verdict} |",
        flush=True,
    )
    return verdict == "ok"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--child", nargs=2)
    chosen = parser.parse_args()
    if chosen.child:
        child(*chosen.child)
        return 0
    print("| file | bare COPY | delivery | ratio | peak memory | rejected | |\n|---|---|---|---|---|---|---|")
    met = True
    with tempfile.TemporaryDirectory() as folder:
        for name, share, limit in (("no bad row", 0.0, 1.5), ("0.1 % bad rows", 0.001, 2.2)):
            source = Path(folder) / "rows.csv"
            write_rows(source, chosen.rows, share)
            met = compare(name, source, chosen.pairs, limit) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
