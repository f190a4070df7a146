"""Processes of their own over a node of its own, which the tests of crashes kill: `python -m gongshu.collection.tests.child`.

The node is the one that GONGSHU_NODE names. A line on standard input starts a process; it is forked from one that has
loaded the program and done nothing yet, because to load it takes longer than what most of the tests then do.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any


def prepare() -> dict[str, Any]:
    """Make the tables, the people, two entries with tables and one with files."""
    from django.core.management import call_command

    from gongshu.collection.tests.stage import NOW, describe, places
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    call_command("migrate", verbosity=0)
    places()
    make_cast(NOW - timedelta(days=1))
    huang = actor_for_login("huang", NOW)
    tables = [describe(huang, title=title).number for title in ("不动产登记信息", "林权登记信息")]
    files = describe(huang, title="编码指南", items=[], resources=[{"kind": "file"}]).number
    return {"entries": [*tables, files]}


def deliver(
    entry: str, file: str, hours: str, mode: str = "replace", kill: str = "", limit: str = ""
) -> dict[str, Any]:
    """Deliver a file; `kill` names the step after which this process ends itself, `limit` the bytes that a file may have."""
    from gongshu.collection import presenting, services
    from gongshu.collection.errors import CollectionError
    from gongshu.collection.tests.stage import at
    from gongshu.people import actor_for_login

    def after(step: str) -> None:
        if kill and step.startswith(kill):
            os.kill(os.getpid(), signal.SIGKILL)

    now = at(float(hours))
    actor = actor_for_login("huang", now)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        return presenting.delivered(services.deliver(entry, Path(file), actor=actor, now=now, mode=mode, after=after))
    except CollectionError as problem:
        return {"refused": type(problem).__name__, "because": problem.because["en"], "remedy": problem.remedy["en"]}


def spooled(entry: str, file: str, hours: str) -> dict[str, Any]:
    """Take a file as a page takes an upload, without reading it."""
    from gongshu.collection import presenting, services
    from gongshu.collection.sources import Source
    from gongshu.collection.spool import Writer
    from gongshu.collection.steps import new_number
    from gongshu.collection.tests.stage import at
    from gongshu.people import actor_for_login

    number = new_number()
    writer = Writer(number)
    writer.take(Path(file).read_bytes())
    writer.close()
    source = Source(
        name=Path(file).name, size=writer.size, digest=writer.digest, number=number, spool_key=writer.key.key_id
    )
    now = at(float(hours))
    return presenting.delivered(services.receive(entry, source, actor=actor_for_login("huang", now), now=now))


def work(hours: str) -> dict[str, Any]:
    """Do what the worker would do, until nothing waits."""
    from gongshu.collection.services import recover
    from gongshu.collection.tests.stage import at
    from gongshu.jobs import worker

    recovered = recover(at(float(hours)))
    return {"recovered": recovered, "jobs": worker.drain(at(float(hours)))}


def look(entry: str) -> dict[str, Any]:
    """Tell what is there: in the control database, in the lake, on disk."""
    from django.conf import settings

    from gongshu.audit.models import AuditEvent
    from gongshu.collection import storing
    from gongshu.collection.models import Delivery, FileKey
    from gongshu.lake.engine import Ref

    deliveries = (
        Delivery.objects.filter(resource__entry__number=entry)
        .select_related("resource__snapshot")
        .order_by("started_at")
    )
    newest = deliveries.last()
    shown = newest.resource.snapshot if newest else None
    with storing.engine() as engine:
        name = f"{entry}-1"
        snapshots = [each.delivery for each in engine.tables.snapshots(name)]
        rows = engine.count(Ref(name, int(shown.lake))) if shown else 0
    folders = sorted(path.name for path in (settings.GONGSHU.lake / "data" / name).glob("*"))
    return {
        "deliveries": [[each.number, each.state, each.rows_accepted, each.error.get("en", "")] for each in deliveries],
        "shown": shown.delivery if shown else None,
        "rows": rows,
        "lake": snapshots,
        "folders": folders,
        "keys": FileKey.objects.filter(delivery__in=[each.number for each in deliveries]).count(),
        "events": list(
            AuditEvent.objects.filter(event__startswith="collection:").order_by("id").values_list("event", flat=True)
        ),
        "spool": sorted(path.name for path in settings.GONGSHU.spool.glob("*.delivery")),
    }


def look_at_files(entry: str) -> dict[str, Any]:
    """Tell what is there of a file resource: what is published, what lies on disk, and which keys."""
    from hashlib import sha256

    from django.conf import settings

    from gongshu.catalogue.files import of_snapshot
    from gongshu.catalogue.models import Resource
    from gongshu.collection import filing
    from gongshu.collection.models import Delivery, FileKey

    resource = Resource.objects.select_related("snapshot").get(entry__number=entry)
    shown = of_snapshot(resource.snapshot)
    deliveries = Delivery.objects.filter(resource=resource).order_by("started_at")
    return {
        "deliveries": [[each.state, each.error.get("en", "")] for each in deliveries],
        "shown": [[each.name, sha256(b"".join(filing.read(resource.number, each))).hexdigest()] for each in shown],
        "snapshots": resource.snapshots.count(),
        "on_disk": sorted(path.name for path in (settings.GONGSHU.lake / "files").rglob("*") if path.is_file()),
        "keys": sorted(f"{each.key_id}.file" for each in FileKey.objects.filter(delivery__in=deliveries)),
        "spool": sorted(path.name for path in settings.GONGSHU.spool.glob("*.delivery")),
    }


WORDS = {
    "prepare": prepare,
    "deliver": deliver,
    "spooled": spooled,
    "work": work,
    "look": look,
    "look_at_files": look_at_files,
}


def main() -> None:
    """Read lines of [words, pipe], start a process for each and let its end be told into the pipe."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongshu.site.settings"
    import django

    django.setup()
    for module in ("gongshu.lake.tables", "gongshu.collection.services", "gongshu.jobs.worker"):
        import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits for those who wait for the processes.
    for said in sys.stdin:
        words, pipe = json.loads(said)
        if os.fork() == 0:
            attend(words, Path(pipe))
            os._exit(0)


def attend(words: list[str], pipe: Path) -> None:
    """Start a process, wait until it ends or is killed, and write [exit code or signal, output, errors] into the pipe."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = os.fork()
        if started == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os._exit(act(*words))
        _, status = os.waitpid(started, 0)
        output.seek(0)
        errors.seek(0)
        pipe.write_text(json.dumps([os.waitstatus_to_exitcode(status), output.read(), errors.read()]))


def act(what: str, *words: str) -> int:
    """Print the answer as one JSON document and return the exit code."""
    from django.db import connections

    try:
        print(json.dumps(WORDS[what](*words)), flush=True)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        connections.close_all()
    return 0


if __name__ == "__main__":
    main()
