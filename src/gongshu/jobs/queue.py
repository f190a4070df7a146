"""Putting jobs into the table and taking them out again under a lease."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from gongshu.jobs import registry
from gongshu.jobs.models import Job, State

LEASE_SECONDS = 60.0  # a worker that says nothing for so long has lost its job to another
LAST_TRY = 8  # after the eighth failure, about four hours later, a person must look
_FIRST_WAIT = timedelta(seconds=30)  # doubled at each failure


class LeaseLost(Exception):
    """Another worker has taken this job; what this one did must not count."""


def enqueue(kind: str, payload: Mapping[str, Any], *, key: str, at: datetime, ready: datetime | None = None) -> None:
    """Write a job row in the caller's transaction; a second call with the same kind and key changes nothing."""
    job = Job(kind=kind, key=key, payload=dict(payload), made_at=at, ready_at=ready or at)
    # The database ignores the duplicate: asking first and writing then would let two processes both write.
    Job.objects.bulk_create([job], ignore_conflicts=True)


def enqueue_scheduled(now: datetime) -> None:
    """Write the jobs whose time has come round; any number of workers may call this at once."""
    local = timezone.localtime(now)
    wanted = [(schedule.kind, schedule.slot(local).isoformat()) for schedule in registry.schedules()]
    # A worker asks before every job: one query for all that comes round, and hardly ever one more.
    kinds, keys = ({each[part] for each in wanted} for part in (0, 1))
    there = set(Job.objects.filter(kind__in=kinds, key__in=keys).values_list("kind", "key"))
    for kind, key in wanted:
        if (kind, key) not in there:
            enqueue(kind, {}, key=key, at=now)


def take(now: datetime, wall: float) -> Job | None:
    """Return the next job under a fresh lease, or None. A job whose holder fell silent is free again."""
    # A silent holder is looked for by the machine's clock, a waiting job by the node's.
    free = Q(state=State.WAITING, ready_at__lte=now) | Q(state=State.RUNNING, leased_until__lte=wall)
    with transaction.atomic():
        _bury(wall)
        jobs = Job.objects.filter(free).order_by("ready_at", "id")
        # SQLite takes the write lock when the transaction begins; PostgreSQL lets two workers pass each other.
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        job = jobs.first()
        if job is None:
            return None
        job.state, job.tries, job.fence, job.leased_until = (
            State.RUNNING,
            job.tries + 1,
            job.fence + 1,
            wall + LEASE_SECONDS,
        )
        job.save(update_fields=["state", "tries", "fence", "leased_until"])
        return job


def _bury(wall: float) -> None:
    """End jobs whose worker died at every try without a word: another try would only kill another worker."""
    silent = Job.objects.filter(state=State.RUNNING, leased_until__lte=wall, tries__gte=LAST_TRY)
    silent.update(state=State.DEAD, error=f"its worker died {LAST_TRY} times while it ran and left no message")


def prolong(job: Job, wall: float) -> bool:
    """Push the lease out; False if it is lost."""
    return _held(job).update(leased_until=wall + LEASE_SECONDS) == 1


def still_mine(job: Job) -> None:
    """Check the fence inside the handler's own transaction. Raises: LeaseLost."""
    held = _held(job)
    if connection.features.has_select_for_update:
        held = held.select_for_update()
    if not held.exists():
        raise LeaseLost(f"job {job} was taken over by another worker after try {job.tries}")


def finish(job: Job, now: datetime) -> None:
    """Mark the job done. Raises: LeaseLost."""
    if not _held(job).update(state=State.DONE, finished_at=now, error="", leased_until=0):
        raise LeaseLost(f"job {job} was taken over by another worker after try {job.tries}")


def fail(job: Job, now: datetime, error: str) -> None:
    """Write why it failed and when it is tried again: 30 s later, doubled each time; dead after the eighth try."""
    dead = job.tries >= LAST_TRY
    wait = _FIRST_WAIT * 2 ** (job.tries - 1)
    state = State.DEAD if dead else State.WAITING
    _held(job).update(state=state, ready_at=now + wait, error=error, leased_until=0)


def given_up(kind: str, name: str) -> list[Any]:
    """Return what the dead jobs of a kind were about: the value under `name` of each payload."""
    return [each[name] for each in Job.objects.filter(kind=kind, state=State.DEAD).values_list("payload", flat=True)]


def revive(job_id: int, now: datetime) -> bool:
    """Give a dead job its tries back, after a person has put right what its error says."""
    dead = Job.objects.filter(pk=job_id, state=State.DEAD)
    return dead.update(state=State.WAITING, ready_at=now, tries=0, fence=F("fence") + 1) == 1


def _held(job: Job) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, fence=job.fence)
