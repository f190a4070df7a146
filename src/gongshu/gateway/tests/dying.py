"""A worker that is killed at each step of a recall in turn: `python -m gongshu.gateway.tests.dying DATABASE NODE KEY NOW`.

What is killed is forked from a process that has loaded the program and touched nothing yet: threads do not live on in a fork.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

# Step, module, what is called there, and at which call, or for which kind of job, the worker dies.
STEPS: Final = {
    "copy begun": ("gongshu.gateway.building", "_swap", 1),
    "copy written": ("gongshu.gateway.building", "record", 1),
    "copy swapped, job not done": ("gongshu.jobs.queue", "finish", "gateway.copy"),
    "telling begun": ("gongshu.grants.services.recalls", "_tell_all", 1),
    "one receiver half told": ("gongshu.grants.services.recalls", "notify", 1),
    "one receiver told": ("gongshu.grants.services.recalls", "_tell", 2),
    "all receivers told": ("gongshu.grants.services.recalls", "record", 1),
    "all told, job not done": ("gongshu.jobs.queue", "finish", "grants.recall"),
}


def prepare(database: str, node: str, key: str) -> None:
    """Load the program as it runs, on the database and the folder of a test."""
    from dataclasses import replace

    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.GONGSHU = replace(settings.GONGSHU, folder=Path(node), master_key=Path(key))
    django.setup()
    import_module("gongshu.jobs.worker")


def die_at(module: str, name: str, moment: int | str) -> None:
    """Let this process kill itself when something is called for this time, or for a job of this kind."""
    place = import_module(module)
    real, calls = getattr(place, name), []

    def wrapped(*given: Any, **named: Any) -> Any:
        calls.append(given)
        if len(calls) == moment or (isinstance(moment, str) and given[0].kind == moment):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(place, name, wrapped)


def bury() -> None:
    """Wait until the database knows that the one before is dead: until then PostgreSQL holds what it had locked, and others pass by."""
    from django.db import connection

    told = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%%' LIMIT 1"
    while connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(told)
            if cursor.fetchone() is None:
                return
        time.sleep(0.05)


def work(now: datetime, wall: float) -> None:
    """Work as the next worker does, by whose clock the lease of the one before has run out."""
    from gongshu.jobs import worker

    bury()
    while worker.run_once(now, wall=wall):
        pass


def main(database: str, node: str, key: str, now: str) -> None:
    """Print by which signal the worker of each step ended; the last one lives."""
    prepare(database, node, key)
    ended = {}
    for place, step in enumerate([*STEPS, "to the end"]):
        child = os.fork()
        if child == 0:
            if step in STEPS:
                die_at(*STEPS[step])
            work(datetime.fromisoformat(now), time.time() + 100 * place)
            os._exit(0)
        ended[step] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps(ended))


if __name__ == "__main__":
    main(*sys.argv[1:])
