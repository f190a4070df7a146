"""Sketches of columns: what two columns have in common is told without a value."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import cast
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.keys import Vault
from gongshu.lake.sketch import FEWEST, SIZE, Sketch, sketches
from gongshu.lake.tables import Mode, Tables

pytestmark = pytest.mark.pure
Sketches = Callable[..., Sketch]


@pytest.fixture
def sketched(tmp_path: Path, vault: Vault) -> Sketches:
    """Deliver one column of names and sketch it."""
    tables, column = Tables(tmp_path / "lake"), [Column("名称", "name", ColumnType.TEXT)]
    engine, made = DuckEngine(tables, vault, tmp_path / "spill"), iter(range(100))

    def sketch(names: list[str], key: bytes = b"secret") -> Sketch | None:
        number, path = next(made), tmp_path / "names.csv"
        path.write_text("名称\n" + "\n".join(names), encoding="utf-8")
        ids = tables.prepare(f"e{number}", column)
        part = cast(path, column, tables.place(f"e{number}", "d"), vault, ids=ids).good
        ref = Ref(f"e{number}", tables.commit(f"e{number}", [part], delivery="d", mode=Mode.REPLACE, base=None))
        return sketches(engine, tables, ref, key).get("name")

    return sketch


def firms(*numbers: int) -> list[str]:
    return [f"第{number}公司" for number in range(*numbers)]


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [((2000,), (2000,), 1.0), ((2000,), (1000, 3000), 0.5), ((1000,), (4000,), 1.0), ((4000,), (3000, 9000), 0.25), ((100,), (100,), 1.0), ((2000,), (2000, 4000), 0.0)],
)  # fmt: skip
def test_the_share_of_values_that_another_column_has_too_is_right_within_fifteen_parts_of_a_hundred(
    sketched, one, other, share
):
    assert sketched(firms(*one)).within(sketched(firms(*other))) == pytest.approx(share, abs=0.15)


def test_blanks_small_letters_order_and_repetition_make_no_difference(sketched):
    names = [f"Firm {number}" for number in range(300)]
    other = [f" {name.lower()} " for name in reversed(names)] * 2
    assert sketched(names).hashes == sketched(other).hashes


def test_a_column_of_few_values_has_no_sketch_and_one_of_many_keeps_a_few_hashes(sketched):
    assert sketched([*firms(FEWEST // 2)] * 4) is None
    assert len(sketched(firms(20_000)).hashes) == SIZE


def test_under_another_key_the_same_values_have_nothing_in_common(sketched):
    one, other = sketched(firms(500)), sketched(firms(500), b"another")
    assert not {*one.hashes} & {*other.hashes}
