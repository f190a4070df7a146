"""Numbers that a spreadsheet damaged are told from those that end in zeros by themselves."""

import duckdb
import pytest

from gongshu.lake.damage import Damage, damage_of, damaged_sql

pytestmark = pytest.mark.pure
SOUND = ["510104199001010019", "510104199001010027", "510104199001010035", "510104199001010043"]
DAMAGED = "510104199001011000"


def is_damaged(number: str, damage: Damage) -> bool:
    found = duckdb.execute(f"SELECT {damaged_sql('c', damage) or 'false'} FROM (SELECT ? AS c)", [number]).fetchone()
    assert found is not None
    return bool(found[0])


def test_many_numbers_that_end_in_zeros_were_written_by_a_spreadsheet() -> None:
    found = damage_of([f"5101041990{i:05d}000" for i in range(11, 99)] + SOUND)
    assert found is Damage.ALL
    assert is_damaged(DAMAGED, found)
    assert not any(is_damaged(number, found) for number in SOUND)


def test_one_among_thousands_ends_so_by_chance_unless_its_check_digit_is_wrong() -> None:
    numbers = [f"5101041990{i:08d}" for i in range(1, 1000)]
    assert damage_of([*numbers, "510104199001011000"]) is Damage.NONE
    found = damage_of(SOUND * 300 + [DAMAGED])
    assert found is Damage.UNPROVEN
    assert is_damaged(DAMAGED, found)


@pytest.mark.parametrize(
    "values",
    [
        [f"2025030108{minute:02d}00000" for minute in range(60)],  # Moments with milliseconds
        [f"17092512{i:02d}000000000" for i in range(99)],  # Nanoseconds since 1970
        [f"511702{i:02d}00000000000" for i in range(99)],  # Codes of divisions, filled up
        ["张三", None, "", "5117", "1e5"],
    ],
)
def test_what_was_rounded_by_itself_is_not_damaged(values: list[str | None]) -> None:
    assert damage_of(values) is Damage.NONE
