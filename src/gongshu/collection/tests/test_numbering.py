"""Rejected records leave gaps: a record of the snapshot is found again in the delivered file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.collection.numbering import gaps

pytestmark = pytest.mark.pure


@given(st.sets(st.integers(1, 40)))
def test_the_nth_record_of_a_snapshot_is_the_nth_that_was_not_rejected(rejected: set[int]) -> None:
    number = gaps(sorted(rejected))
    kept = [record for record in range(1, 60) if record not in rejected]
    assert [number(place) for place in range(1, len(kept) + 1)] == kept
