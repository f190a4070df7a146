"""A city of twelve departments in which every defect is known: each is found, and hardly anything else is."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.shared import shared

from gongshu.lake.checks.checking import Standing, check
from gongshu.lake.checks.rules import read
from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.inspect import inspect
from gongshu.lake.keys import Keyring, MemoryKeys, Vault
from gongshu.lake.tables import Mode, Tables
from gongshu.lake.tests.reading import quarantined

pytestmark = pytest.mark.pure
ROWS = 20_000
TYPES = {"integer": "integer", "decimal": "decimal", "longitude": "decimal", "latitude": "decimal", "date": "date", "datetime": "datetime"}  # fmt: skip
# What a sample of values tells for certain; what the others are, their names say at best.
TOLD = ("cn_id", "uscc", "cn_mobile", "bank_card", "vin", "cn_plate", "person_name", "org_name", "cn_address")
NO_PLATE = "bus"  # CA00012 is a company's own number of a bus.
RULES: Mapping[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "city.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class City:
    """The files of the city, and what delivery and rules found in them by the number of the record."""

    folder: Path
    truth: Mapping[str, Any]
    defects: Mapping[str, list[tuple[int, str, str, str]]]  # record, column, defect, clean value or note
    set_aside: Mapping[str, Mapping[int, list[str]]]
    violating: Mapping[str, Mapping[int, list[str]]]
    days: Mapping[str, Mapping[int, Mapping[str, str]]]  # What was read in the columns of days


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    command = [sys.executable, str(shared("make_city.py")), "--rows", str(ROWS), "--seed", "3", "--out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def city(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    work = tmp_path_factory.mktemp("lake")
    vault, tables = Vault(Keyring(b"k" * 32), MemoryKeys()), Tables(work / "lake")
    engine = DuckEngine(tables, vault, work / "spill", threads=2)
    refs: dict[str, Ref] = {}
    set_aside: dict[str, dict[int, list[str]]] = {}
    for name, table in truth["tables"].items():
        columns = columns_of(table)
        ids = tables.prepare(name, columns)
        done = cast(folder / table["file"], columns, tables.place(name, "d1"), vault, ids=ids, threads=2)
        assert done.rows_accepted + done.rows_rejected == table["rows"]
        refs[name] = Ref(name, tables.commit(name, [done.good], delivery="d1", mode=Mode.REPLACE, base=None))
        bad = quarantined(done.quarantine, vault, work)
        set_aside[name] = {record: [code for code, _ in reasons] for record, _, reasons in bad}
    places = {name: kept(table["rows"], set_aside[name]) for name, table in truth["tables"].items()}
    violating = {
        name: violations(engine, refs, name, table, places[name], date.fromisoformat(truth["as_of"]))
        for name, table in truth["tables"].items()
    }
    days = {
        name: days_of(engine, refs[name], table, places[name])
        for name, table in truth["tables"].items()
        if "date_format" in table["defects"]
    }
    yield City(folder, truth, defects_of(folder), set_aside, violating, days)
    tables.close()


def columns_of(table: Mapping[str, Any]) -> list[Column]:
    return [
        Column(column["header"], column["name"], ColumnType(TYPES.get(column["semantic"], "text")))
        for column in table["columns"]
    ]


def kept(rows: int, set_aside: Mapping[int, Any]) -> list[int]:
    """Return the number in the file of every record that was accepted."""
    return [record for record in range(1, rows + 1) if record not in set_aside]


def violations(
    engine: DuckEngine, refs: Mapping[str, Ref], name: str, table: Mapping[str, Any], places: list[int], today: date
) -> dict[int, list[str]]:
    rules = read(RULES[name], {column["name"]: column["header"] for column in table["columns"]})
    others = {rule.settings["entry"]: refs[rule.settings["entry"]] for rule in rules if "entry" in rule.settings}
    _, outcomes = check(engine, refs[name], rules, Standing(today=today, others=others), limit=ROWS)
    found: dict[int, list[str]] = {}
    for outcome in outcomes:
        for row in outcome.rows:
            found.setdefault(places[row - 1], []).append(outcome.rule.kind.name)
    return found


def days_of(engine: DuckEngine, ref: Ref, table: Mapping[str, Any], places: list[int]) -> dict[int, Mapping[str, str]]:
    codes = [column["name"] for column in table["columns"] if column["semantic"] == "date"]
    rows = engine.query(f"SELECT {', '.join(f'CAST({code} AS VARCHAR)' for code in codes)} FROM t", {"t": ref}).rows
    return {record: dict(zip(codes, row, strict=True)) for record, row in zip(places, rows, strict=True)}


def defects_of(folder: Path) -> dict[str, list[tuple[int, str, str, str]]]:
    found: dict[str, list[tuple[int, str, str, str]]] = {}
    with (folder / "truth_rows.csv").open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            one = (int(row["row"]), row["column"], row["defect"], row["clean_or_note"])
            found.setdefault(row["table"], []).append(one)
    return found


def test_every_defect_is_set_aside_or_violates_a_rule_or_was_read_as_it_was_meant(city: City) -> None:
    unseen = []
    for name, defects in city.defects.items():
        for record, column, defect, clean in defects:
            is_found = record in city.set_aside[name] or record in city.violating[name]
            is_read = defect == "date_format" and clean in city.days[name].get(record, {}).values()
            if not (is_found or is_read):
                unseen.append((name, record, column, defect, clean))
    assert sum(map(len, city.defects.values())) > 400
    assert unseen == []


def test_nothing_is_set_aside_without_a_defect_and_no_sound_row_violates_but_for_what_was_set_aside(city: City) -> None:
    wrong = []
    for name, defects in city.defects.items():
        known = {record for record, *_ in defects}
        wrong += [(name, record, codes) for record, codes in city.set_aside[name].items() if record not in known]
        # Whoever refers to a row that was set aside finds it not.
        for record, kinds in city.violating[name].items():
            if record not in known and set(kinds) - {"reference"}:
                wrong.append((name, record, kinds))
    assert wrong == []


def test_every_kind_of_content_that_values_tell_is_recognised_whatever_its_column_is_called(city: City) -> None:
    wrong = []
    for table in city.truth["tables"].values():
        found = inspect(city.folder / table["file"]).tables[0]
        assert found.rows + found.rejected == table["rows"]
        wrong += [
            (table["file"], column["header"], column["semantic"], one.category)
            for column, one in zip(table["columns"], found.found, strict=True)
            if column["semantic"] in TOLD and column["name"] != NO_PLATE and one.category != column["semantic"]
        ]
    assert wrong == []
