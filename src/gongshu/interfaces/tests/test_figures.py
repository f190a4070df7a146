"""Figures of an interface from its calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.grants.uses.calls import CallLine
from gongshu.interfaces.figures import figures
from gongshu.interfaces.wire.failures import Outcome
from gongshu.interfaces.words import OUTCOMES

pytestmark = pytest.mark.pure
NOW = datetime(2025, 9, 29, 2, tzinfo=UTC)


def line(outcome="ok", ms=10, *, code="", grant="2025-SQ-00001", body="511700-jtysj", purpose="transport", ago=0):
    return CallLine(
        resource="511700-0001-1", grant=grant, body=body, purpose=purpose, at=NOW - timedelta(minutes=ago), outcome=outcome, code=code, ms=ms
    )  # fmt: skip


def test_a_registered_error_code_is_an_answer_and_everything_else_is_none():
    said = figures([line(), line("declared", code="404"), line("timeout"), line("open")])
    assert (said.calls, said.answered, said.availability) == (4, 2, 50.0)


def test_a_hundred_per_cent_means_every_call():
    assert figures([line()] * 9_999 + [line("timeout")]).availability == 99.9


def test_times_are_those_of_calls_that_were_answered():
    said = figures([*(line(ms=ms) for ms in range(1, 101)), line("timeout", 10_000)])
    assert (said.p50, said.p95) == (50, 95)
    assert (figures([]).p50, figures([]).availability) == (None, None)


@given(st.lists(st.integers(0, 60_000), min_size=1))
def test_a_percentile_is_a_time_that_there_was(times):
    said = figures([line(ms=ms) for ms in times])
    assert {said.p50, said.p95} <= set(times)
    assert sum(ms <= said.p95 for ms in times) >= 0.95 * len(times)


def test_codes_are_counted_the_most_frequent_first():
    lines = [line(), line("status", code="500"), line("timeout"), line("timeout")]
    assert figures(lines).codes == [("timeout", "", 2), ("status", "500", 1)]


def test_each_consumer_and_purpose_is_counted_and_nobody_of_the_public_is_told_apart():
    lines = [line(ago=1), line("timeout", ago=2), line(grant="", body="", purpose=""), line(grant="", body="", purpose="")]  # fmt: skip
    first, second = figures(lines).consumers
    assert {(each.grant, each.calls, each.failed) for each in (first, second)} == {("2025-SQ-00001", 2, 1), ("", 2, 0)}
    assert not hasattr(first, "login")


def test_every_outcome_has_its_words():
    assert set(OUTCOMES) == set(Outcome)
