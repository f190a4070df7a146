"""The worker: takes a job, runs it, says how it ended. It may be killed at any moment."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import close_old_connections, connection
from django.utils import timezone

from gongshu.jobs import queue, registry
from gongshu.jobs.models import Job

log = logging.getLogger("gongshu.jobs")
_IDLE_SECONDS = 0.5
_current: ContextVar[Job | None] = ContextVar("gongshu_job", default=None)


def require_lease() -> None:
    """Check, inside a handler's transaction, that its worker still holds the job. Raises: LeaseLost."""
    job = _current.get()
    if job is not None:
        queue.still_mine(job)


def run_once(now: datetime, *, wall: float | None = None) -> bool:
    """Run the next job that is ready; True if there was one. A failure is written into the job, not raised."""
    queue.enqueue_scheduled(now)
    return _run_next(now, time.time() if wall is None else wall)


def _run_next(now: datetime, wall: float) -> bool:
    job = queue.take(now, wall)
    if job is None:
        return False
    _run(job, now)
    return True


def drain(now: datetime, *, most: int = 10_000) -> int:
    """Run jobs until none is ready and return how many ran; what a command line does before it exits."""
    queue.enqueue_scheduled(now)  # What comes round by `now` does not grow while jobs run: `now` stays.
    ran = 0
    while ran < most and _run_next(now, time.time()):
        ran += 1
    return ran


def run_forever(stop: threading.Event, *, clock: Callable[[], datetime] = timezone.now) -> None:
    """Work until `stop` is set, with a heartbeat so that long jobs keep their lease."""
    while not stop.is_set():
        worked = False
        try:
            close_old_connections()
            now = clock()
            queue.enqueue_scheduled(now)
            job = queue.take(now, time.time())
            if job is not None:
                with _heartbeat(job):
                    _run(job, now)
                worked = True
        except Exception:  # A database that is away for a minute must not end the worker; it says so and tries again.
            log.exception("the worker could not take a job; it tries again")
        if not worked:
            stop.wait(_IDLE_SECONDS)


def _run(job: Job, now: datetime) -> None:
    token = _current.set(job)
    try:
        registry.handler_of(job.kind)(dict(job.payload), now=now)
        queue.finish(job, now)
    except queue.LeaseLost as lost:
        log.warning("%s", lost)
    except Exception as problem:
        log.exception("job %s failed at try %d", job, job.tries)
        queue.fail(job, now, _words(problem))
    finally:
        _current.reset(token)


def _words(problem: Exception) -> str:
    place = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__}: {problem} ({place.filename}:{place.lineno})"


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    ended = threading.Event()
    beat = threading.Thread(target=_beat, args=(job, ended), name=f"heartbeat {job.pk}", daemon=True)
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


def _beat(job: Job, ended: threading.Event) -> None:
    try:
        while not ended.wait(queue.LEASE_SECONDS / 4):
            if not queue.prolong(job, time.time()):
                log.warning("job %s lost its lease while it ran", job)
                return
    finally:
        connection.close()
