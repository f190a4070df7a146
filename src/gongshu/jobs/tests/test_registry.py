"""Which function runs a kind of job, and when a schedule comes round."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gongshu.jobs import registry
from gongshu.jobs.models import Job, State
from gongshu.jobs.registry import Schedule

MOMENTS = st.datetimes(datetime(2004, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_schedules", {})


def run(payload, *, now):
    raise AssertionError("only its name matters here")


@given(MOMENTS, st.integers(1, 86_400))
def test_now_always_lies_in_its_slot(now, seconds):
    every = timedelta(seconds=seconds)
    slot = Schedule(kind="x", every=every).slot(now)
    assert slot <= now < slot + every


@given(MOMENTS, st.integers(1, 86_400), st.floats(0, 0.999))
def test_every_moment_of_a_slot_has_the_same_key(now, seconds, share):
    schedule = Schedule(kind="x", every=timedelta(seconds=seconds))
    slot = schedule.slot(now)
    assert schedule.slot(slot + share * timedelta(seconds=seconds - 0.001)) == slot


@given(MOMENTS, st.times())
def test_a_daily_slot_is_the_last_time_of_day_that_has_passed(now, at):
    local = timezone.localtime(now)
    slot = Schedule(kind="x", daily=at.replace(microsecond=0, tzinfo=None)).slot(local)
    assert slot <= local < slot + timedelta(days=1)
    assert (slot.hour, slot.minute, slot.second) == (at.hour, at.minute, at.second)


def test_a_daily_job_of_midnight_comes_with_the_new_day():
    midnight = timezone.localtime(datetime(2025, 9, 28, 16, 0, tzinfo=UTC))
    assert Schedule(kind="x", daily=time(0)).slot(midnight) == midnight
    assert Schedule(kind="x", daily=time(0)).slot(midnight - timedelta(seconds=1)) == midnight - timedelta(days=1)


def test_a_kind_is_run_by_the_function_that_claimed_it():
    assert registry.handler("tests.kind")(run) is run
    assert registry.handler_of("tests.kind") is run


def test_the_same_function_may_claim_its_kind_again_after_a_reload():
    registry.handler("tests.kind")(run)
    assert registry.handler("tests.kind")(run) is run


def test_a_second_function_is_told_whose_kind_it_is():
    registry.handler("tests.kind")(run)

    def another(payload, *, now):
        raise AssertionError("never runs")

    with pytest.raises(
        registry.RegisteredTwice, match=r"job kind 'tests.kind' belongs to .*run; .*another needs a kind of its own"
    ):
        registry.handler("tests.kind")(another)


def test_an_unknown_kind_is_told_which_there_are():
    registry.handler("tests.kind")(run)
    with pytest.raises(
        registry.UnknownKind, match=r"no handler for jobs of kind 'tests.other'; registered are \['tests.kind'\]"
    ):
        registry.handler_of("tests.other")


def test_a_kind_has_one_schedule_the_last_one_given():
    registry.schedule("tests.kind", every=timedelta(hours=1))
    registry.schedule("tests.kind", daily=time(8))
    assert [(one.every, one.daily) for one in registry.schedules()] == [(None, time(8))]


def test_a_job_says_in_a_line_what_it_is():
    assert str(Job(kind="audit.seal", key="event 7", state=State.WAITING)) == "audit.seal event 7 (waiting)"


def test_the_states_of_a_job_have_words_for_the_page():
    assert {state.value for state in State} == {"waiting", "running", "done", "dead"}
    assert all(state.label for state in State)
