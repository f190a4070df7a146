"""Rules of a table as other validators are told them: PYTHON bench/peers/validating.py NAME FILE, with the rules as JSON on the standard input.

It runs in an environment of the validator's own, so nothing of Gongshu is imported. Each validator gets the fewest columns that it
needs, is asked for the first thousand violations where it can limit them, and makes its smallest report. It answers with one line:
seconds from file to report without the time of importing, peak memory, and how many cells or rows violate.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

Rules = list[dict[str, Any]]
FIRST = 1000  # violations of a rule that are told one by one
DATES = {"born": date.fromisoformat, "updated": datetime.fromisoformat}
NUMBERS = ("no", "age", "base", "kind")


def limit(rule: dict[str, Any], key: str) -> Any:
    """Return a limit in the type of its column."""
    said, column = rule[key], rule["column"]
    return DATES[column](said) if column in DATES else said


def listed(rule: dict[str, Any]) -> list[Any]:
    return [int(value) for value in rule["values"]] if rule["column"] in NUMBERS else rule["values"]


def columns(rules: Rules) -> list[str]:
    return sorted({rule["column"] for rule in rules})


def polars() -> Callable[[Path, Rules], int]:
    """No validator at all: one scan that looks at every column."""
    import polars as pl

    return lambda path, _rules: len(pl.scan_parquet(path).select(pl.all().max()).collect(engine="streaming")) - 1


def pandera() -> Callable[[Path, Rules], int]:
    import pandera.polars as pa
    import polars as pl
    from pandera.errors import SchemaErrors

    def checks(rule: dict[str, Any]) -> list[Any]:
        kind = rule["kind"]
        if kind == "codes":
            return [pa.Check.isin(listed(rule))]
        if kind == "pattern":
            return [pa.Check.str_matches(f"^(?:{rule['pattern']})$")]
        least = [pa.Check.ge(limit(rule, "min"))] if "min" in rule else []
        return [*least, *([pa.Check.le(limit(rule, "max"))] if "max" in rule else [])]

    def run(path: Path, rules: Rules) -> int:
        made: dict[str, dict[str, Any]] = {name: {"checks": [], "nullable": True} for name in columns(rules)}
        for rule in rules:
            column = made[rule["column"]]
            if rule["kind"] == "null":
                column["nullable"] = False
            elif rule["kind"] == "unique":
                column["unique"] = True
            else:
                column["checks"] += checks(rule)
        schema = pa.DataFrameSchema({name: pa.Column(**said) for name, said in made.items()})
        try:
            schema.validate(pl.read_parquet(path, columns=list(made)), lazy=True)
        except SchemaErrors as found:
            return len(found.failure_cases)
        return 0

    return run


def pointblank() -> Callable[[Path, Rules], int]:
    import pointblank as pb
    import polars as pl

    def added(plan: Any, rule: dict[str, Any]) -> Any:
        kind, column = rule["kind"], rule["column"]
        if kind == "null":
            return plan.col_vals_not_null(column)
        if kind == "codes":
            return plan.col_vals_in_set(column, listed(rule))
        if kind == "pattern":
            return plan.col_vals_regex(column, f"^(?:{rule['pattern']})$", na_pass=True)
        if kind == "unique":
            return plan.rows_distinct(columns_subset=column)
        plan = plan.col_vals_ge(column, limit(rule, "min"), na_pass=True) if "min" in rule else plan
        return plan.col_vals_le(column, limit(rule, "max"), na_pass=True) if "max" in rule else plan

    def run(path: Path, rules: Rules) -> int:
        frame = pl.read_parquet(path, columns=columns(rules))
        plan = pb.Validate(
            frame.with_columns(pl.col("base").cast(pl.Float64))
        )  # It asks decimals whether they are NaN, and fails.
        for rule in rules:
            plan = added(plan, rule)
        plan = plan.interrogate(get_first_n=FIRST)
        plan.get_json_report()
        return sum(plan.n_failed().values())

    return run


def great_expectations() -> Callable[[Path, Rules], int]:
    import great_expectations as gx
    import pandas as pd
    from great_expectations import expectations as gxe

    logging.disable(logging.WARNING)

    def told(rule: dict[str, Any]) -> Any:
        kind, column = rule["kind"], rule["column"]
        if kind == "null":
            return gxe.ExpectColumnValuesToNotBeNull(column=column)
        if kind == "codes":
            return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=listed(rule))
        if kind == "pattern":
            return gxe.ExpectColumnValuesToMatchRegex(column=column, regex=f"^(?:{rule['pattern']})$")
        if kind == "unique":
            return gxe.ExpectColumnValuesToBeUnique(column=column)
        ends = {f"{key}_value": limit(rule, key) for key in ("min", "max") if key in rule}
        return gxe.ExpectColumnValuesToBeBetween(column=column, **ends)

    def run(path: Path, rules: Rules) -> int:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        frame = pd.read_parquet(path, columns=columns(rules), dtype_backend="pyarrow")
        for column in ("base", *DATES):
            frame[column] = frame[column].astype("float64" if column == "base" else "datetime64[us]")
        asset = context.data_sources.add_pandas("file").add_dataframe_asset("rows")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        suite = gx.ExpectationSuite(name="rules", expectations=[told(rule) for rule in rules])
        found = batch.validate(suite, result_format="BASIC").to_json_dict()
        return sum(each["result"].get("unexpected_count", 0) for each in found["results"])

    return run


PEERS: dict[str, Callable[[], Callable[[Path, Rules], int]]] = {
    "polars": polars, "pandera": pandera, "pointblank": pointblank, "great_expectations": great_expectations,
}  # fmt: skip


def main() -> None:
    rules = json.load(sys.stdin)
    run = PEERS[sys.argv[1]]()
    began = time.perf_counter()
    found = run(Path(sys.argv[2]), rules)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mib": peak, "found": found}))


if __name__ == "__main__":
    main()
