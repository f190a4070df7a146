"""kill -9 at each numbered step, a full disk, two deliveries at once: nothing lost, nothing half done."""

from __future__ import annotations

import os
import signal

import pytest

from gongshu.collection.tests.nodes import make_world
from gongshu.collection.tests.stage import HEADER, line, table

STEPS = ("1 begun", "2 files written", "3 committed", "4 published")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = make_world(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


@pytest.fixture
def file(tmp_path):
    def write(text, name="登记.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("step", STEPS)
def test_a_delivery_killed_after_any_step_is_completed_exactly_once(world, file, step):
    entry = world.entries[0]
    rows = 100 + STEPS.index(step)
    before = world.run("look", entry)
    assert world.run("deliver", entry, file(table(rows)), world.later(), "replace", step) == -signal.SIGKILL
    assert world.run("work", world.later())["recovered"] == (0 if step == STEPS[-1] else 1)
    after = world.run("look", entry)
    number, state, accepted, _ = after["deliveries"][-1]
    assert (state, accepted, after["shown"], after["rows"]) == ("published", rows, number, rows)
    assert after["lake"].count(number) == 1
    assert sorted(after["folders"]) == sorted(each[0] for each in after["deliveries"])
    assert after["events"][len(before["events"]) :] == ["collection:delivery:start", "collection:delivery:finish"]


def test_after_a_crash_the_next_command_completes_it_without_waiting(world, file):
    entry, path = world.entries[0], file(table(77))
    assert world.run("deliver", entry, path, world.later(), "replace", "2") == -signal.SIGKILL
    again = world.run("deliver", entry, path, world.later())
    assert (again["duplicate"], again["published"], again["rows_accepted"]) == (True, True, 77)


def test_a_delivery_whose_file_is_gone_ends_as_failed_and_leaves_nothing(world, file):
    entry, path = world.entries[0], file(table(55))
    before = world.run("look", entry)
    assert world.run("deliver", entry, path, world.later(), "replace", "2") == -signal.SIGKILL
    os.unlink(path)
    world.run("work", world.later())
    after = world.run("look", entry)
    number, state, _, error = after["deliveries"][-1]
    assert (state, error) == ("failed", "the delivery was interrupted and 登记.csv is no longer there or has changed")
    assert (after["shown"], after["rows"], after["keys"]) == (before["shown"], before["rows"], before["keys"])
    assert number not in after["folders"]


def test_appended_rows_are_neither_lost_nor_doubled_by_a_crash(world, file):
    entry = world.entries[1]
    world.run("deliver", entry, file(table(10)), world.later())
    for i, step in enumerate(STEPS):
        path = file(HEADER + line(1000 + i))
        assert world.run("deliver", entry, path, world.later(), "append", step) == -signal.SIGKILL
        world.run("work", world.later())
    assert world.run("look", entry)["rows"] == 10 + len(STEPS)


def test_of_two_deliveries_at_once_no_row_is_lost(world, file):
    entry = world.entries[1]
    before = world.run("look", entry)["rows"]
    files = [file(HEADER + "".join(line(2000 + 10 * i + j) for j in range(3)), f"{i}.csv") for i in range(2)]
    both = [world.start("deliver", entry, path, world.later(), "append") for path in files]
    answers = [world.answer(each) for each in both]
    assert [answer["published"] for answer in answers].count(True) >= 1
    assert [answer["state"] for answer in answers] == ["published", "published"]
    assert world.run("look", entry)["rows"] == before + 6


def test_of_the_same_file_twice_at_once_one_is_the_duplicate(world, file):
    entry, path = world.entries[1], file(table(30))
    both = [world.start("deliver", entry, path, world.later()) for _ in range(2)]
    answers = [world.answer(each) for each in both]
    assert sorted(answer["duplicate"] for answer in answers) == [False, True]
    assert len({answer["snapshot"] for answer in answers}) == 1


def test_an_upload_waits_encrypted_in_the_spool_and_is_carried_on_by_the_worker(world, file):
    entry = world.entries[0]
    taken = world.run("spooled", entry, file(table(64)), world.later())
    assert (taken["state"], world.run("look", entry)["spool"]) == ("writing", [f"{taken['delivery']}.delivery"])
    world.run("work", world.later())
    after = world.run("look", entry)
    assert (after["deliveries"][-1][1], after["rows"], after["spool"]) == ("published", 64, [])


def test_a_full_disk_leaves_a_failed_delivery_that_says_what_to_do(world, file):
    entry = world.entries[0]
    before = world.run("look", entry)
    text = HEADER + "".join(f"{os.urandom(13).hex()},1,2025-09-01,{os.urandom(40).hex()}\n" for _ in range(120_000))
    limit = (
        2 * max(path.stat().st_size for path in world.folder.glob("control.sqlite*"))
        if list(world.folder.glob("control.sqlite*"))
        else 4 << 20
    )
    said = world.run("deliver", entry, file(text), world.later(), "replace", "", str(limit))
    assert (said["refused"], said["remedy"]) == ("StorageGone", "free some space and deliver the same file again")
    after = world.run("look", entry)
    assert after["deliveries"][-1][1] == "failed"
    assert (after["shown"], after["folders"], after["keys"]) == (before["shown"], before["folders"], before["keys"])


PLANTED = "511702199003077737"


def test_no_file_under_the_node_holds_a_delivered_id_number_in_clear(world, file):
    entry = world.entries[1]
    good = "".join(line(i, person=PLANTED) for i in range(5000))
    text = HEADER + good + f"x{'1' * 40},{PLANTED},2025-09-01,{PLANTED}\n"  # one row is rejected, with the number in it
    assert world.run("deliver", entry, file(text), world.later(), "upsert", "2") == -signal.SIGKILL
    assert found_in(world) == []
    world.run("work", world.later())
    world.run("spooled", entry, file(text + line(9999, person=PLANTED), "续.csv"), world.later())
    assert found_in(world) == []
    world.run("work", world.later())
    assert world.run("look", entry)["rows"] >= 5000
    assert found_in(world) == []


def found_in(world):
    forms = [PLANTED.encode(), PLANTED.encode("utf-16-le")]
    files = [path for path in world.folder.rglob("*") if path.is_file()]
    assert len(files) > 1, "there is a file besides the settings"
    return [str(path.relative_to(world.folder)) for path in files if any(form in path.read_bytes() for form in forms)]
