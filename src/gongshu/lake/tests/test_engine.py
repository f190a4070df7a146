"""Queries, exports and differences over snapshots."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from gongshu.lake import workbook
from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.errors import ColumnUnknown, FormatUnknown, KeyMissing, MaskUnknown, SnapshotMissing
from gongshu.lake.keys import Keyring, MemoryKeys, Vault
from gongshu.lake.mask import Mask
from gongshu.lake.profile import profile
from gongshu.lake.tables import Mode, Tables
from gongshu.lake.tests.conftest import COLUMNS, ENTRY, HEADER

pytestmark = pytest.mark.pure
Commit = Callable[..., Ref]
LEAP = datetime.fromisoformat("2024-02-29T23:59:59")  # without a zone, as a sheet has it
TRICKY = [
    '1,00123,"张, ""三""\n丰",100.50,2024-01-02,是',
    "2,511702199001011234,李四,-7,,否",
    "3,,<王&五>,,2024-05-06,",
]


def exported(engine: DuckEngine, ref: Ref, format: str, **terms: object) -> bytes:
    out = io.BytesIO()
    engine.export(ref, out, format, **terms)  # type: ignore[arg-type]
    return out.getvalue()


def test_a_query_answers_over_several_snapshots(committed: Commit, engine: DuckEngine) -> None:
    old, new = committed(delivery="d1"), committed("1,1,赵六,1,2024-01-01,是", delivery="d2")
    answer = engine.query(
        "SELECT a.xm AS was, b.xm AS becomes FROM a JOIN b USING (bh) WHERE b.je = ?", {"a": old, "b": new}, [1]
    )
    assert (answer.columns, answer.rows) == (("was", "becomes"), [("张三丰", "赵六")])


def test_rows_are_counted_under_a_condition(committed: Commit, engine: DuckEngine) -> None:
    ref = committed()
    assert (
        engine.count(ref),
        engine.count(ref, {"je": {"at_least": "7.5"}}),
        engine.count(ref, {"je": {"missing": True}}),
    ) == (3, 1, 1)


def test_a_page_shows_some_rows_masked(committed: Commit, engine: DuckEngine) -> None:
    answer = engine.page(
        committed(), columns=["xm", "sfzh"], masks={"xm": Mask.NAME, "sfzh": Mask.ID_NUMBER}, limit=1, offset=1
    )
    assert answer.rows == [("李*", "511702********5678")]


def test_csv_reads_back_as_it_was(committed: Commit, engine: DuckEngine) -> None:
    text = exported(engine, committed(*TRICKY), "csv")
    assert text.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))) == [
        HEADER.split(","),
        ["1", "00123", '张, "三"\n丰', "100.5", "2024-01-02", "是"],
        ["2", "511702199001011234", "李四", "-7", "", "否"],
        ["3", "", "<王&五>", "", "2024-05-06", ""],
    ]


def test_a_workbook_keeps_numbers_and_days_as_such(committed: Commit, engine: DuckEngine) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(engine, committed(*TRICKY), "xlsx"))).active
    assert [list(row) for row in sheet.values] == [
        HEADER.split(","),
        [1, "00123", '张, "三"\n丰', 100.5, datetime.fromisoformat("2024-01-02"), "是"],
        [2, "511702199001011234", "李四", -7, None, "否"],
        [3, None, "<王&五>", None, datetime.fromisoformat("2024-05-06"), None],
    ]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Decimal("0.10"), 0.1),
        (Decimal("1234567890123456.7"), "1234567890123456.7"),
        (10**15, str(10**15)),
        (float("nan"), "nan"),
        (date(1890, 5, 1), "1890-05-01"),
        (LEAP, LEAP),
    ],
)
def test_what_a_sheet_cannot_keep_is_written_as_text(value: object, kept: object) -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(workbook.workbook(["a"], iter([[value]])))))
    assert [row[0] for row in book.active.values] == ["a", kept]


def test_json_lines_read_back_as_they_were(committed: Commit, engine: DuckEngine) -> None:
    lines = exported(engine, committed(*TRICKY), "jsonl").decode().splitlines()
    assert [json.loads(line) for line in lines][1:] == [
        {"编号": 2, "身份证号": "511702199001011234", "姓名": "李四", "金额": "-7", "登记日期": None, "有效": False},
        {"编号": 3, "身份证号": None, "姓名": "<王&五>", "金额": None, "登记日期": "2024-05-06", "有效": None},
    ]


def test_parquet_reads_back_with_its_types(committed: Commit, engine: DuckEngine) -> None:
    table = parquet.read_table(pa.BufferReader(exported(engine, committed(*TRICKY), "parquet")))
    assert table.column_names == HEADER.split(",")
    assert [str(field.type) for field in table.schema] == [
        "int64",
        "string",
        "string",
        "decimal128(38, 15)",
        "date32[day]",
        "bool",
    ]


def test_an_exported_workbook_goes_on_in_a_second_sheet(
    committed: Commit, engine: DuckEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 3)
    book = openpyxl.load_workbook(io.BytesIO(exported(engine, committed(), "xlsx")))
    assert [[row[0] for row in book[name].values] for name in book.sheetnames] == [["编号", 1, 2], ["编号", 3]]


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "jsonl"])
def test_an_export_holds_only_the_granted_rows_and_items(format: str, committed: Commit, engine: DuckEngine) -> None:
    out = io.BytesIO()
    rows = engine.export(committed(), out, format, columns=["xm"], where={"bh": {"in": [1, 3]}}, masks={"xm": "name"})
    assert rows == 2
    for withheld in ("511702", "张三丰", "李四"):
        assert withheld.encode() not in out.getvalue()


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "jsonl"])
def test_an_export_without_rows_is_still_a_file(format: str, committed: Commit, engine: DuckEngine) -> None:
    assert len(exported(engine, committed(), format, where={"bh": 99})) > 0 or format == "jsonl"


def test_what_cannot_be_exported_is_named(committed: Commit, engine: DuckEngine) -> None:
    ref = committed()
    with pytest.raises(FormatUnknown, match="'pdf'; choose csv, xlsx, parquet, jsonl"):
        exported(engine, ref, "pdf")
    with pytest.raises(ColumnUnknown, match="no column 'gone'"):
        exported(engine, ref, "csv", columns=["gone"])
    with pytest.raises(ColumnUnknown, match="no column 'gone'"):
        exported(engine, ref, "csv", masks={"gone": "name"})
    with pytest.raises(MaskUnknown, match="'half'"):
        exported(engine, ref, "csv", masks={"xm": "half"})


def test_a_difference_counts_added_removed_and_changed_rows(committed: Commit, engine: DuckEngine) -> None:
    old = committed(delivery="d1")
    new = committed(
        "1,511702199001011234,张三丰,200,2024-01-02,否",
        "2,511702198502025678,李四,7,2024-03-04,否",
        "9,1,赵六,1,,",
        delivery="d2",
    )
    found = engine.diff(old, new, ["bh"])
    assert (found.added, found.removed, found.changed, found.changed_items) == (1, 1, 1, {"je": 1, "yx": 1})


def test_a_snapshot_does_not_differ_from_itself(committed: Commit, engine: DuckEngine) -> None:
    ref = committed()
    for key in (["bh"], []):
        found = engine.diff(ref, ref, key)
        assert (found.added, found.removed, found.changed) == (0, 0, 0)


def test_without_a_key_rows_are_compared_whole(committed: Commit, engine: DuckEngine) -> None:
    old, new = committed(delivery="d1"), committed("1,1,赵六,1,2024-01-01,是", delivery="d2")
    found = engine.diff(old, new, [])
    assert (found.added, found.removed) == (1, 3)


def test_an_item_that_changed_its_type_is_compared_as_text(committed: Commit, engine: DuckEngine) -> None:
    old = committed(delivery="d1")
    new = committed(delivery="d2", columns=[*COLUMNS[:5], Column("有效", "yx", ColumnType.TEXT)])
    assert engine.diff(old, new, ["bh"]).changed_items == {"yx": 2}


def test_a_difference_by_an_unknown_key_is_refused(committed: Commit, engine: DuckEngine) -> None:
    ref = committed()
    with pytest.raises(ColumnUnknown, match="no column 'gone'"):
        engine.diff(ref, ref, ["gone"])


def test_an_upsert_replaces_rows_of_the_same_key_and_keeps_the_others(
    committed: Commit, engine: DuckEngine, tables: Tables, vault: Vault, written: Callable[..., Path]
) -> None:
    base, ids = committed(delivery="d1"), tables.prepare(ENTRY, COLUMNS)
    part = cast(
        written("2,1,李四改,8,2024-01-01,是", "9,1,赵六,1,,"), COLUMNS, tables.place(ENTRY, "d2"), vault, ids=ids
    ).good
    merged = engine.merge(base, part, ["bh"], ids, tables.place(ENTRY, "d2") / "merged.parquet")
    ref = Ref(ENTRY, tables.commit(ENTRY, [merged], delivery="d2", mode=Mode.REPLACE))
    assert engine.query("SELECT bh, xm FROM t ORDER BY bh", {"t": ref}).rows == [
        (1, "张三丰"),
        (2, "李四改"),
        (3, "王五"),
        (9, "赵六"),
    ]
    assert merged.key_id != part.key_id


def test_compacting_keeps_every_row_in_one_file(committed: Commit, engine: DuckEngine, tables: Tables) -> None:
    first = committed(delivery="d1")
    second = committed("9,1,赵六,1,,", delivery="d2", mode=Mode.APPEND, base=first.snapshot_id)
    part = engine.compact(second, tables.prepare(ENTRY, COLUMNS), tables.place(ENTRY, "c1") / "compact.parquet")
    ref = Ref(ENTRY, tables.commit(ENTRY, [part], delivery="c1", mode=Mode.REPLACE))
    assert len(tables.files(ENTRY, ref.snapshot_id)) == 1
    assert engine.diff(second, ref, []) == engine.diff(ref, second, [])
    assert engine.count(ref) == 4


def test_an_erased_key_makes_the_file_unreadable(committed: Commit, tables: Tables, tmp_path: Path) -> None:
    ref = committed()
    forgetful = DuckEngine(tables, Vault(Keyring(b"k" * 32), MemoryKeys()), tmp_path / "spill")
    with pytest.raises(KeyMissing, match="not in the key store"):
        forgetful.count(ref)


def test_a_file_that_is_gone_is_named(committed: Commit, engine: DuckEngine, tables: Tables) -> None:
    ref = committed()
    tables.files(ENTRY, ref.snapshot_id)[0].path.unlink()
    with pytest.raises(SnapshotMissing, match=r"good\.parquet of 511700-0042.*restore the lake from backup"):
        engine.count(ref)


def test_a_lake_that_its_store_encrypts_needs_no_vault(
    tables: Tables, written: Callable[..., Path], tmp_path: Path
) -> None:
    ids = tables.prepare(ENTRY, COLUMNS)
    part = cast(written("1,1,张三,1,,"), COLUMNS, tables.place(ENTRY, "d1"), None, ids=ids).good
    ref = Ref(ENTRY, tables.commit(ENTRY, [part], delivery="d1", mode=Mode.REPLACE))
    engine = DuckEngine(tables, None, tmp_path / "spill")
    assert engine.count(ref) == 1
    assert engine.compact(ref, ids, tables.place(ENTRY, "c1") / "compact.parquet").key_id is None


def test_a_profile_tells_how_full_and_how_various_columns_are(
    committed: Commit, engine: DuckEngine, tables: Tables
) -> None:
    found = {column.code: column for column in profile(engine, tables, committed())}
    money = found["je"]
    assert (money.rows, money.nulls, money.distinct, money.least, money.greatest) == (
        3,
        1,
        2,
        "7.000000000000000",
        "100.500000000000000",
    )
    assert (found["xm"].distinct, found["xm"].bytes) == (3, 21)
    assert found["yx"].nulls == 1


def test_a_snapshot_without_files_has_columns_and_no_rows(tables: Tables, engine: DuckEngine) -> None:
    tables.prepare(ENTRY, COLUMNS)
    ref = Ref(ENTRY, tables.commit(ENTRY, [], delivery="d0", mode=Mode.REPLACE))
    assert engine.query("SELECT * FROM t", {"t": ref}).columns == tuple(column.code for column in COLUMNS)
    assert engine.count(ref) == 0


def test_sessions_do_not_see_each_others_views(committed: Commit, engine: DuckEngine) -> None:
    old, new = committed(delivery="d1"), committed("9,1,赵六,1,,", delivery="d2")
    with engine.session({"t": old}) as one, engine.session({"t": new}) as two:
        assert [session.execute("SELECT count(*) FROM t").fetchall()[0][0] for session in (one, two)] == [3, 1]


def test_a_closed_engine_opens_again_when_it_is_asked(committed: Commit, engine: DuckEngine) -> None:
    ref = committed()
    assert engine.count(ref) == 3
    engine.close()
    assert engine.count(ref) == 3
