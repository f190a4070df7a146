"""Real tables as they come from offices: every row is either kept or set aside."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shared import shared

from gongshu.collection import services
from gongshu.collection.tests.stage import NOW, describe


def manifest():
    path = shared("china_tables/MANIFEST.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.shared("china_tables/MANIFEST.csv")
def test_real_tables_are_delivered_without_losing_a_row(huang):
    chosen = [row for row in manifest() if row[next(iter(row))].endswith(".csv")][:3]
    assert chosen
    for row in chosen:
        path = shared(f"china_tables/{row[next(iter(row))]}")
        entry = describe(huang, title=path.stem, items=[], rejected_share=1.0)
        delivery = services.deliver(entry.number, path, actor=huang, now=NOW)
        assert delivery.state == "published"
        assert delivery.snapshot.rows == delivery.rows_accepted > 0


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    """A city of 2000 rows in twelve tables, each in an encoding and dialect of its own, with known defects."""
    pytest.importorskip("faker", reason="make_city.py needs the package faker, which is not installed")
    folder = tmp_path_factory.mktemp("city")
    command = [sys.executable, str(shared("make_city.py")), "--rows", "2000", "--seed", "1", "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.mark.shared("make_city.py")
def test_every_row_of_a_city_is_read_whatever_its_encoding_and_dialect(city, huang):
    truth = json.loads((city / "truth.json").read_text(encoding="utf-8"))["tables"]
    read = {}
    for name, table in truth.items():
        entry = describe(huang, title=f"城市表 {name}", items=[], rejected_share=1.0)
        delivery = services.deliver(entry.number, city / table["file"], actor=huang, now=NOW)
        read[name] = (delivery.rows_read, delivery.snapshot.rows)
    assert {name: rows for name, (rows, _) in read.items()} == {name: table["rows"] for name, table in truth.items()}
    assert all(kept > 0 for _, kept in read.values())
