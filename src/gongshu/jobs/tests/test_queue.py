"""Jobs are rows of the change's own transaction and run once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction

from gongshu import jobs
from gongshu.jobs import queue, registry, worker
from gongshu.jobs.models import Job, State

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)
WALL = 1_759_000_000.0


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_schedules", {})


@pytest.fixture
def ran():
    """What the handler of "tests.note" was given, in order."""
    seen = []

    @jobs.handler("tests.note")
    def note(payload, *, now):
        seen.append(payload)

    return seen


@pytest.fixture
def failing():
    @jobs.handler("tests.fail")
    def fail(payload, *, now):
        raise OSError("the mail server at 10.0.0.9:25 refused the connection")


def test_a_job_runs_with_its_payload_and_is_done(ran):
    jobs.enqueue("tests.note", {"case": "2026-SHR-00001"}, key="1", at=NOW)
    assert worker.run_once(NOW)
    assert ran == [{"case": "2026-SHR-00001"}]
    job = Job.objects.get()
    assert (job.state, job.finished_at, job.tries) == (State.DONE, NOW, 1)


def test_nothing_to_do_is_said(ran):
    assert not worker.run_once(NOW)


def test_the_same_kind_and_key_is_one_job(ran):
    for _ in range(3):
        jobs.enqueue("tests.note", {}, key="event 7", at=NOW)
    assert worker.drain(NOW) == 1
    jobs.enqueue("tests.note", {}, key="event 7", at=NOW)
    assert worker.drain(NOW) == 0


def test_a_job_of_a_change_that_is_rolled_back_never_was(ran):
    with transaction.atomic():
        jobs.enqueue("tests.note", {}, key="1", at=NOW)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_waits_until_it_is_ready(ran):
    jobs.enqueue("tests.note", {}, key="1", at=NOW, ready=NOW + timedelta(hours=1))
    assert not worker.run_once(NOW + timedelta(minutes=59))
    assert worker.run_once(NOW + timedelta(hours=1))


def test_jobs_run_in_the_order_in_which_they_became_ready(ran):
    jobs.enqueue("tests.note", {"n": 2}, key="2", at=NOW, ready=NOW + timedelta(minutes=2))
    jobs.enqueue("tests.note", {"n": 1}, key="1", at=NOW, ready=NOW + timedelta(minutes=1))
    worker.drain(NOW + timedelta(minutes=5))
    assert [payload["n"] for payload in ran] == [1, 2]


def test_a_failure_is_shown_in_words_and_tried_again_after_a_growing_wait(failing):
    jobs.enqueue("tests.fail", {}, key="1", at=NOW)
    worker.run_once(NOW)
    job = Job.objects.get()
    assert "refused the connection" in job.error
    assert "test_queue.py" in job.error
    assert (job.state, job.ready_at) == (State.WAITING, NOW + timedelta(seconds=30))
    worker.run_once(job.ready_at)
    assert Job.objects.get().ready_at == job.ready_at + timedelta(seconds=60)


def test_a_job_that_fails_eight_times_is_dead_until_a_person_revives_it(failing):
    jobs.enqueue("tests.fail", {}, key="1", at=NOW)
    now = NOW
    for _ in range(queue.LAST_TRY):
        assert worker.run_once(now)
        now += timedelta(days=1)
    job = Job.objects.get()
    assert (job.state, job.tries) == (State.DEAD, queue.LAST_TRY)
    assert not worker.run_once(now)
    assert queue.revive(job.pk, now)
    assert worker.run_once(now)
    assert not queue.revive(job.pk, now)


def test_a_kind_without_a_handler_says_which_kinds_there_are(ran):
    jobs.enqueue("tests.nobody", {}, key="1", at=NOW)
    worker.run_once(NOW)
    assert "no handler for jobs of kind 'tests.nobody'; registered are ['tests.note']" in Job.objects.get().error


def test_a_job_whose_worker_fell_silent_is_taken_by_another(ran):
    jobs.enqueue("tests.note", {}, key="1", at=NOW)
    lost = queue.take(NOW, WALL)
    assert queue.take(NOW, WALL + queue.LEASE_SECONDS - 1) is None
    assert worker.run_once(NOW, wall=WALL + queue.LEASE_SECONDS)
    with pytest.raises(queue.LeaseLost, match="taken over by another worker"):
        queue.finish(lost, NOW)


def test_a_heartbeat_keeps_the_lease(ran):
    jobs.enqueue("tests.note", {}, key="1", at=NOW)
    job = queue.take(NOW, WALL)
    assert queue.prolong(job, WALL + 50)
    assert queue.take(NOW, WALL + queue.LEASE_SECONDS) is None


def test_a_worker_that_lost_its_job_can_neither_prolong_nor_fail_nor_write(ran):
    jobs.enqueue("tests.note", {}, key="1", at=NOW)
    lost = queue.take(NOW, WALL)
    queue.take(NOW, WALL + queue.LEASE_SECONDS)
    assert not queue.prolong(lost, WALL + 61)
    queue.fail(lost, NOW, "too late to matter")
    assert Job.objects.get().error == ""
    with pytest.raises(queue.LeaseLost), transaction.atomic():
        queue.still_mine(lost)


def test_a_handler_can_check_the_fence_inside_its_own_transaction():
    outcome = []

    @jobs.handler("tests.slow")
    def slow(payload, *, now):
        Job.objects.update(fence=99)
        with transaction.atomic():
            worker.require_lease()
            outcome.append("wrote although the job was somebody else's")

    jobs.enqueue("tests.slow", {}, key="1", at=NOW)
    worker.run_once(NOW)
    assert outcome == []
    assert Job.objects.get().state == State.RUNNING


def test_outside_a_job_there_is_no_lease_to_hold():
    assert worker.require_lease() is None


def test_a_job_that_kills_its_worker_every_time_is_buried(ran):
    jobs.enqueue("tests.note", {}, key="1", at=NOW)
    for number in range(queue.LAST_TRY):
        assert queue.take(NOW, WALL + number * queue.LEASE_SECONDS)
    assert queue.take(NOW, WALL + queue.LAST_TRY * queue.LEASE_SECONDS) is None
    job = Job.objects.get()
    assert (job.state, job.error) == (State.DEAD, "its worker died 8 times while it ran and left no message")


def test_a_schedule_makes_one_job_a_slot_however_many_workers_there_are(ran):
    jobs.schedule("tests.note", every=timedelta(minutes=10))
    for minutes in (0, 1, 9):
        worker.run_once(NOW + timedelta(minutes=minutes))
    assert len(ran) == 1
    worker.run_once(NOW + timedelta(minutes=10))
    assert len(ran) == 2


def test_a_daily_job_comes_at_its_time_in_china(ran):
    jobs.schedule("tests.note", daily=time(8, 30))
    eight = datetime(2025, 9, 29, 0, 0, tzinfo=UTC)  # 8:00 in China: the slot is yesterday's
    worker.run_once(eight)
    worker.run_once(eight + timedelta(minutes=29))
    assert len(ran) == 1
    worker.run_once(eight + timedelta(minutes=30))
    assert len(ran) == 2
    assert Job.objects.latest("id").key == "2025-09-29T08:30:00+08:00"


@pytest.mark.parametrize("wrong", [{}, {"every": timedelta(1), "daily": time(1)}, {"every": timedelta(milliseconds=1)}])
def test_a_schedule_is_either_periodic_or_daily(wrong):
    with pytest.raises(ValueError, match=r"schedule of 'tests\.note'"):
        jobs.schedule("tests.note", **wrong)


def test_a_kind_has_one_handler(ran):
    def other(payload, *, now):
        raise AssertionError("never runs")

    with pytest.raises(registry.RegisteredTwice, match="needs a kind of its own"):
        registry.handler("tests.note")(other)


def test_the_package_names_only_what_it_has():
    with pytest.raises(AttributeError, match="has no 'dequeue'"):
        _ = jobs.dequeue
