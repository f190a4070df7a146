"""A node that has a cluster lets it check large tables, and finds what it would find alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests import clusters

from gongshu.audit import clock
from gongshu.catalogue.tests.stage import NOW
from gongshu.lake.spark import checking
from gongshu.lake.spark.errors import ClusterAway
from gongshu.quality import services
from gongshu.quality.models import QualityCheck
from gongshu.quality.tests.stage import ITEMS, RULES, TABLE

pytestmark = pytest.mark.spark


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Any:
    pytest.importorskip("pyspark", reason="make setup-spark installs what a cluster needs")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return clusters.of_this_run()


@pytest.fixture
def on_cluster(stage: Any, settings: Any, running: Any) -> Any:
    settings.GONGSHU = replace(
        settings.GONGSHU, lake_engine="spark", lake_encryption="store", cluster=running.master, cluster_settings=running.properties,
        cluster_rows=1,
    )  # fmt: skip
    return settings.GONGSHU


@pytest.fixture
def large(stage: Any, cast: Any, on_cluster: Any) -> Any:
    """An entry with rules whose table lies plain in a store that encrypts."""
    entry = stage.entry(title="人员登记", items=ITEMS, opening="conditional", opening_conditions="仅限研究")
    stage.deliver(entry, TABLE)
    services.set_rules(entry.number, RULES, actor=cast("huang"), now=NOW)
    return entry


def test_a_large_table_is_checked_on_the_cluster_with_the_same_findings(large, cast, settings, on_cluster, monkeypatch):
    scans: list[int] = []
    counted = checking._counted
    monkeypatch.setattr(checking, "_counted", lambda *said: scans.append(1) or counted(*said))
    far = services.check_entry(large.number, actor=cast("huang"), now=NOW)
    settings.GONGSHU = replace(on_cluster, cluster_rows=10**9)
    near = services.check_entry(large.number, actor=cast("huang"), now=NOW)
    assert scans == [1]
    assert (far.rows, far.violations) == (59, 3)
    assert (far.outcomes, far.findings, far.score) == (near.outcomes, near.findings, near.score)


def test_a_cluster_that_is_away_is_said_and_nothing_is_kept(large, cast, settings, on_cluster):
    settings.GONGSHU = replace(on_cluster, cluster=f"spark://127.0.0.1:{clusters.free_port()}")
    with pytest.raises(ClusterAway, match="nothing listens"):
        services.check_entry(large.number, actor=cast("huang"), now=NOW)
    assert not QualityCheck.objects.exists()
