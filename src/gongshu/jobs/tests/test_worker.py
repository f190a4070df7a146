"""The worker may be killed at any moment; what it had begun is done by the next."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from gongshu import jobs
from gongshu.jobs import handlers, queue, registry, worker
from gongshu.jobs.models import Job, State

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)

CHILD = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from gongshu import jobs
from gongshu.jobs import queue, worker
@jobs.handler("tests.die")
def die(payload, *, now):
    if sys.argv[3] == "inside":
        os.kill(os.getpid(), signal.SIGKILL)
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "before-finish":
    queue.finish = killed
worker.run_once(datetime.fromisoformat(sys.argv[2]))
"""


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(registry, "_handlers", {})
    monkeypatch.setattr(registry, "_schedules", {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["inside", "before-finish"])
def test_a_job_whose_worker_was_killed_is_done_by_the_next(moment):
    jobs.enqueue("tests.die", {"n": 1}, key="1", at=NOW)
    command = [sys.executable, "-c", CHILD, str(connection.settings_dict["NAME"]), NOW.isoformat(), moment]
    killed = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    Job.objects.exclude(kind="tests.die").delete()  # The child has the schedules of the whole program.
    job = Job.objects.get()
    assert (job.state, job.tries) == (State.RUNNING, 1)

    ran = []
    registry.handler("tests.die")(lambda payload, **_: ran.append(payload))
    assert not worker.run_once(NOW, wall=job.leased_until - 1)
    assert worker.run_once(NOW, wall=job.leased_until)
    assert ran == [{"n": 1}]
    assert Job.objects.get().state == State.DONE


@pytest.mark.django_db(transaction=True)
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


@pytest.mark.django_db(transaction=True)
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


@pytest.mark.django_db(transaction=True)
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
