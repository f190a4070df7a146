"""Real tables as they come from offices: every row is either kept or set aside."""

from __future__ import annotations

import csv

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
