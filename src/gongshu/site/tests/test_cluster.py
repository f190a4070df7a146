"""Doctor says whether the cluster of a node does a job, and what nobody but the operator can see."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import clusters

from gongshu.site import fitness
from gongshu.site.node import Node

pytestmark = pytest.mark.pure


def node(folder: Path, **said: object) -> Node:
    return Node(
        folder=folder, jurisdiction="cn/sichuan/dazhou", master_key=folder / "key", lake_encryption="store", lake_engine="spark", **said
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.spark
def test_doctor_lets_the_cluster_do_a_job_and_says_how_many_workers_it_has(tmp_path):
    pytest.importorskip("pyspark", reason="make setup-spark installs what a cluster needs")
    running = clusters.of_this_run()
    (said,) = fitness._cluster(node(tmp_path, cluster=running.master, cluster_settings=running.properties))
    assert (said.level, "did a job; 2 workers" in said.what) == ("good", True)


@pytest.mark.spark
def test_doctor_calls_a_node_unfit_whose_cluster_is_away(tmp_path):
    pytest.importorskip("pyspark", reason="make setup-spark installs what a cluster needs")
    (said,) = fitness._cluster(node(tmp_path, cluster=f"spark://127.0.0.1:{clusters.free_port()}"))
    assert (said.level, "does not answer (nothing listens at" in said.what) == ("unfit", True)


def test_doctor_warns_that_the_store_has_to_encrypt(tmp_path):
    (said,) = fitness._store(node(tmp_path))
    assert (said.level, "the store has to encrypt them" in said.what) == ("warning", True)
    files = Node(folder=tmp_path, jurisdiction="cn/sichuan/dazhou", master_key=tmp_path / "key")
    assert not [*fitness._store(files), *fitness._cluster(files)]
