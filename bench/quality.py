"""Thirty rules of a table against one scan that touches all its columns: python bench/quality.py [ROWS].

Measured as ratios of medians of interleaved runs. Polars (streaming), pandera and pointblank take part where they are installed;
the latter two with the rules of the thirty that they can express, and beside them Gongshu with the same ones.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from gongshu.lake.checks.checking import run
from gongshu.lake.checks.compiling import Other, compile_rules
from gongshu.lake.checks.rules import read
from gongshu.lake.columns import literal
from gongshu.lake.duck import connect

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
    """Write the table of invented residents: sixteen columns, numbers with their check digits, a defect in a thousand."""
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
        FROM (SELECT i, '5117' || lpad(CAST(2 + i % 2 AS VARCHAR), 2, '0') || strftime(DATE '1950-01-01' + CAST(i // 1000 % 25000 AS INTEGER), '%Y%m%d')
        || lpad(CAST(i % 1000 AS VARCHAR), 3, '0') AS head, DATE '1950-01-01' + CAST(i // 1000 % 25000 AS INTEGER) AS born FROM range({rows}) t(i)))
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
        {"kind": "unique", "column": "id_no"}, {"kind": "reference", "column": "household", "entry": "households", "to": "household"},
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


def scanned(folder: Path, path: Path) -> int:
    connection = connect(folder / "spill")
    columns = [
        row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()
    ]
    wanted = ", ".join(f"max({column})" for column in columns)
    connection.execute(f"SELECT {wanted} FROM read_parquet({literal(str(path))})").fetchall()
    connection.close()
    return 0


def polars_scanned(path: Path) -> int:
    import polars as pl

    pl.scan_parquet(path).select(pl.all().max()).collect(engine="streaming")
    return 0


def expressible() -> list[dict[str, Any]]:
    return [
        each
        for each in rules()
        if each["kind"] in ("null", "codes", "range") and each["column"] not in ("born", "updated")
    ]


def pandera_checked(path: Path) -> int:
    import pandera.polars as pa
    import polars as pl
    from pandera.errors import SchemaErrors

    columns: dict[str, list[Any]] = {}
    nulls = {each["column"] for each in expressible() if each["kind"] == "null"}
    for each in expressible():
        checks = columns.setdefault(each["column"], [])
        if each["kind"] == "codes":
            values = [int(v) for v in each["values"]] if each["column"] == "kind" else each["values"]
            checks.append(pa.Check.isin(values))
        if each["kind"] == "range":
            checks += [pa.Check.ge(each["min"])] * ("min" in each) + [pa.Check.le(each["max"])] * ("max" in each)
    schema = pa.DataFrameSchema(
        {name: pa.Column(checks=checks, nullable=name not in nulls) for name, checks in columns.items()}
    )
    try:
        schema.validate(pl.read_parquet(path, columns=list(columns)), lazy=True)
    except SchemaErrors as found:
        return len(found.schema_errors)
    return 0


def pointblank_checked(path: Path) -> int:
    import pointblank as pb
    import polars as pl

    plan = pb.Validate(pl.read_parquet(path, columns=sorted({each["column"] for each in expressible()})))
    for each in expressible():
        column = each["column"]
        if each["kind"] == "null":
            plan = plan.col_vals_not_null(column)
        elif each["kind"] == "codes":
            plan = plan.col_vals_in_set(
                column, [int(v) for v in each["values"]] if column == "kind" else each["values"], na_pass=True
            )
        else:
            plan = plan.col_vals_ge(column, each["min"], na_pass=True) if "min" in each else plan
            plan = plan.col_vals_le(column, each["max"], na_pass=True) if "max" in each else plan
    plan.interrogate()
    return 0


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = made(folder, rows)
        said = rules()
        assert len(said) == 30
        runs: dict[str, Callable[[], int]] = {
            "scan of all columns, DuckDB": lambda: scanned(folder, path), "30 rules": lambda: checked(folder, path, said),
            "rules that peers can express": lambda: checked(folder, path, expressible()),
        }  # fmt: skip
        if find_spec("polars"):
            runs["scan of all columns, Polars streaming"] = lambda: polars_scanned(path)
        if find_spec("pandera"):
            runs["pandera (polars), the same rules"] = lambda: pandera_checked(path)
        if find_spec("pointblank"):
            runs["pointblank (polars), the same rules"] = lambda: pointblank_checked(path)
        times: dict[str, list[float]] = {label: [] for label in runs}
        for _ in range(ROUNDS):
            for label, measured in runs.items():
                began = time.perf_counter()
                measured()
                times[label].append(time.perf_counter() - began)
    medians = {label: statistics.median(each) for label, each in times.items()}
    scan = min(seconds for label, seconds in medians.items() if label.startswith("scan"))
    for label, seconds in medians.items():
        print(f"{rows:,} rows: {label}: {seconds:.2f} s, {seconds / scan:.2f} × the faster scan")


if __name__ == "__main__":
    main()
