"""The one thing that the portal changes: a dead job gets its tries back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongshu import audit
from gongshu.audit import Event
from gongshu.jobs import queue
from gongshu.jobs.models import Job
from gongshu.people import permission
from gongshu.people.actor import Actor


class NotDead(Exception):
    """Only a job that has given up can be revived; it may have been revived a moment ago."""

    status = 409

    def __init__(self, number: int) -> None:
        super().__init__(f"job {number} is not dead; somebody may have revived it")
        self.because = {"zh": f"任务 {number} 不是已终止状态，可能已经有人重试", "en": str(self)}
        self.shown = str(number)


@permission.repair
def revive(number: int, *, actor: Actor, now: datetime) -> None:
    """Give a dead job its tries back, after a person has put right what its error says. Raises: NotDead."""
    permission.require(actor, "jobs.revive")
    with transaction.atomic():
        job = Job.objects.filter(pk=number).first()
        if job is None or not queue.revive(number, now):
            raise NotDead(number)
        audit.record(
            Event.JOB_REVIVE,
            audit.Subject("job", f"{job.kind} {job.key}"),
            by=actor,
            at=now,
            facts={"error": job.error[:500]},
        )
