"""The jobs of this layer: sweeping up after the others."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from gongshu.jobs import planning
from gongshu.jobs.models import Job, State
from gongshu.jobs.registry import handler, schedule

KEPT_FOR = timedelta(days=30)  # long enough that no event or slot of that age is enqueued again


@handler("jobs.sweep")
def sweep(payload: dict[str, Any], *, now: datetime) -> None:
    """Delete jobs that were done a month ago; dead ones stay until a person has looked."""
    Job.objects.filter(state=State.DONE, finished_at__lt=now - KEPT_FOR).delete()


@handler("jobs.count")
def count(payload: dict[str, Any], *, now: datetime) -> None:
    """Keep the database's plans in step with how much there is by now."""
    planning.count_anew()


schedule("jobs.sweep", daily=time(3, 30))
schedule("jobs.count", daily=time(3, 40))
