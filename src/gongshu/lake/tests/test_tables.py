"""Snapshots: what was committed stays, what was not is not there."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import Part
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.errors import SnapshotMissing
from gongshu.lake.keys import Vault
from gongshu.lake.naming import safe
from gongshu.lake.tables import Mode, Tables
from gongshu.lake.tests.conftest import COLUMNS, ENTRY, HEADER, ROWS

pytestmark = pytest.mark.pure
Commit = Callable[..., Ref]


def names(engine: DuckEngine, ref: Ref) -> list[str]:
    return sorted(row[0] for row in engine.query("SELECT xm FROM t", {"t": ref}).rows)


def test_a_commit_is_found_by_its_delivery(committed: Commit, tables: Tables) -> None:
    ref = committed(delivery="d1")
    assert tables.find_delivery(ENTRY, "d1") == ref.snapshot_id
    assert tables.find_delivery(ENTRY, "d2") is None
    assert tables.find_delivery("unknown", "d1") is None


def test_a_snapshot_tells_its_rows_files_and_delivery(committed: Commit, tables: Tables) -> None:
    ref = committed(delivery="d1")
    [found] = tables.snapshots(ENTRY)
    assert (found.snapshot_id, found.delivery, found.rows, found.files) == (ref.snapshot_id, "d1", 3, 1)
    assert tables.snapshots("unknown") == []


def test_committing_a_delivery_again_changes_nothing(committed: Commit, tables: Tables) -> None:
    ref = committed(delivery="d1")
    [file] = tables.files(ENTRY, ref.snapshot_id)
    again = tables.commit(
        ENTRY, [Part(file.path, file.key_id, file.rows, file.bytes)], delivery="d1", mode=Mode.REPLACE
    )
    assert again == ref.snapshot_id
    assert len(tables.snapshots(ENTRY)) == 1


def test_replacing_leaves_the_older_snapshot_as_it_was(committed: Commit, engine: DuckEngine) -> None:
    old = committed(delivery="d1")
    new = committed("9,1,赵六,1,2024-01-01,是", delivery="d2")
    assert (names(engine, old), names(engine, new)) == (["张三丰", "李四", "王五"], ["赵六"])


def test_appending_adds_to_the_base_that_is_named_and_not_to_the_newest(committed: Commit, engine: DuckEngine) -> None:
    published = committed(delivery="d1")
    committed("8,1,未公布,1,2024-01-01,是", delivery="d2")
    third = committed("9,1,赵六,1,2024-01-01,是", delivery="d3", mode=Mode.APPEND, base=published.snapshot_id)
    assert names(engine, third) == ["张三丰", "李四", "王五", "赵六"]


def test_appending_to_the_newest_keeps_its_files(committed: Commit, engine: DuckEngine, tables: Tables) -> None:
    first = committed(delivery="d1")
    second = committed("9,1,赵六,1,2024-01-01,是", delivery="d2", mode=Mode.APPEND, base=first.snapshot_id)
    assert len(tables.files(ENTRY, second.snapshot_id)) == 2
    assert len(names(engine, second)) == 4


def test_a_new_column_is_empty_in_older_rows(committed: Commit, engine: DuckEngine) -> None:
    first = committed(delivery="d1")
    wider = [*COLUMNS, Column("备注", "bz")]
    second = committed(
        "9,1,赵六,1,2024-01-01,是,新",
        delivery="d2",
        mode=Mode.APPEND,
        base=first.snapshot_id,
        columns=wider,
        header=f"{HEADER},备注",
    )
    assert engine.query("SELECT bh, bz FROM t ORDER BY bh", {"t": second}).rows == [
        (1, None),
        (2, None),
        (3, None),
        (9, "新"),
    ]
    assert "bz" not in engine.query("SELECT * FROM t", {"t": first}).columns


def test_a_column_that_changes_its_type_gets_a_new_id(committed: Commit, engine: DuckEngine, tables: Tables) -> None:
    before = tables.prepare(ENTRY, COLUMNS)
    first = committed(delivery="d1")
    changed = [*COLUMNS[:5], Column("有效", "yx", ColumnType.TEXT)]
    after = tables.prepare(ENTRY, changed)
    assert after["bh"] == before["bh"]
    assert after["yx"] != before["yx"]
    assert engine.query("SELECT yx FROM t WHERE bh = 1", {"t": first}).rows == [(True,)]


def test_a_column_that_is_no_longer_declared_goes_and_its_id_is_never_used_again(tables: Tables) -> None:
    before = tables.prepare(ENTRY, COLUMNS)
    assert set(tables.prepare(ENTRY, COLUMNS[:3])) == {"bh", "sfzh", "xm"}
    assert tables.prepare(ENTRY, COLUMNS)["je"] > max(before.values())


def test_a_new_name_is_kept_with_the_same_id(committed: Commit, tables: Tables) -> None:
    before = tables.prepare(ENTRY, COLUMNS)
    ref = committed(
        delivery="d1",
        columns=[Column("序号", "bh", ColumnType.INTEGER), *COLUMNS[1:]],
        header=HEADER.replace("编号", "序号"),
    )
    assert tables.prepare(ENTRY, [Column("序号", "bh", ColumnType.INTEGER), *COLUMNS[1:]]) == before
    assert tables.columns(ENTRY, ref.snapshot_id)[0].name == "序号"


def test_preparing_twice_changes_nothing(tables: Tables) -> None:
    assert tables.prepare(ENTRY, COLUMNS) == tables.prepare(ENTRY, COLUMNS)


def test_entries_do_not_share_tables(tables: Tables) -> None:
    tables.prepare("甲/1", COLUMNS)
    tables.prepare("乙/1", COLUMNS[:1])
    assert len(tables.prepare("甲/1", COLUMNS)) == 6


@pytest.mark.parametrize(("one", "two"), [("a/b", "a_b"), ("甲", "乙"), ("..", "."), ("A_2f_B", "A/B")])
def test_names_of_folders_stay_different_and_inside(one: str, two: str) -> None:
    assert safe(one) != safe(two)
    assert "/" not in safe(one)
    assert "." not in safe(one)


def test_an_unknown_snapshot_or_entry_is_named(committed: Commit, tables: Tables) -> None:
    committed()
    with pytest.raises(SnapshotMissing, match="no snapshot 7 of"):
        tables.files(ENTRY, 7)
    with pytest.raises(SnapshotMissing, match="unknown has no table yet"):
        tables.columns("unknown", 7)


def test_no_delivery_is_lost_when_writers_commit_at_once(tmp_path: Path, committed: Commit, tables: Tables) -> None:
    [file] = tables.files(ENTRY, committed(delivery="d0").snapshot_id)
    found: list[int] = []

    def write(number: int) -> None:
        own = Tables(tmp_path / "lake")
        part = Part(own.place(ENTRY, f"w{number}") / "good.parquet", file.key_id, file.rows, file.bytes)
        part.path.parent.mkdir(parents=True)
        shutil.copy(file.path, part.path)
        found.append(own.commit(ENTRY, [part], delivery=f"w{number}", mode=Mode.REPLACE))
        own.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(set(found)) == 4
    assert {snapshot.delivery for snapshot in tables.snapshots(ENTRY)} == {"d0", "w0", "w1", "w2", "w3"}


def test_a_lake_can_be_moved_to_another_folder(tmp_path: Path, committed: Commit, tables: Tables, vault: Vault) -> None:
    ref = committed()
    tables.close()
    shutil.move(tmp_path / "lake", tmp_path / "elsewhere")
    moved = Tables(tmp_path / "elsewhere")
    assert DuckEngine(moved, vault, tmp_path / "spill").count(ref) == 3
    assert not any(
        str(tmp_path).encode() in path.read_bytes()
        for path in (tmp_path / "elsewhere" / "tables").rglob("*")
        if path.is_file()
    )


def test_sweeping_removes_what_no_snapshot_and_no_caller_knows(
    committed: Commit, tables: Tables, engine: DuckEngine
) -> None:
    ref = committed(delivery="d1")
    for delivery in ("running", "orphan"):
        tables.place(ENTRY, delivery).mkdir(parents=True)
        (tables.place(ENTRY, delivery) / "good.parquet").write_bytes(b"x")
    assert tables.sweep(keep=["running"]) == [tables.place(ENTRY, "orphan")]
    assert tables.place(ENTRY, "running").is_dir()
    assert engine.count(ref) == 3


def test_sweeping_an_empty_lake_removes_nothing(tables: Tables) -> None:
    assert tables.sweep() == []


def test_rows_are_counted_and_no_value_stands_in_the_metadata(committed: Commit, tables: Tables) -> None:
    committed()
    text = b"".join(path.read_bytes() for path in (tables.folder / "tables").rglob("*") if path.is_file())
    for row in ROWS:
        assert row.split(",")[1].encode() not in text
        assert row.split(",")[2].encode() not in text
