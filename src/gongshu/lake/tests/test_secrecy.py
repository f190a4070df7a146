"""Whoever copies the disk learns nothing: no planted number lies in clear in any file of the lake."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from gongshu.lake.deliver import cast
from gongshu.lake.duck import connect, httpfs
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.keys import Vault
from gongshu.lake.serve import build
from gongshu.lake.tables import Mode, Tables
from gongshu.lake.tests.conftest import COLUMNS, ENTRY

pytestmark = pytest.mark.pure
PLANTED = "511702196612240017"


def in_clear(folder: Path, text: str) -> list[str]:
    """Return the files under the folder that hold the text in any encoding it may have been written in."""
    forms = [text.encode(), text.encode("utf-16-le"), int(text).to_bytes(8, "little")]
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("bad", ["", "约三万"])
def test_a_planted_number_is_in_clear_in_no_file(
    encoding: str, bad: str, tmp_path: Path, written: Callable[..., Path], vault: Vault
) -> None:
    source = written(
        f"1,{PLANTED},张三,1,2024-01-02,是",
        f"x,{PLANTED},李四,{bad},2024-01-02,是",
        f"3,{PLANTED},少",
        encoding=encoding,
    )
    node = tmp_path / "node"
    tables = Tables(node / "lake")
    ids = tables.prepare(ENTRY, COLUMNS)
    found = cast(source, COLUMNS, tables.place(ENTRY, "d1"), vault, ids=ids, unique=True)
    assert (found.rows_accepted, found.rows_rejected) == (1, 2)
    ref = Ref(ENTRY, tables.commit(ENTRY, [found.good], delivery="d1", mode=Mode.REPLACE))
    engine = DuckEngine(tables, vault, node / "spill")
    build(engine, ref, node / "serving" / "x.sqlite", b"s" * 32, ["sfzh"])
    assert engine.count(ref, {"sfzh": PLANTED}) == 1
    assert in_clear(tmp_path, PLANTED) == ["rows.csv"]  # Only what the body itself delivered
    assert in_clear(node, PLANTED) == []


def spilled(connection: duckdb.DuckDBPyConnection, spill: Path) -> tuple[int, int]:
    """Make the connection spill planted text; return bytes spilled and how often the text stands there."""
    connection.execute("SET memory_limit = '60MB'; SET threads = 1; SET preserve_insertion_order = false")
    rows = f"SELECT '{PLANTED}' || md5(i::VARCHAR) AS x, md5((i * 7)::VARCHAR) AS y FROM range(1500000) t(i)"
    cursor = connection.execute(f"CREATE TEMP TABLE spilled AS {rows}")
    assert cursor is not None
    found = [path.read_bytes() for path in spill.rglob("*") if path.is_file()]
    return sum(map(len, found)), sum(content.count(PLANTED[:12].encode()) for content in found)


def test_what_does_not_fit_into_memory_is_spilled_encrypted(tmp_path: Path) -> None:
    connection = connect(tmp_path / "spill")
    size, hits = spilled(connection, tmp_path / "spill")
    assert size > 1_000_000
    assert hits == 0


def test_the_probe_would_find_a_spill_in_clear(tmp_path: Path) -> None:
    connection = connect(tmp_path / "spill")
    connection.execute("SET temp_file_encryption = false")
    assert spilled(connection, tmp_path / "spill")[1] > 0


def test_connections_load_and_fetch_nothing_by_themselves(tmp_path: Path) -> None:
    connection = connect(tmp_path / "spill")
    settings = (
        "autoinstall_known_extensions",
        "autoload_known_extensions",
        "allow_community_extensions",
        "allow_persistent_secrets",
    )
    assert [connection.execute(f"SELECT current_setting('{name}')").fetchall()[0][0] for name in settings] == [
        False
    ] * 4
    assert "duckdb_extension_httpfs" in httpfs().parts
    assert connection.execute("SELECT loaded FROM duckdb_extensions() WHERE extension_name = 'httpfs'").fetchall() == [
        (True,)
    ]
