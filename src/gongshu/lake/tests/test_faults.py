"""A crash or a full disk at any step leaves the last snapshot as it was, and the delivery can be repeated."""

import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from gongshu.lake.deliver import cast
from gongshu.lake.duck import full_disk_explained, lacks_space
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.errors import StorageFull
from gongshu.lake.tables import Mode, Tables
from gongshu.lake.tests.child import STEPS, vault_in
from gongshu.lake.tests.conftest import COLUMNS, ENTRY, ROWS

pytestmark = pytest.mark.pure


def child(folder: Path, source: Path, step: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gongshu.lake.tests.child", str(folder), str(source), step], capture_output=True, text=True, check=False,
        env={"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin"},
    )  # fmt: skip


@pytest.fixture
def lake(tmp_path: Path, written: Callable[..., Path]) -> Tables:
    """A lake with the published snapshot of delivery d1."""
    found, vault = Tables(tmp_path / "lake"), vault_in(tmp_path)
    ids = found.prepare(ENTRY, COLUMNS)
    part = cast(written(*ROWS), COLUMNS, found.place(ENTRY, "d1"), vault, ids=ids).good
    found.commit(ENTRY, [part], delivery="d1", mode=Mode.REPLACE)
    return found


@pytest.mark.parametrize("step", list(STEPS))
def test_a_process_killed_at_any_step_leaves_nothing_half_done(
    step: str, lake: Tables, tmp_path: Path, written: Callable[..., Path]
) -> None:
    source = written("9,1,赵六,1,2024-01-01,是", "x,1,坏,1,2024-01-01,是")
    assert child(tmp_path, source, step).returncode == -signal.SIGKILL
    engine = DuckEngine(lake, vault_in(tmp_path), tmp_path / "spill")
    first = Ref(ENTRY, lake.snapshots(ENTRY)[0].snapshot_id)
    assert engine.count(first) == 3
    done = lake.find_delivery(ENTRY, "d2")
    assert (done is not None) == (step == "when the commit is done")
    if done is None:  # What the worker does after a crash: sweep, and run again.
        lake.sweep()
        assert not lake.place(ENTRY, "d2").exists()
        done = int(child(tmp_path, source).stdout)
    assert engine.query("SELECT xm FROM t", {"t": Ref(ENTRY, done)}).rows == [("赵六",)]
    assert engine.count(first) == 3


def test_a_full_disk_is_explained_and_nothing_becomes_visible(
    lake: Tables, tmp_path: Path, written: Callable[..., Path]
) -> None:
    source = written(*(f"{i},{i * 7919},张三{i},{i}.5,2024-01-01,是" for i in range(60_000)), name="big.csv")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ids = lake.prepare(ENTRY, COLUMNS)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(
            StorageFull, match="nothing became visible; free some space and deliver the same file again"
        ):
            cast(source, COLUMNS, lake.place(ENTRY, "d2"), vault_in(tmp_path), ids=ids)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert lake.find_delivery(ENTRY, "d2") is None
    assert lake.sweep() == [lake.place(ENTRY, "d2")]
    found = cast(source, COLUMNS, lake.place(ENTRY, "d2"), vault_in(tmp_path), ids=ids)
    assert found.rows_accepted == 60_000


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        (OSError(28, "No space left on device"), True),
        (OSError(27, "File too large"), True),
        (OSError(13, "Permission denied"), False),
        (duckdb.IOException("Could not write: No space left on device"), True),
        (duckdb.OutOfMemoryException("failed to offload: max_temp_directory_size"), True),
        (duckdb.IOException("No files found"), False),
    ],
)
def test_only_want_of_space_is_called_a_full_disk(error: Exception, is_full: bool, tmp_path: Path) -> None:
    assert lacks_space(error) is is_full
    with pytest.raises(StorageFull if is_full else type(error)), full_disk_explained(tmp_path):
        raise error
