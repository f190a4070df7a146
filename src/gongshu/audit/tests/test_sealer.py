"""The sealer gives every event one place in the ledger, whatever happens to it on the way."""

import os
import signal

import pytest
from django.db import connection

from gongshu.audit import log, sealer
from gongshu.audit.models import AuditEvent, SealedTree
from gongshu.audit.services import verify
from gongshu.audit.tests.events import NOW, write
from gongshu.ledger.errors import LedgerError


@pytest.mark.django_db
def test_events_get_their_places_in_order_and_a_signed_checkpoint(node):
    rows = write(5)
    assert sealer.seal(NOW) == 5
    assert [AuditEvent.objects.get(pk=row.pk).index for row in rows] == [0, 1, 2, 3, 4]
    tree = SealedTree.objects.get()
    assert (tree.size, log.reader().checkpoint().root.hex()) == (5, tree.root)
    assert not AuditEvent.objects.filter(sealed_at__isnull=True).exists()


@pytest.mark.django_db
def test_without_events_nothing_is_signed(node):
    assert sealer.seal(NOW) == 0
    assert log.reader().checkpoint() is None


@pytest.mark.django_db
def test_sealing_again_changes_nothing(node):
    write(3)
    sealer.seal(NOW)
    before = log.reader().checkpoint()
    assert sealer.seal(NOW) == 0
    assert log.reader().checkpoint() == before


@pytest.mark.django_db
def test_an_event_that_commits_late_with_a_low_number_is_sealed_next(node):
    rows = write(3)
    late = rows[0]
    AuditEvent.objects.filter(pk=late.pk).delete()  # not committed yet, for others
    sealer.seal(NOW)
    late.save(force_insert=True)  # committed now, with an id below those that are sealed
    assert sealer.seal(NOW) == 1
    assert AuditEvent.objects.get(pk=rows[0].pk).index == 2
    assert verify().ok


@pytest.mark.django_db
def test_more_events_than_a_batch_are_sealed_in_one_run(node, monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 7)
    write(20)
    assert sealer.seal(NOW) == 20
    assert verify().size == 20


@pytest.mark.django_db
def test_a_ledger_that_knows_more_than_the_database_is_not_continued(node):
    write(3)
    sealer.seal(NOW)
    AuditEvent.objects.filter(index=2).delete()
    write(1)
    AuditEvent.objects.filter(index__isnull=True).delete()
    with pytest.raises(
        sealer.LedgerApart, match="holds 3 events, the control database only 2; restore both from one backup"
    ):
        sealer.seal(NOW)


@pytest.mark.django_db
def test_what_was_signed_once_is_never_signed_anew(node):
    write(2)
    sealer.seal(NOW)
    (node.ledger / "checkpoint").unlink()
    write(1)
    with pytest.raises(
        sealer.LedgerApart, match=r"2 events were signed once, the ledger .* shows only 0; restore it from a backup"
    ):
        sealer.seal(NOW)


@pytest.mark.django_db
def test_a_ledger_whose_tiles_were_changed_is_not_continued(node):
    write(2)
    sealer.seal(NOW)
    tile = node.ledger / "tile/0/000.p/2"
    tile.write_bytes(bytes(64))
    write(1)
    with pytest.raises(LedgerError, match="nothing was added"):
        sealer.seal(NOW)


@pytest.mark.django_db
def test_events_that_are_kept_elsewhere_are_fetched_before_sealing(node, monkeypatch):
    monkeypatch.setattr(sealer, "_sources", [])
    sealer.source(lambda now: len(write(2)))
    assert sealer.seal(NOW) == 2


@pytest.mark.django_db
def test_a_full_disk_loses_nothing(node, monkeypatch):
    write(3)

    def full(step):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        sealer.seal(NOW, after=full)
    assert sealer.seal(NOW) == 3
    assert verify().ok


STEPS = [
    "1 indexes given",
    "2 writing/ledger.json written",
    "2 writing/tile_entries_000.p_",
    "2 tile/entries/000.p/",
    "2 tile/0/000.p/",
    "2 settled",
    "2 checkpoint.signed written",
    "2 checkpoint renamed",
    "3 checkpoint in place",
    "4 noted",
]


def begin(seal) -> int:
    """Let a process of its own seal; it ends with what `seal` returns, or where it is killed."""
    connection.close()  # The child opens its own; two processes on one connection would mix their answers.
    child = os.fork()
    if child == 0:
        try:
            os._exit(seal())
        finally:
            os._exit(99)
    return child


def end(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(step: str) -> int:
    def after(done: str) -> None:
        if done.startswith(step):
            os.kill(os.getpid(), signal.SIGKILL)

    return sealer.seal(NOW, after=after)


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("step", STEPS)
def test_a_sealer_killed_after_any_step_is_completed_by_the_next(node, step):
    write(4)
    assert end(begin(lambda: killed_after(step))) == -signal.SIGKILL
    shown = log.reader().checkpoint()
    write(2)
    sealer.seal(NOW)
    verdict = verify()
    assert (verdict.ok, verdict.size) == (True, 6)
    assert not AuditEvent.objects.filter(sealed_at__isnull=True).exists()
    if shown is not None:  # What was signed before the kill is the beginning of what is signed after it.
        assert log.reader().root(shown.size) == shown.root


@pytest.mark.usefixtures("transactional_db")
def test_sealers_at_once_give_every_event_one_place(node):
    write(40)
    sealers = [begin(lambda: sealer.seal(NOW)) for _ in range(3)]
    assert sum(end(child) for child in sealers) == 40
    assert (verify().ok, verify().size) == (True, 40)
