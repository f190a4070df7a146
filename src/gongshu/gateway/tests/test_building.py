"""Serving copies follow what is published, and are replaced without a failed request."""

from __future__ import annotations

import pytest

from gongshu.catalogue import services as catalogue
from gongshu.gateway import building
from gongshu.gateway.tests.stage import NOW, at, table
from gongshu.grants import copies
from gongshu.grants.errors import NothingToServe
from gongshu.grants.models import ServingCopy
from gongshu.jobs import worker


def test_a_hooked_table_gets_its_copy_from_the_job_that_follows(stage, entry):
    copy = copies.required(entry.number)
    assert (copy.rows, copy.keys, copy.snapshot) == (6, ("unit_no",), f"{entry.number}-1.1")


def test_what_is_not_hooked_has_no_copy(stage):
    entry = stage.entry(hooked=False)
    stage.deliver(entry, table(3))
    worker.drain(NOW)
    with pytest.raises(NothingToServe):
        copies.required(entry.number)


def test_a_new_snapshot_is_served_and_the_old_copy_still_answers_its_readers(stage, entry, node):
    old = copies.required(entry.number)
    held = copies.opened(old)
    stage.deliver(entry, table(9), now=at(0.1))
    worker.drain(at(0.1))
    new = copies.required(entry.number)
    assert (new.rows, new.place != old.place) == (9, True)
    assert held.count(held.view()) == 6


def test_a_restored_snapshot_is_served_again(stage, entry):
    from gongshu.collection import services as collection

    stage.deliver(entry, table(9), now=at(0.1))
    worker.drain(at(0.1))
    collection.restore(entry.number, f"{entry.number}-1.1", actor=stage.cast("huang"), now=at(0.2))
    worker.drain(at(0.2))
    assert copies.required(entry.number).rows == 6


def test_building_what_is_served_already_does_nothing(stage, entry):
    assert building.build_copy(entry.number, now=at(1)) is None
    assert ServingCopy.objects.count() == 1


def test_a_copy_whose_file_was_lost_is_built_again(stage, entry, node):
    lost = copies.required(entry.number)
    for path in node.serving.iterdir():
        path.unlink()
    assert building.build_copy(entry.number, now=at(1)) is not None
    assert copies.required(entry.number).place != lost.place


def test_a_table_that_was_taken_off_is_served_no_more(stage, entry):
    catalogue.unhook(f"{entry.number}-1", "整改", actor=stage.cast("huang"), now=at(0.1))
    worker.drain(at(0.1))
    assert copies.current(entry.number) is None


def test_replaced_copies_are_swept_once_nobody_can_be_reading_them(stage, entry, node):
    stage.deliver(entry, table(9), now=at(0.1))
    worker.drain(at(0.1))
    assert building.sweep(at(0.1) + building.LINGERS / 2) == 0
    assert building.sweep(at(0.1) + building.LINGERS) == 1
    assert len(list(node.serving.iterdir())) == 1


def test_a_failed_build_leaves_the_copy_that_was_there(stage, entry, monkeypatch):
    stage.deliver(entry, table(9), now=at(0.1))

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building.serve, "build", full)
    with pytest.raises(OSError, match="No space"):
        building.build_copy(entry.number, now=at(0.1))
    assert copies.required(entry.number).rows == 6


def test_the_copy_lies_encrypted(stage, entry, node):
    from gongshu.gateway.tests.stage import person

    for path in node.serving.iterdir():
        assert person(3).encode() not in path.read_bytes()
