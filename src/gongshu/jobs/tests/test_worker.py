"""The worker may be killed at any moment; what it had begun is done by the next."""

import os
import signal
import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection

from gongshu import jobs
from gongshu.jobs import handlers, queue, registry, worker
from gongshu.jobs.models import Job, State

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_schedules", {})


def kill_this_process(*_, **__) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def work_and_die(moment: str) -> int:
    """Run one job in a process of its own that dies inside the job or just before it says that it is done."""
    connection.close()  # The child opens its own.
    child = os.fork()
    if child == 0:
        if moment == "inside":
            registry.handler("tests.die")(kill_this_process)
        else:
            registry.handler("tests.die")(lambda payload, *, now: None)
            queue.finish = kill_this_process
        worker.run_once(NOW)
        os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("moment", ["inside", "before-finish"])
def test_a_job_whose_worker_was_killed_is_done_by_the_next(moment):
    jobs.enqueue("tests.die", {"n": 1}, key="1", at=NOW)
    assert work_and_die(moment) == -signal.SIGKILL
    job = Job.objects.get()
    assert (job.state, job.tries) == (State.RUNNING, 1)

    ran = []
    registry.handler("tests.die")(lambda payload, **_: ran.append(payload))
    assert not worker.run_once(NOW, wall=job.leased_until - 1)
    assert worker.run_once(NOW, wall=job.leased_until)
    assert ran == [{"n": 1}]
    assert Job.objects.get().state == State.DONE


@pytest.mark.usefixtures("transactional_db")
def test_workers_side_by_side_run_every_job_once():
    ran = []
    registry.handler("tests.count")(lambda payload, *, now: ran.append(payload["n"]))
    for number in range(30):
        jobs.enqueue("tests.count", {"n": number}, key=str(number), at=NOW)
    stop = threading.Event()

    def work():
        worker.run_forever(stop, clock=lambda: NOW)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    while Job.objects.exclude(state=State.DONE).exists():
        stop.wait(0.02)
    stop.set()
    for one in workers:
        one.join()
    assert sorted(ran) == list(range(30))


@pytest.mark.usefixtures("transactional_db")
def test_a_long_job_keeps_its_lease_by_its_heartbeat(monkeypatch):
    monkeypatch.setattr(queue, "LEASE_SECONDS", 0.4)
    seen = []
    stop = threading.Event()

    def long(payload, *, now):
        first = Job.objects.get().leased_until
        while Job.objects.get().leased_until <= first:
            stop.wait(0.02)
        seen.append("prolonged")
        stop.set()

    registry.handler("tests.long")(long)
    jobs.enqueue("tests.long", {}, key="1", at=NOW)
    worker.run_forever(stop, clock=lambda: NOW)
    assert seen == ["prolonged"]
    assert Job.objects.get().state == State.DONE


@pytest.mark.usefixtures("transactional_db")
def test_a_worker_outlives_a_clock_or_database_that_fails(caplog):
    stop = threading.Event()
    calls = []

    def clock():
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionError("the database is being restarted")
        stop.set()
        return NOW

    worker.run_forever(stop, clock=clock)
    assert len(calls) == 2
    assert "it tries again" in caplog.text


@pytest.mark.django_db
def test_jobs_that_were_done_a_month_ago_are_swept_and_dead_ones_stay():
    for key, state in (("old", State.DONE), ("new", State.DONE), ("dead", State.DEAD)):
        jobs.enqueue("tests.x", {}, key=key, at=NOW)
        finished = NOW - timedelta(days=31 if key == "old" else 1)
        Job.objects.filter(key=key).update(state=state, finished_at=finished)
    handlers.sweep({}, now=NOW)
    assert sorted(Job.objects.values_list("key", flat=True)) == ["dead", "new"]


@pytest.mark.django_db
def test_counting_anew_leaves_the_database_counts_to_plan_by():
    handlers.count({}, now=NOW)
    known = "sqlite_stat1" if connection.vendor == "sqlite" else "pg_stats"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {known}")
        assert cursor.fetchone()[0] > 0


@pytest.mark.django_db
def test_what_comes_round_is_looked_up_in_one_query_however_much_it_is(django_assert_num_queries):
    for kind in ("tests.first", "tests.second"):
        registry.schedule(kind, daily=time(3))
    queue.enqueue_scheduled(NOW)
    with django_assert_num_queries(1):
        queue.enqueue_scheduled(NOW)
    assert Job.objects.count() == 2
