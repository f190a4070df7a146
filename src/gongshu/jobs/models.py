"""The one table of jobs. Whoever reads it sees what is waiting, who works on it, and why it failed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    WAITING = "waiting", "等待"
    RUNNING = "running", "进行"
    DONE = "done", "完成"
    DEAD = "dead", "终止"


class Job(models.Model):
    """One thing that must follow a change, exactly once by (kind, key)."""

    kind = models.CharField(max_length=80)  # names the handler, "audit.seal"
    key = models.CharField(max_length=200)  # what makes it one job: an event's number, a schedule's slot
    payload: models.JSONField[Any, Any] = models.JSONField(default=dict)  # numbers and names only, never personal data
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()  # the node's clock when the change was made
    ready_at = models.DateTimeField()  # the node's clock from which it may run
    tries = models.PositiveIntegerField(default=0)  # how often a worker has taken it
    # A lease is about processes, not about the law, so it counts in seconds of the machine's clock: a rehearsal that
    # sets the node's clock back or forth neither frees nor blocks a job.
    leased_until = models.FloatField(default=0)  # seconds since 1970
    fence = models.PositiveIntegerField(default=0)  # grows with every lease; only the newest holder may finish
    error = models.TextField(blank=True, default="")  # the last failure, in words an operator can act on
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once_by_kind_and_key"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=State.DONE, finished_at__isnull=False) | ~Q(state=State.DONE),
                name="job_done_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["ready_at", "id"], name="job_waiting", condition=Q(state=State.WAITING)),
            models.Index(fields=["leased_until", "id"], name="job_running", condition=Q(state=State.RUNNING)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"
