"""Groups that single people out are counted in one scan, and just as somebody would count them by hand."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshu.lake.columns import Column
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.errors import ColumnUnknown
from gongshu.lake.mask import Mask
from gongshu.lake.small_cells import Diversity, SmallCells, small_cells
from gongshu.lake.tables import Tables

pytestmark = pytest.mark.pure
Commit = Callable[..., Ref]
COLUMNS = [Column("区县", "place"), Column("年龄段", "age"), Column("病种", "illness"), Column("姓名", "name")]
HEADER = "区县,年龄段,病种,姓名"
Rows = list[tuple[str, str, str, str]]
rows = st.lists(
    st.tuples(st.sampled_from(["城东", "城西", "'\"", ""]), st.sampled_from(["20", "30", ""]), st.sampled_from(["甲", "乙", ""]), st.sampled_from(["张三", ""])),
    min_size=1, max_size=30,
)  # fmt: skip


@pytest.fixture
def kept(committed: Commit, tables: Tables) -> Callable[[Rows], Ref]:
    made = 0

    def keep(rows: Rows) -> Ref:
        nonlocal made
        made += 1
        # A last cell keeps a record of empty cells from being taken for an empty line.
        lines = [",".join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in row) + ",x" for row in rows]
        return committed(*lines, delivery=f"d{made}", columns=[*COLUMNS, Column("止", "last")], header=f"{HEADER},止")

    return keep


def by_hand(rows: Rows, k: int, variety: int) -> SmallCells:
    groups = defaultdict(list)
    for row in rows:
        groups[row[0], row[1]].append(row)
    sizes = [len(group) for group in groups.values()]
    various = [(len({row[2] for row in group}), len(group)) for group in groups.values()]
    poor = [size for values, size in various if values < variety]
    return SmallCells(
        k=k, variety=variety, rows=len(rows), groups=len(groups), small_groups=sum(n < k for n in sizes), small_rows=sum(n for n in sizes if n < k),
        unique_rows=sizes.count(1), sizes={size: sizes.count(size) for size in range(1, k) if size in sizes},
        diversity={"illness": Diversity(least=min(values for values, _ in various), poor_groups=len(poor), poor_rows=sum(poor))},
        filled={"name": sum(bool(row[3]) for row in rows)},
    )  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, k=st.integers(1, 6), variety=st.integers(1, 3))
def test_the_scan_counts_what_somebody_would_count_by_hand(
    kept: Callable[[Rows], Ref], engine: DuckEngine, tables: Tables, rows: Rows, k: int, variety: int
) -> None:
    ref = kept(rows)
    found = small_cells(
        engine, tables, ref, ["place", "age"], sensitive=["illness"], empty=["name"], k=k, variety=variety
    )
    assert found == by_hand(rows, k, variety)


def test_what_is_masked_on_its_way_out_is_grouped_as_it_leaves(
    kept: Callable[[Rows], Ref], engine: DuckEngine, tables: Tables
) -> None:
    ref = kept([("城东", "20", "甲", "张三"), ("城东", "20", "乙", "张四"), ("城西", "20", "乙", "李四")])
    plain = small_cells(engine, tables, ref, ["name"], k=2)
    masked = small_cells(engine, tables, ref, ["name"], k=2, masks={"name": Mask.NAME})
    assert (plain.unique_rows, masked.unique_rows) == (3, 1)
    assert masked.unique_share == pytest.approx(1 / 3)


def test_it_passes_only_where_no_group_is_small_or_uniform_and_nothing_is_left_in_what_was_dropped(
    kept: Callable[[Rows], Ref], engine: DuckEngine, tables: Tables
) -> None:
    ref = kept([("城东", "20", "甲", ""), ("城东", "20", "甲", "")])
    ask = {"engine": engine, "tables": tables, "ref": ref, "quasi": ["place"]}
    assert small_cells(**ask, k=2, empty=["name", "gone"]).passes
    assert not small_cells(**ask, k=3).passes
    assert not small_cells(**ask, k=2, sensitive=["illness"], variety=2).passes
    assert not small_cells(**ask, k=2, empty=["illness"]).passes


def test_without_quasi_identifiers_all_rows_are_one_group(
    kept: Callable[[Rows], Ref], engine: DuckEngine, tables: Tables
) -> None:
    assert small_cells(engine, tables, kept([("城东", "20", "甲", "")] * 4), [], k=5).small_rows == 4


def test_an_item_that_the_snapshot_does_not_have_is_named(
    kept: Callable[[Rows], Ref], engine: DuckEngine, tables: Tables
) -> None:
    with pytest.raises(ColumnUnknown, match="salary"):
        small_cells(engine, tables, kept([("城东", "20", "甲", "")]), ["salary"], k=2)
