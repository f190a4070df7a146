"""The serving copy answers by key, shows only what a grant lets through, and opens with its key alone."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gongshu.lake import serve
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.errors import ColumnUnknown, ConditionInvalid, ServingCopyUnfit
from gongshu.lake.mask import Mask
from gongshu.lake.serve import ServingCopy, build

pytestmark = pytest.mark.pure
KEY = b"s" * 32
Commit = Callable[..., Ref]
MANY = [f"{i},{511702199000000000 + i},张{i},{i}.50,2024-01-02,是" for i in range(1, 251)]


@pytest.fixture
def copy(committed: Commit, engine: DuckEngine, tmp_path: Path) -> ServingCopy:
    assert build(engine, committed(*MANY), tmp_path / "serving" / "x.sqlite", KEY, ["bh"]) == 250
    return ServingCopy.open(tmp_path / "serving" / "x.sqlite", KEY)


def test_a_row_is_found_by_its_key_with_the_granted_items_only(copy: ServingCopy) -> None:
    view = copy.view(items=["xm", "je", "rq", "yx"], masks={"xm": Mask.NAME})
    assert copy.rows_by_key({"bh": 7}, view) == [{"xm": "张*", "je": "7.5", "rq": "2024-01-02", "yx": True}]


@pytest.mark.parametrize("key", [7, "7", "7.0"])
def test_a_number_is_found_however_the_request_wrote_it(copy: ServingCopy, key: object) -> None:
    assert copy.exists({"bh": key}, copy.view())


@pytest.mark.parametrize("amount", ["7.5", "7.50", 7.5])
def test_a_decimal_is_found_by_its_value(copy: ServingCopy, amount: object) -> None:
    assert copy.exists({"bh": 7, "je": amount}, copy.view())


@pytest.mark.parametrize("key", ["x", "7 OR 1=1", "", "7.1"])
def test_a_key_that_is_no_number_finds_nothing(copy: ServingCopy, key: str) -> None:
    assert copy.rows_by_key({"bh": key}, copy.view()) == []


def test_a_row_outside_the_grant_is_not_found_and_not_confirmed(copy: ServingCopy) -> None:
    view = copy.view(where={"bh": {"at_most": 10}})
    assert copy.rows_by_key({"bh": 11}, view) == []
    assert not copy.exists({"bh": 11}, view)
    assert copy.count(view) == 10


def test_verification_says_yes_or_no_about_several_items(copy: ServingCopy) -> None:
    view = copy.view(items=[])
    assert copy.exists({"bh": 7, "xm": "张7"}, view)
    assert not copy.exists({"bh": 7, "xm": "张8"}, view)


def test_pages_show_every_row_once(copy: ServingCopy) -> None:
    view, seen, after = copy.view(items=["bh"]), [], 0
    while True:
        rows, following = copy.page(view, limit=100, after=after)
        seen += [row["bh"] for row in rows]
        if following is None:
            break
        after = following
    assert seen == list(range(1, 251))


def test_the_index_on_the_key_is_used(copy: ServingCopy) -> None:
    where, values = copy._where({"bh": 7}, copy.view())
    plan = copy._connection.execute(
        f"EXPLAIN QUERY PLAN SELECT bh FROM rows WHERE {where} AND _row > 0 ORDER BY _row LIMIT 5", values
    ).fetchall()
    assert "by_key" in str(plan[0])


def test_unknown_items_and_bad_conditions_are_refused(copy: ServingCopy) -> None:
    with pytest.raises(ColumnUnknown, match="no item 'gone'"):
        copy.view(items=["gone"])
    with pytest.raises(ColumnUnknown, match="no item 'gone'"):
        copy.rows_by_key({"gone": 1}, copy.view())
    with pytest.raises(ConditionInvalid):
        copy.view(where={"bh": {"like": "%"}})


def test_another_key_does_not_open_the_copy(copy: ServingCopy, tmp_path: Path) -> None:
    with pytest.raises(ServingCopyUnfit, match="can be built again from its snapshot"):
        ServingCopy.open(tmp_path / "serving" / "x.sqlite", b"t" * 32)


@pytest.mark.parametrize("content", [None, b"", b"SQLite format 3\0" + b"x" * 4096])
def test_a_missing_or_damaged_copy_is_an_error(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ServingCopyUnfit):
        ServingCopy.open(path, KEY)


def test_the_copy_cannot_be_written_to(copy: ServingCopy) -> None:
    with pytest.raises(serve.sqlite.OperationalError, match="readonly"):
        copy._connection.execute("DELETE FROM rows")


def test_a_new_copy_takes_the_place_of_the_old_one_in_one_step(
    copy: ServingCopy, committed: Commit, engine: DuckEngine, tmp_path: Path
) -> None:
    new = committed("1,1,新,1,2024-01-01,是", delivery="d2")
    build(engine, new, tmp_path / "serving" / "x.sqlite", KEY, ["bh"])
    assert copy.exists({"bh": 250}, copy.view())  # It goes on reading the snapshot it was opened on.
    fresh = ServingCopy.open(tmp_path / "serving" / "x.sqlite", KEY)
    assert (fresh.snapshot_id, fresh.count(fresh.view())) == (new.snapshot_id, 1)
    assert [path.name for path in (tmp_path / "serving").iterdir()] == ["x.sqlite"]


def test_a_failed_build_leaves_the_old_copy_in_place(copy: ServingCopy, engine: DuckEngine, tmp_path: Path) -> None:
    with pytest.raises(ColumnUnknown, match="key item 'gone'"):
        build(engine, Ref(copy.entry, copy.snapshot_id), tmp_path / "serving" / "x.sqlite", KEY, ["gone"])
    assert ServingCopy.open(tmp_path / "serving" / "x.sqlite", KEY).count(copy.view()) == 250


def test_many_threads_read_at_once(copy: ServingCopy, tmp_path: Path) -> None:
    wrong: list[object] = []

    def ask() -> None:
        own = ServingCopy.open(tmp_path / "serving" / "x.sqlite", KEY)
        view = own.view(items=["xm"])
        wrong.extend(i for i in range(1, 251) if own.rows_by_key({"bh": i}, view) != [{"xm": f"张{i}"}])
        own.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_rows_are_ready_for_json(copy: ServingCopy) -> None:
    assert json.loads(json.dumps(copy.page(copy.view(), limit=1)[0]))[0]["rq"] == "2024-01-02"


def test_a_copy_without_key_items_still_gives_pages(committed: Commit, engine: DuckEngine, tmp_path: Path) -> None:
    build(engine, committed(), tmp_path / "y.sqlite", KEY, [])
    copy = ServingCopy.open(tmp_path / "y.sqlite", KEY)
    assert (copy.key_items, copy.count(copy.view())) == ((), 3)
