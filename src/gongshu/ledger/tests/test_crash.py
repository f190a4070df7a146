"""kill -9 after every single step, a full disk, leftovers: the next run completes, and no size has two roots."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import pytest

from gongshu.ledger.errors import Damaged, LeafDiffers, NoteRejected
from gongshu.ledger.log import SIGNED
from gongshu.ledger.note import Checkpoint, read_checkpoint
from gongshu.ledger.tests.cast import SIGNER, open_log
from gongshu.ledger.tests.test_tree import leaves, root_by_definition
from gongshu.ledger.verify import Walk

pytestmark = pytest.mark.pure

BEFORE, MORE = 250, 300
ALL = leaves(BEFORE + MORE)


def run_in_child(act) -> int:
    """Run the act in a process of its own and return how it ended: negative is the signal that killed it."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            os._exit(9)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def steps_of_an_append(folder: Path) -> list[str]:
    steps: list[str] = []
    open_log(folder).append(ALL[:BEFORE])
    open_log(folder, after=steps.append).append(ALL[BEFORE:])
    return steps


def append_killed_after(step: int, folder: Path) -> None:
    """Append and die by kill -9 as soon as the step of that number is done."""
    done = 0

    def die_there(name: str) -> None:
        nonlocal done
        done += 1
        if done > step:
            os.kill(os.getpid(), signal.SIGKILL)

    ended = run_in_child(lambda: open_log(folder, after=die_there).append(ALL[BEFORE:]))
    assert ended == -signal.SIGKILL


def signed_notes(folder: Path) -> list[Checkpoint]:
    """Return every checkpoint on the disk that bears the log's signature, wherever a killed run left it."""
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        try:
            found.append(read_checkpoint(path.read_text(encoding="utf-8"), [SIGNER.public]))
        except (NoteRejected, UnicodeDecodeError):
            continue
    return found


def stands(folder: Path) -> None:
    """Check entries and tiles against the checkpoint in place."""
    checkpoint = open_log(folder).checkpoint()
    rows = ((index, None, None) for index in range(checkpoint.size))
    Walk(folder, "sha256", rows, []).run(checkpoint)


@pytest.fixture(scope="module")
def steps(tmp_path_factory) -> list[str]:
    return steps_of_an_append(tmp_path_factory.mktemp("steps"))


def test_the_checkpoint_is_signed_only_when_every_tile_is_safe(steps):
    assert steps[-4:] == ["settled", f"{SIGNED} written", "checkpoint renamed", "settled"]
    assert "tile/0/000 renamed" in steps
    assert "tile/entries/002.p/38 renamed" in steps


STEPS = range(20)  # As many as this append has; the next test says so.


def test_every_step_is_covered(steps):
    assert len(steps) == len(STEPS), steps


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_log_stands_and_the_next_run_completes_it(tmp_path, step):
    open_log(tmp_path).append(ALL[:BEFORE])
    append_killed_after(step, tmp_path)
    stands(tmp_path)
    log = open_log(tmp_path)
    assert log.size in (BEFORE, len(ALL))
    assert log.append(ALL[log.size :]).root == root_by_definition(ALL)
    assert list(log.leaves()) == ALL
    stands(tmp_path)
    assert not (tmp_path / SIGNED).exists()


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_no_size_is_ever_signed_with_two_roots(tmp_path, step):
    open_log(tmp_path).append(ALL[:BEFORE])
    append_killed_after(step, tmp_path)
    signed = {checkpoint.size: checkpoint.root for checkpoint in signed_notes(tmp_path)}
    log = open_log(tmp_path)
    others = [b"other leaf"] * MORE
    if len(ALL) in signed:
        with pytest.raises(LeafDiffers):
            log.append(others, start=BEFORE)
    else:
        log.append(others, start=BEFORE)
    for checkpoint in signed_notes(tmp_path):
        assert signed.get(checkpoint.size, checkpoint.root) == checkpoint.root
    stands(tmp_path)


def test_leftovers_of_a_killed_run_do_not_spoil_other_leaves_or_other_sizes(tmp_path, steps):
    open_log(tmp_path).append(ALL[:BEFORE])
    append_killed_after(len(steps) - 4, tmp_path)
    log = open_log(tmp_path)
    others = [*ALL[:BEFORE], *(b"other %d" % index for index in range(900))]
    for size in (253, 300, 512, 700, 1150):
        signed = log.append(others[log.size : size])
        assert signed.root == root_by_definition(others[:size])
        stands(tmp_path)


def test_a_signed_checkpoint_that_was_cut_while_written_is_thrown_away(tmp_path):
    log = open_log(tmp_path)
    log.append(ALL[:BEFORE])
    (tmp_path / SIGNED).write_text(SIGNER.checkpoint(BEFORE, b"\1" * 32)[:-20])
    assert log.append(ALL[BEFORE:]).size == len(ALL)
    (tmp_path / SIGNED).write_bytes(b"\xff\xfe")
    assert log.append([]).size == len(ALL)


def test_a_signed_checkpoint_without_its_tiles_stops_the_log(tmp_path):
    log = open_log(tmp_path)
    log.append(ALL[:BEFORE])
    (tmp_path / SIGNED).write_text(SIGNER.checkpoint(BEFORE, b"\1" * 32))
    with pytest.raises(Damaged, match="the tiles have another root"):
        log.append(ALL[BEFORE:])


def test_an_old_signed_checkpoint_never_takes_the_log_back(tmp_path):
    log = open_log(tmp_path)
    old = log.append(ALL[:BEFORE])
    log.append(ALL[BEFORE:])
    (tmp_path / SIGNED).write_text(old.note)
    with pytest.raises(Damaged, match="older than the checkpoint in place"):
        log.append([b"x"])
    assert log.size == len(ALL)


def test_a_full_disk_changes_nothing_and_the_next_run_completes(tmp_path):
    open_log(tmp_path).append(ALL[:BEFORE])

    def on_a_full_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
        with pytest.raises(OSError, match="File too large"):
            open_log(tmp_path).append(ALL[BEFORE:])

    assert run_in_child(on_a_full_disk) == 0
    assert open_log(tmp_path).size == BEFORE
    stands(tmp_path)
    assert open_log(tmp_path).append(ALL[BEFORE:]).root == root_by_definition(ALL)


def test_a_first_run_killed_at_any_step_leaves_nothing_that_hinders_the_next(tmp_path):
    first: list[str] = []
    open_log(tmp_path / "whole", after=first.append).append(leaves(3))
    for step in range(len(first)):
        folder = tmp_path / str(step)

        def die_there(name: str, left=[step]) -> None:  # noqa: B006 (one counter for each run is meant)
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        assert run_in_child(lambda: open_log(folder, after=die_there).append(leaves(3))) == -signal.SIGKILL  # noqa: B023
        assert open_log(folder).append(leaves(3), start=0).root == root_by_definition(leaves(3))
