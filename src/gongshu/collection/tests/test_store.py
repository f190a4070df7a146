"""Where the store under the lake encrypts, tables lie plain in it for others to read, and what lies there encrypted stays readable."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb
import pytest

from gongshu.collection import storing
from gongshu.collection.tests.stage import table
from gongshu.lake.columns import literal
from gongshu.lake.engine import Ref


@pytest.fixture
def in_store(entry: Any, settings: Any) -> None:
    settings.GONGSHU = replace(settings.GONGSHU, lake_encryption="store")


def _held(delivery: Any) -> list[Any]:
    with storing.tables() as lake:
        return list(lake.files(delivery.resource.number, int(delivery.snapshot.lake)))


def test_what_is_delivered_is_read_without_a_key(deliver, in_store):
    delivery = deliver(table(40, bad=1))
    (file,) = _held(delivery)
    assert file.key_id is None
    found = duckdb.sql(f"SELECT count(*) FROM read_parquet({literal(str(file.path))})").fetchall()
    assert found == [(40,)]
    assert delivery.quarantine_key == ""


def test_what_was_encrypted_before_stays_so_until_it_is_written_anew(deliver, entry, settings):
    before = deliver(table(5), mode="upsert")
    settings.GONGSHU = replace(settings.GONGSHU, lake_encryption="store")
    after = deliver(table(5, start=4), mode="upsert", hours=1)
    assert [each.key_id is None for each in (*_held(before), *_held(after))] == [False, True]
    with storing.engine() as engine:
        counts = [engine.count(Ref(each.resource.number, int(each.snapshot.lake))) for each in (before, after)]
    assert counts == [5, 8]
