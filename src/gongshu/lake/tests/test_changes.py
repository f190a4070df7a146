"""What a receiver's table needs as two snapshots differ."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from io import StringIO

import pytest

from gongshu.lake.changes import Changes, Counted, Cut
from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.errors import ColumnUnknown
from gongshu.lake.mask import Mask
from gongshu.lake.tests.conftest import COLUMNS

pytestmark = pytest.mark.pure
Commit = Callable[..., Ref]
LATER = (
    "1,511702199001011234,张三丰,100.50,2024-01-02,是",
    "3,511703197703039012,王五,1.5,2024年5月6日,",
    "10,511703197703039013,赵六,,,否",
    "9,511703197703039014,钱七,,,否",
)


def names(_dialect: str, quoted: Sequence[str]) -> str:
    return f"string_agg(concat_ws('|', {', '.join(quoted)}), ';')"


def told(engine: DuckEngine, old: Ref | None, new: Ref, cut: Cut) -> tuple[Counted, list[list[str]], list[list[str]]]:
    with Changes(engine, old, new, cut, ["bh"]) as changes:
        counted = changes.counted(names)
        rows, removed = (b"".join(part).decode() for part in (changes.rows(), changes.removed()))
    return counted, list(csv.reader(StringIO(rows))), list(csv.reader(StringIO(removed)))


def test_what_is_counted_is_what_goes_in_the_order_of_the_key_as_text(committed: Commit, engine: DuckEngine) -> None:
    old, new = committed(delivery="d1"), committed(*LATER, delivery="d2")
    counted, rows, removed = told(engine, old, new, Cut(items=("bh", "xm", "je", "yx")))
    assert rows == [["3", "王五", "1.5", ""], ["9", "钱七", "", "false"], ["10", "赵六", "", "false"]]
    assert removed == [["2"]]
    assert counted == Counted(rows=3, digest="3|王五|1.5;9|钱七|false;10|赵六|false", removed=1, expected=4)


def test_a_row_that_leaves_the_cut_is_gone_and_one_that_comes_into_it_is_new(
    committed: Commit, engine: DuckEngine
) -> None:
    old, new = committed(delivery="d1"), committed(*LATER, delivery="d2")
    _, rows, removed = told(engine, old, new, Cut(items=("bh", "je"), where={"je": {"at_least": "5"}}))
    assert (rows, removed) == ([], [["2"]])
    _, rows, removed = told(engine, new, old, Cut(items=("bh", "je"), where={"je": {"at_least": "5"}}))
    assert (rows, removed) == ([["2", "7"]], [])


def test_a_change_that_the_mask_hides_is_none(committed: Commit, engine: DuckEngine) -> None:
    old = committed(delivery="d1")
    new = committed("1,1,张二丰,100.50,2024-01-02,是", delivery="d2")
    _, rows, removed = told(engine, old, new, Cut(items=("bh", "xm"), masks={"xm": Mask.NAME}))
    assert (rows, removed) == ([], [["2"], ["3"]])


def test_an_item_that_changed_its_type_is_compared_as_the_receiver_has_it(
    committed: Commit, engine: DuckEngine
) -> None:
    old = committed(delivery="d1")
    columns = [*COLUMNS[:3], Column("金额", "je", ColumnType.TEXT), *COLUMNS[4:]]
    new = committed("1,1,张三丰,100.5,2024-01-02,是", "2,1,李四,7.0,2024-01-02,是", delivery="d2", columns=columns)
    _, rows, removed = told(engine, old, new, Cut(items=("bh", "je")))
    assert (rows, removed) == ([["2", "7.0"]], [["3"]])


def test_without_an_older_snapshot_everything_goes(committed: Commit, engine: DuckEngine) -> None:
    counted, rows, removed = told(engine, None, committed(), Cut(items=("bh",)))
    assert (rows, removed, counted.rows, counted.removed, counted.expected) == ([["1"], ["2"], ["3"]], [], 3, 0, 3)


def test_an_item_that_a_snapshot_lacks_is_named(committed: Commit, engine: DuckEngine) -> None:
    with pytest.raises(ColumnUnknown, match="nothing"):
        told(engine, None, committed(), Cut(items=("bh", "nothing")))
