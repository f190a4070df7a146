"""Row conditions as data: read, compared, and never SQL text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.grants.rows import LONGEST, Rows, RowsUnfit, read

pytestmark = pytest.mark.pure
KINDS = {"county": "VARCHAR", "year": "BIGINT"}


def test_nothing_said_means_every_row():
    assert read(None) == read({}) == read("") == Rows()


def test_a_value_and_a_list_mean_one_of_them():
    assert read({"county": "通川区", "year": [2024, 2025]}, KINDS).as_json() == {
        "county": {"in": ["通川区"]},
        "year": {"in": [2024, 2025]},
    }


@pytest.mark.parametrize(
    "said",
    [
        "1=1",
        {"salary": 1},
        {"year": {"like": "2%"}},
        {"year": []},
        {"county": ["x"] * (LONGEST + 1)},
        {"any": "county"},
    ],
)
def test_what_is_no_condition_on_the_table_is_refused(said):
    with pytest.raises(RowsUnfit):
        read(said, KINDS)


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        ({"county": ["通川区"]}, {"county": ["通川区", "达川区"]}, True),
        ({"county": ["万源市"]}, {"county": ["通川区", "达川区"]}, False),
        ({"year": {"at_least": 2022, "at_most": 2023}}, {"year": {"at_least": 2020}}, True),
        ({"year": {"at_least": 2019}}, {"year": {"at_least": 2020}}, False),
        ({"year": [2021, 2022]}, {"year": {"at_least": 2020, "before": 2023}}, True),
        ({"year": [2023]}, {"year": {"after": 2020, "before": 2023}}, False),
        ({"year": {"equals": 2021}}, {"year": [2021, 2022]}, True),
        ({"county": {"starts_with": "511702"}}, {"county": {"starts_with": "5117"}}, True),
        ({"county": ["511702"]}, {"county": {"starts_with": "5118"}}, False),
        ({"year": {"at_least": 2021}}, {"year": [2021, 2022]}, False),
        ({"year": ["2021"]}, {"year": {"at_least": 2020}}, False),
        ({"county": ["通川区"], "year": [2021]}, {"county": ["通川区"]}, True),
        ({}, {"county": ["通川区"]}, False),
        ({"county": ["通川区"]}, {}, True),
        ({"any": [{"year": 1}]}, {"any": [{"year": 1}]}, True),
        ({"year": {"missing": True}}, {"year": {"missing": False}}, False),
    ],
)
def test_a_condition_is_within_another_only_where_that_is_sure(inner, outer, within):
    assert read(inner).within(read(outer)) is within


@given(st.lists(st.integers(0, 9), min_size=1), st.integers(0, 9), st.integers(0, 9))
def test_a_list_within_a_range_holds_no_value_outside_it(values, lowest, highest):
    outer = read({"year": {"at_least": lowest, "at_most": highest}})
    assert read({"year": values}).within(outer) is all(lowest <= value <= highest for value in values)
