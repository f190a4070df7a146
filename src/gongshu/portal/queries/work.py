"""The background jobs, for the system administrator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from gongshu.jobs.models import Job, State
from gongshu.people import permission
from gongshu.people.actor import Actor

_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    counts: Mapping[str, int]  # by state, every state
    kinds: Sequence[tuple[str, int]]  # waiting and running by kind
    listed: Sequence[Job]
    state: str


@permission.query
def jobs(actor: Actor, state: str = "") -> Jobs:
    """Return the jobs in one state, the newest hundred, with counts of all; by default the dead, then what waits."""
    permission.require(actor, "jobs.read")
    counts = {**dict.fromkeys(State.values, 0), **dict(Job.objects.values_list("state").annotate(Count("pk")))}
    chosen = state if state in State.values else State.DEAD if counts[State.DEAD] else State.WAITING
    open_jobs = Job.objects.filter(state__in=[State.WAITING, State.RUNNING])
    kinds = list(open_jobs.values_list("kind").annotate(count=Count("pk")).order_by("-count", "kind"))
    return Jobs(
        counts=counts,
        kinds=kinds,
        listed=list(Job.objects.filter(state=chosen).order_by("-id")[:_LISTED]),
        state=str(chosen),
    )
