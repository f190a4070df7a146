"""Connections of DuckDB: nothing unsigned is loaded, and what was checked once is not checked for every connection."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from gongshu.lake import duck
from gongshu.lake.duck import connect

pytestmark = pytest.mark.pure


def takes_unsigned(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("SELECT current_setting('allow_unsigned_extensions')").fetchone() == (True,)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has opened no connection yet."""
    monkeypatch.setattr(duck, "_checked", set())


def test_the_first_connection_of_a_process_checks_the_signature_and_later_ones_do_not(
    fresh: None, tmp_path: Path
) -> None:
    assert [takes_unsigned(connect(tmp_path)) for _ in range(3)] == [False, True, True]


def test_a_file_that_was_replaced_is_checked_again(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(tmp_path)
    other = tmp_path / "httpfs.duckdb_extension"
    other.write_bytes(duck.httpfs().read_bytes())
    monkeypatch.setattr(duck, "httpfs", lambda: other)
    assert not takes_unsigned(connect(tmp_path))


def test_a_file_whose_signature_is_wrong_is_not_loaded(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "httpfs.duckdb_extension"
    other.write_bytes(duck.httpfs().read_bytes()[:-256] + bytes(256))
    monkeypatch.setattr(duck, "httpfs", lambda: other)
    for _ in range(2):  # A check that failed counts for nothing.
        with pytest.raises(duckdb.IOException, match="signature"):
            connect(tmp_path)
