"""A cluster for all tests of this folder, a lake that its store encrypts, and a table with everything in it that goes wrong."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from tests import clusters
from tests.databases import quick_place

from gongshu.lake.columns import Column, ColumnType, literal
from gongshu.lake.deliver import Part
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.spark import session
from gongshu.lake.spark.engine import SparkEngine
from gongshu.lake.splitting import field_ids_for
from gongshu.lake.tables import Mode, Tables

# Full-width digits, blanks of every kind, emoji, signs of the extensions, words for numbers, days in every spelling.
TEXTS = (
    "甲", "", " ", "\u3000", "\u00a0 ", "\t", "５１１７０２", "👩‍👩‍👧‍👦", "𠀀𠮷", "é", "NaN", "nan", "-inf", "1d", "1f", "1_000", "1__0", "1,5", ".5", "5.",
    "1e3", "0x10", " 12 ", "12\n", "+7", "--7", "2024-01-02", "2024/1/2", "2024-01", "2024", "2024-13-01", "24-1-2", "2024-01-02abc", "2024-01-023",
    "1969-12-31", "1582-10-10", "a\nb", "a\r", "b ", "\\d", "'", '"', ",", "110105194912310021", "11010519491231002X", "11010519491231002x", "９1",
    "91510604MA2705W8XQ", "91510604ma2705w8xq", "6222021025890736271", "6222021025890736270", "1HGCM82633A004352", "1HGCM82633A004353", "00", "-0",
    "四川省达州市通川区某街1号", "x@example.org", "a@b@c", "@",
)  # fmt: skip
COLUMNS = [
    Column("编号", "no", ColumnType.INTEGER), Column("证件号", "id_no"), Column("文本", "text"), Column("数", "figure"), Column("金额", "amount", ColumnType.DECIMAL),
    Column("日期", "day", ColumnType.DATE), Column("时间", "at", ColumnType.DATETIME), Column("有效", "valid", ColumnType.BOOLEAN), Column("户", "house-hold"),
]  # fmt: skip


@dataclass(frozen=True)
class Lake:
    """A table that both engines see."""

    near: DuckEngine
    far: SparkEngine
    ref: Ref
    other: Ref
    cluster: clusters.Running


@pytest.fixture(scope="session")
def running() -> Iterator[clusters.Running]:
    pytest.importorskip("pyspark", reason="make setup-spark installs what a cluster needs")
    os.environ.setdefault("PYSPARK_PIN_THREAD", "true")
    yield clusters.of_this_run()
    session.close()


@pytest.fixture(scope="session")
def lake(running: clusters.Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder = tmp_path_factory.mktemp("lake", numbered=True) if quick_place() is None else running.folder / "lake"
    tables = Tables(folder)
    near = DuckEngine(tables, None, folder / "spill", threads=2)
    far = SparkEngine(near, session.Cluster(master=running.master, properties=running.properties, wait=60))
    yield Lake(near, far, messy(tables, "messy", (400, 1, 230)), households(tables), running)
    near.close()
    tables.close()


def messy(tables: Tables, entry: str, sizes: tuple[int, ...]) -> Ref:
    """Deliver the texts over and over, in one file a size; the last file lacks a column, as before the table was widened."""
    narrow = tables.prepare(entry, COLUMNS[:-1])
    wide: dict[str, int] | None = None
    parts, begun = [], 0
    for place, rows in enumerate(sizes):
        ids = narrow if place == 0 else (wide := wide or tables.prepare(entry, COLUMNS))
        path = tables.place(entry, f"d{place}") / "good.parquet"
        parts.append(put(path, _rows_sql(begun, rows, list(ids)), ids))
        begun += rows
    return Ref(entry, tables.commit(entry, parts, delivery="d", mode=Mode.REPLACE))


def households(tables: Tables) -> Ref:
    columns = [Column("户号", "household"), Column("文本", "said")]
    ids = tables.prepare("households", columns)
    select = "SELECT 'H' || i AS household, CASE WHEN i % 3 = 0 THEN NULL WHEN i % 3 = 1 THEN '甲' ELSE 'é' END AS said FROM range(40) r(i)"
    part = put(tables.place("households", "d") / "good.parquet", select, ids)
    return Ref("households", tables.commit("households", [part], delivery="d", mode=Mode.REPLACE))


def put(path: Path, select: str, ids: dict[str, int]) -> Part:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        done = connection.execute(
            f"COPY ({select}) TO {literal(str(path))} (format parquet, {field_ids_for(ids)})"
        ).fetchone()
    assert done is not None
    return Part(path, None, done[0], path.stat().st_size)


def _rows_sql(begun: int, rows: int, codes: list[str]) -> str:
    texts = "[" + ", ".join(map(literal, TEXTS)) + "]"
    cells = {
        "no": "CASE WHEN i % 13 <> 5 THEN i // 2 END", "id_no": f"CASE WHEN i % 7 <> 3 THEN {texts}[1 + (i * 11) % {len(TEXTS)}] END",
        "text": f"CASE WHEN i % 11 <> 4 THEN {texts}[1 + i % {len(TEXTS)}] END", "figure": f"{texts}[1 + (i * 5) % {len(TEXTS)}]",
        "amount": "CASE WHEN i % 9 <> 2 THEN CAST(i * 7919 % 2000003 - 1000000 AS DECIMAL(38,15)) / 1000 END",
        "day": "CASE WHEN i % 10 <> 6 THEN DATE '1969-12-28' + CAST(i * 37 % 20000 - 10000 AS INTEGER) WHEN i % 20 = 6 THEN DATE '1582-10-10' END",
        "at": "CASE WHEN i % 10 <> 1 THEN TIMESTAMP '1969-12-31 23:59:58.5' + i * INTERVAL 333 MILLISECOND END",
        "valid": "CASE WHEN i % 5 <> 0 THEN i % 2 = 0 END", "house-hold": "'H' || (i % 50)",
    }  # fmt: skip
    chosen = ", ".join(f'CAST({cells[c.code]} AS {c.sql_type}) AS "{c.code}"' for c in COLUMNS if c.code in codes)
    return f"SELECT {chosen} FROM range({begun}, {begun + rows}) r(i)"
