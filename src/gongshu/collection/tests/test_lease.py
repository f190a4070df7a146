"""Who works on a delivery: dead processes are known at once, living ones keep their lease, and a late one does no harm."""

from __future__ import annotations

import os
import time

import pytest

from gongshu.collection import lease, services
from gongshu.collection.errors import DeliveryRunning
from gongshu.collection.models import Delivery
from gongshu.collection.tests.stage import at, table


def test_a_process_that_lives_is_not_taken_for_dead():
    held = Delivery(holder=lease.this_process(), leased_until=time.time() + 60)
    assert not lease.is_abandoned(held, time.time())


def test_a_process_that_is_gone_has_abandoned_its_delivery_before_the_lease_runs_out():
    host, pid, _ = lease.this_process().split(":")
    another = f"{host}:{pid}:1"  # the same number, given to a later process
    assert lease.is_abandoned(Delivery(holder=another, leased_until=time.time() + 60), time.time())
    assert lease.is_abandoned(Delivery(holder=f"{host}:999999999:1", leased_until=time.time() + 60), time.time())


def test_a_process_of_another_machine_is_given_the_time_of_its_lease():
    held = Delivery(holder="elsewhere:1:1", leased_until=100.0)
    assert not lease.is_abandoned(held, 99.9)
    assert lease.is_abandoned(held, 100.0)


def test_of_two_that_take_over_one_does(deliver):
    deliver(table(1))
    Delivery.objects.update(state="writing", finished_at=None, leased_until=0)
    first, second = Delivery.objects.get(), Delivery.objects.get()
    assert (lease.take(first, 50.0), lease.take(second, 50.0)) == (True, False)


def test_who_lost_the_delivery_publishes_nothing(deliver, entry):
    def lose(step):
        if step == "3 committed":
            Delivery.objects.update(fence=99)

    with pytest.raises(DeliveryRunning, match="was taken over by another process"):
        deliver(table(3), after=lose)
    assert (entry.resources.get().snapshot, Delivery.objects.get().state) == (None, "writing")


def test_a_delivery_whose_process_died_again_and_again_is_given_up(deliver, entry):
    class Killed(BaseException):
        pass

    def die(step):
        raise Killed

    with pytest.raises(Killed):
        deliver(table(3), after=die)
    Delivery.objects.update(fence=5, leased_until=0)
    assert services.recover(at(1)) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error["zh"]) == ("failed", f"投送 {delivery.number} 已中断 5 次")
    assert entry.resources.get().snapshot is None


def test_nothing_is_recovered_that_somebody_works_on(deliver):
    deliver(table(3))
    Delivery.objects.update(
        state="writing", finished_at=None, holder=lease.this_process(), leased_until=time.time() + 60
    )
    assert services.recover(at(1)) == 0


@pytest.mark.usefixtures("transactional_db")
def test_the_heartbeat_keeps_the_lease_and_tells_how_far_the_reading_is(node, monkeypatch):
    from gongshu.catalogue.models import Entry
    from gongshu.collection.tests.stage import NOW, describe, places
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    places()
    make_cast(NOW)
    entry = Entry.objects.get(pk=describe(actor_for_login("huang", NOW)).pk)
    held = Delivery.objects.create(
        number="d1", resource=entry.resources.get(), mode="replace", actor_login="huang", actor_via="cli", file_name="x.csv", size=9, digest="x",
        started_at=NOW, holder=lease.this_process(), fence=1, leased_until=1.0,
    )  # fmt: skip
    monkeypatch.setattr(lease, "BEAT", 0.01)
    progress = lease.Progress()
    with lease.heartbeat(held, progress):
        progress(7, 9)
        while Delivery.objects.get().done != 7:
            time.sleep(0.01)
    assert Delivery.objects.get().leased_until > time.time()
    assert os.getpid() == int(held.holder.split(":")[1])
