"""kill -9 at each numbered step of a delivery to a file resource, a full disk, two at once: nothing lost, nothing half done."""

from __future__ import annotations

import os
import signal
from hashlib import sha256

import pytest

from gongshu.collection.tests.nodes import make_world

STEPS = ("1 begun", "2 files written", "3 committed", "4 published")
PLANTED = b"511702199003077737"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def file(tmp_path):
    def write(content, name="指南.pdf"):
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return write


def look(world):
    return world.run("look_at_files", world.entries[2])


def shown(content, name="指南.pdf"):
    return [name, sha256(content).hexdigest()]


def is_whole(found):
    """Nothing lies on disk without a key, and no key is left without its file."""
    return found["on_disk"] == found["keys"] and found["spool"] == []


@pytest.mark.parametrize("step", STEPS)
def test_a_file_killed_after_any_step_is_kept_exactly_once(world, file, step):
    content = os.urandom(200_000)
    before = look(world)
    assert world.run("deliver", world.entries[2], file(content), world.later(), "replace", step) == -signal.SIGKILL
    assert world.run("work", world.later())["recovered"] == (0 if step == STEPS[-1] else 1)
    after = look(world)
    assert (after["shown"], after["deliveries"][-1][0]) == ([shown(content)], "published")
    assert after["snapshots"] == before["snapshots"] + 1
    assert is_whole(after)


def test_appended_files_are_neither_lost_nor_doubled_by_a_crash(world, file):
    entry, first = world.entries[2], os.urandom(1000)
    world.run("deliver", entry, file(first), world.later())
    for i, step in enumerate(STEPS):
        path = file(str(i).encode(), f"{i}.txt")
        assert world.run("deliver", entry, path, world.later(), "append", step) == -signal.SIGKILL
        world.run("work", world.later())
    assert look(world)["shown"] == [shown(first), *(shown(str(i).encode(), f"{i}.txt") for i in range(len(STEPS)))]


def test_after_a_crash_the_next_command_completes_it_and_answers_with_its_snapshot(world, file):
    entry, path = world.entries[2], file(os.urandom(5000))
    assert world.run("deliver", entry, path, world.later(), "replace", "2") == -signal.SIGKILL
    again = world.run("deliver", entry, path, world.later())
    assert (again["duplicate"], again["published"], again["rows_read"]) == (True, True, 0)


def test_a_file_that_is_gone_after_a_crash_ends_as_failed_and_leaves_nothing(world, file):
    entry, path = world.entries[2], file(os.urandom(5000))
    before = look(world)
    assert world.run("deliver", entry, path, world.later(), "replace", "2") == -signal.SIGKILL
    os.unlink(path)
    world.run("work", world.later())
    after = look(world)
    assert after["deliveries"][-1][1].endswith("is no longer there or has changed")
    assert (after["shown"], after["on_disk"], after["keys"]) == (before["shown"], before["on_disk"], before["keys"])


def test_what_was_committed_is_kept_even_if_its_source_is_gone(world, file):
    content = os.urandom(5000)
    path = file(content)
    assert world.run("deliver", world.entries[2], path, world.later(), "replace", "3") == -signal.SIGKILL
    os.unlink(path)
    world.run("work", world.later())
    assert look(world)["shown"] == [shown(content)]


def test_of_two_files_at_once_none_is_lost(world, file):
    before = look(world)["shown"]
    paths = [file(f"beside {i}".encode(), f"同时{i}.txt") for i in range(2)]
    both = [world.start("deliver", world.entries[2], path, world.later(), "append") for path in paths]
    assert [world.answer(each)["state"] for each in both] == ["published", "published"]
    assert len(look(world)["shown"]) == len(before) + 2


def test_an_upload_waits_encrypted_and_is_carried_on_by_the_worker(world, file):
    content = os.urandom(3 << 20)
    taken = world.run("spooled", world.entries[2], file(content), world.later())
    assert (taken["state"], look(world)["spool"]) == ("writing", [f"{taken['delivery']}.delivery"])
    world.run("work", world.later())
    after = look(world)
    assert (after["shown"], is_whole(after)) == ([shown(content)], True)


def test_a_full_disk_leaves_a_failed_delivery_that_says_what_to_do(world, file):
    before = look(world)
    control = [path.stat().st_size for path in world.folder.glob("control.sqlite*")]
    limit = 2 * max(control, default=2 << 20)
    said = world.run("deliver", world.entries[2], file(os.urandom(2 * limit)), world.later(), "replace", "", str(limit))
    assert (said["refused"], said["remedy"]) == ("StorageGone", "free some space and deliver the same file again")
    after = look(world)
    assert after["deliveries"][-1][0] == "failed"
    assert (after["shown"], after["on_disk"], after["keys"]) == (before["shown"], before["on_disk"], before["keys"])


def test_no_file_under_the_node_holds_a_delivered_file_in_clear(world, file):
    content = PLANTED * 20_000
    assert world.run("deliver", world.entries[2], file(content), world.later(), "replace", "2") == -signal.SIGKILL
    assert found_in(world) == []
    world.run("work", world.later())
    world.run("spooled", world.entries[2], file(content, "续.txt"), world.later())
    assert found_in(world) == []
    world.run("work", world.later())
    assert look(world)["shown"] == [shown(content, "续.txt")]
    assert found_in(world) == []


def found_in(world):
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert len(files) > 1, "there is a file besides the settings"
    return [str(path.relative_to(world.folder)) for path in files if PLANTED in path.read_bytes()]
