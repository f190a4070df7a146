"""Who is working on a delivery: a lease with a heartbeat, and a fence that only the newest holder passes."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.db.models import F

from gongshu.collection.models import Delivery
from gongshu.collection.models.deliveries import State

SECONDS = 60.0  # a holder that says nothing for so long has lost its delivery
BEAT = 2.0  # seconds between two signs of life; the progress bar moves as often


class LeaseLost(Exception):
    """Another process has taken this delivery over; what this one did must not count."""


def this_process() -> str:
    """Return a name that no other process has, not even a later one of the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def _started(pid: int) -> str:
    """Return when a process of this machine began, in ticks since the machine did; empty if there is none."""
    try:
        # The name of the process stands in brackets and may hold spaces, so fields are counted from its end.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def is_abandoned(delivery: Delivery, wall: float) -> bool:
    """Say whether nobody works on it: the lease ran out, or its process on this machine is gone."""
    host, _, rest = delivery.holder.partition(":")
    pid, _, started = rest.partition(":")
    if delivery.leased_until <= wall:
        return True
    return host == socket.gethostname() and pid.isdigit() and _started(int(pid)) != started


def take(delivery: Delivery, wall: float) -> bool:
    """Make this process the holder; False if another was quicker."""
    held = Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence, state=State.WRITING)
    if not held.update(holder=this_process(), fence=F("fence") + 1, leased_until=wall + SECONDS, began=wall):
        return False
    hold(delivery, delivery.fence + 1, wall)
    return True


def hold(delivery: Delivery, fence: int, wall: float) -> None:
    """Note on the object that this process holds the delivery; the caller writes it."""
    delivery.holder, delivery.fence, delivery.began, delivery.leased_until = this_process(), fence, wall, wall + SECONDS


def require(delivery: Delivery) -> None:
    """Check, inside the transaction of a step, that this process still holds the delivery. Raises: LeaseLost."""
    held = Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence, state=State.WRITING)
    if connection.features.has_select_for_update:
        held = held.select_for_update()
    if not held.exists():
        raise LeaseLost(f"delivery {delivery.pk} was taken over by another process")


class Progress:
    """How far the reading is, in bytes. The lake calls it from threads of its own, so it only keeps numbers and tells `then`."""

    def __init__(self, then: Callable[[int, int], None] | None = None) -> None:
        self.done = self.total = 0
        self.then = then

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self.then:
            self.then(done, total)


@contextmanager
def heartbeat(delivery: Delivery, progress: Progress) -> Iterator[None]:
    """Prolong the lease and write the progress while the block runs."""
    ended = threading.Event()
    beat = threading.Thread(
        target=_beat, args=(delivery.pk, delivery.fence, progress, ended), name=f"delivery {delivery.pk}", daemon=True
    )
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


def _beat(number: str, fence: int, progress: Progress, ended: threading.Event) -> None:
    try:
        while not ended.wait(BEAT):
            held = Delivery.objects.filter(pk=number, fence=fence, state=State.WRITING)
            if not held.update(leased_until=time.time() + SECONDS, done=progress.done):
                return
    finally:
        connection.close()
