"""What does not fit into memory: every connection keeps it apart from the others', and nothing of it stays."""

import os
from pathlib import Path

import pytest

from gongshu.lake.deliver import clear
from gongshu.lake.duck import connect

pytestmark = pytest.mark.pure
ROWS = 1_000_000


def test_two_connections_that_spill_at_once_into_one_folder_read_each_what_they_wrote(tmp_path: Path) -> None:
    both = [connect(tmp_path / "spill", memory="60MB", threads=1) for _ in range(2)]
    for connection in both:
        connection.execute(
            f"CREATE TEMP TABLE held AS SELECT i, md5(i::VARCHAR) AS x, md5((i * 7)::VARCHAR) AS y FROM range({ROWS}) t(i)"
        )
    assert len([*(tmp_path / "spill").iterdir()]) == 2
    for connection in both:
        wrong = "SELECT count(*) FILTER (x <> md5(i::VARCHAR) OR y <> md5((i * 7)::VARCHAR)), count(*) FROM held"
        assert connection.execute(wrong).fetchone() == (0, ROWS)


def test_nothing_that_was_spilled_stays_when_its_connection_is_closed(tmp_path: Path) -> None:
    connection = connect(tmp_path / "spill", memory="60MB", threads=1)
    connection.execute(f"CREATE TEMP TABLE held AS SELECT md5(i::VARCHAR) AS x FROM range({2 * ROWS}) t(i)")
    assert [*(tmp_path / "spill").rglob("*.tmp")]
    connection.close()
    assert [*(tmp_path / "spill").iterdir()] == []


def test_what_a_killed_process_spilled_is_removed_after_a_week_and_not_before(tmp_path: Path) -> None:
    for name, age in (("1-of-today", 3600), ("2-of-last-week", 8 * 86_400)):
        folder = tmp_path / "spill" / name
        folder.mkdir(parents=True)
        (folder / "duckdb_temp_storage_S32K-0.tmp").write_bytes(b"x")
        then = os.stat(folder).st_mtime - age
        os.utime(folder, (then, then))
    connect(tmp_path / "spill")
    assert [path.name for path in (tmp_path / "spill").iterdir()] == ["1-of-today"]


def test_clearing_after_a_delivery_removes_its_staging_and_all_that_was_spilled(tmp_path: Path) -> None:
    (tmp_path / "spill" / "3-x").mkdir(parents=True)
    (tmp_path / "spill" / "3-x" / "duckdb_temp_storage_S32K-0.tmp").write_bytes(b"x")
    (tmp_path / "staging-1.parquet").write_bytes(b"x")
    clear(tmp_path)
    assert [*tmp_path.iterdir()] == []
