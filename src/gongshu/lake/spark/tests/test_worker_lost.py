"""A machine of the cluster that dies in mid-job costs time, and neither a row nor the truth."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gongshu.lake.checks import checking
from gongshu.lake.checks.checking import Standing
from gongshu.lake.checks.rules import read
from gongshu.lake.engine import Ref
from gongshu.lake.spark import session
from gongshu.lake.spark.checking import check
from gongshu.lake.spark.engine import SparkEngine
from gongshu.lake.spark.errors import ClusterAway

from .conftest import COLUMNS, Lake, messy

pytestmark = [pytest.mark.pure, pytest.mark.spark]
FILES, ROWS = 8, 10_000  # Eight tasks of a second or so each
NAMES = {column.code: column.name for column in COLUMNS}
STANDING = Standing(today=date(2025, 9, 29))
RULES: list[dict[str, Any]] = [
    {"kind": "checksum", "column": "id_no", "of": "id_number"},
    {"kind": "null", "column": "text"},
    {"kind": "pattern", "column": "text", "pattern": r"(.*[0-9]){3,}.*"},
]


@pytest.fixture(scope="module")
def large(lake: Lake) -> Ref:
    return messy(lake.near.tables, "large", (ROWS,) * FILES)


def test_a_worker_killed_in_mid_job_loses_and_doubles_no_row_and_with_none_left_the_reason_is_shown(
    lake: Lake, large: Ref
) -> None:
    rules = read(RULES, NAMES)
    expected = checking.check(lake.near, large, rules, STANDING)
    assert expected[0] == FILES * ROWS
    assert all(outcome.violations > ROWS / 2 for outcome in expected[1])
    engine = SparkEngine(lake.near, replace(lake.far.cluster, wait=3))
    with ThreadPoolExecutor(1) as pool:
        # One of two: its tasks are done again by the other.
        job = pool.submit(check, engine, large, rules, STANDING)
        _wait_for_tasks(lake, job, of=2)
        lake.cluster.kill("worker-1")
        assert not job.done()
        assert job.result(timeout=300) == expected
        assert len(lake.cluster.alive()) == 1
        # The last one: nothing comes of it but the reason.
        job = pool.submit(check, engine, large, rules, STANDING)
        _wait_for_tasks(lake, job, of=1)
        lake.cluster.kill("worker-0")
        with pytest.raises(ClusterAway, match=r"no worker of spark://.* has taken the job for 3 s"):
            job.result(timeout=300)
    # With both back, the same application goes on.
    for name in ("worker-0", "worker-1"):
        lake.cluster.start_worker(name)
    running = session.connected(engine.cluster)
    lake.cluster.wait(lambda: session.executors(running) == 2, "both workers again")
    assert check(lake.far, large, rules, STANDING) == expected
    assert len(lake.cluster.alive()) == 2


def _wait_for_tasks(lake: Lake, job: Future[Any], *, of: int) -> None:
    """Wait until as many workers are seen at work, each with a task of its own."""
    store = session.connected(lake.far.cluster).sparkContext._jsc.sc().statusStore()

    def at_work() -> bool:
        assert not job.done(), "the job ended before anybody saw it; give it more rows"
        said = store.executorList(True)
        return sum(each.activeTasks() > 0 for each in map(said.apply, range(said.size()))) == of

    lake.cluster.wait(at_work, f"tasks of {of} workers", every=0.02)
