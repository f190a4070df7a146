"""A real node has the machine's clock; a rehearsal's runs forward only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from gongshu.audit import clock
from gongshu.audit.tests.events import NOW, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_clock():
    yield
    clock.set_to(None)


def test_a_rehearsal_can_set_its_clock():
    clock.set_to(NOW)
    assert clock.now() == NOW


def test_no_time_before_the_last_event_can_be_set():
    write(1, at=NOW)
    with pytest.raises(clock.ClockCannotBeSet, match=r"lies before the last event \(2025-09-29T10:00:00\+08:00\)"):
        clock.set_to(NOW - timedelta(seconds=1))


def test_the_time_of_the_last_event_itself_can_be_set():
    write(1, at=NOW)
    clock.set_to(NOW)
    assert clock.now() == NOW


def test_an_unset_clock_never_shows_a_time_before_the_last_event():
    future = datetime(2999, 1, 1, tzinfo=UTC)
    write(1, at=future)
    assert clock.now() == future


def test_a_time_without_its_zone_cannot_be_set():
    with pytest.raises(clock.ClockCannotBeSet, match="has no zone"):
        clock.set_to(datetime(2025, 9, 29, 10, 0))  # noqa: DTZ001


def test_a_real_node_has_the_clock_of_its_machine(settings):
    settings.GONGSHU = replace(settings.GONGSHU, rehearsal=False)
    with pytest.raises(clock.ClockCannotBeSet, match="is a real node"):
        clock.set_to(NOW)
    assert abs(clock.now() - timezone.now()) < timedelta(minutes=1)
