"""What `doctor` looks at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from gongshu import law
from gongshu.law import proving
from gongshu.site.node import Node, NodeUnfit

ROOM = 2 * 1024**3  # bytes; a delivery needs room beside what is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    level: str  # good | warning | unfit
    what: str
    remedy: str = ""


def examine(node: Node) -> list[Finding]:
    """Return what was found of key, law, calendar, database, ledger, jobs, room and files, good and bad."""
    return [finding for look in LOOKS for finding in look(node)]


def _key(node: Node) -> Iterator[Finding]:
    try:
        node.master()
    except NodeUnfit as problem:
        yield Finding(level="unfit", what=str(problem), remedy="gongshu recover RECOVERY-KEY, or chmod 600")
    else:
        yield Finding(
            level="good", what=f"the master key {node.master_key} lies outside the node and is its owner's alone"
        )


def _law(node: Node) -> Iterator[Finding]:
    library = law.load(node.laws)
    for problem in proving.check(library):
        yield Finding(level="unfit", what=str(problem), remedy="gongshu law check")
    from gongshu.audit import clock

    day = clock.now().date()
    for year in (day.year, day.year + 1):
        if year not in library.calendar.years:
            remedy = "add the State Council's notice when it is published; due days are then recomputed"
            yield Finding(
                level="warning", what=f"no holiday notice for {year}: due days in it are provisional", remedy=remedy
            )
    for conflict in library.terms(node.jurisdiction, day).conflicts:
        yield Finding(
            level="warning", what=str(conflict), remedy="an officer records in each case which text was applied"
        )


def _ledger(node: Node) -> Iterator[Finding]:
    from gongshu.audit import clock
    from gongshu.audit.models import AuditEvent

    pending = AuditEvent.objects.filter(index__isnull=True).order_by("at").first()
    limit = timedelta(seconds=node.seal_within)
    if pending and clock.now() - pending.at > limit:
        yield Finding(
            level="unfit", what=f"events since {pending.at} are not sealed", remedy="start the worker: gongshu worker"
        )
    else:
        yield Finding(level="good", what="every event older than the setting allows is sealed")


def _jobs(node: Node) -> Iterator[Finding]:
    from gongshu.jobs.models import Job

    for job in Job.objects.filter(state="dead")[:20]:
        yield Finding(
            level="warning", what=f"job {job.kind} {job.key} gave up", remedy="see the reason on the jobs page"
        )


def _index(node: Node) -> Iterator[Finding]:
    if not node.search_index:
        return
    from gongshu.catalogue.searching import index
    from gongshu.catalogue.searching.apart import store

    if store.in_step(index.revision()):
        yield Finding(level="good", what="the search index holds the catalogue as it is")
    else:
        yield Finding(
            level="warning",
            what="the search index is behind; searches are answered by the database meanwhile",
            remedy="start the worker: gongshu worker; it brings the index up to date",
        )


def _room(node: Node) -> Iterator[Finding]:
    free = shutil.disk_usage(node.folder).free
    if free < ROOM:
        yield Finding(
            level="warning", what=f"only {free // 1024**2} MiB are free under {node.folder}", remedy="make room"
        )


def _files(node: Node) -> Iterator[Finding]:
    ui = Path(__file__).resolve().parent.parent / "ui"
    for name in ("static/vendor/tabler.min.css", "fonts/NotoSansSC-Regular.ttf", "locale/en/LC_MESSAGES/django.mo"):
        if not (ui / name).is_file():
            yield Finding(
                level="unfit", what=f"{name} is missing from the package", remedy="install the wheel, or run make setup"
            )


def _store(node: Node) -> Iterator[Finding]:
    if node.lake_encryption == "store":
        yield Finding(
            level="warning",
            what=f"files of tables lie plain under {node.lake}: the store has to encrypt them, and nothing here can see whether it does",
            remedy='encrypt the disk or the bucket and its copies, or write lake_encryption = "files"',
        )


def _cluster(node: Node) -> Iterator[Finding]:
    if node.lake_engine != "spark":
        return
    from gongshu.lake.spark import session
    from gongshu.lake.spark.errors import ClusterAway

    try:
        workers = session.tried(session.Cluster(master=node.cluster, properties=node.cluster_settings))
    except ClusterAway as problem:
        yield Finding(
            level="unfit",
            what=f"the cluster {node.cluster} does not answer ({problem.why}): tables of {node.cluster_rows} rows and more are not checked",
            remedy='start its master and workers, or write lake_engine = "duckdb"',
        )
    else:
        yield Finding(
            level="good", what=f"the cluster {node.cluster} did a job; {workers} workers are there for this node"
        )


LOOKS: tuple[Callable[[Node], Iterator[Finding]], ...] = (
    _key,
    _law,
    _ledger,
    _jobs,
    _index,
    _room,
    _files,
    _store,
    _cluster,
)
