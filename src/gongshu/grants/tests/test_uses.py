"""The store of uses: durable before the answer, counted by day, and taken into the ledger exactly once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest

from gongshu.audit import Event, sealer
from gongshu.audit.models import AuditEvent
from gongshu.audit.services import verify
from gongshu.grants.uses import Store, Use, reading, sealing

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)
DAY = "2025-09-29"


def use(**changed) -> Use:
    said = {
        "event": Event.USE_ROWS.value,
        "entry": "511700-0042",
        "grant": "2025-SQ-00001",
        "login": "liu",
        "body": "511700-jtysj",
        "at": NOW,
    }
    return Use(**{**said, "facts": {"key": "ab12"}, **changed})


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "uses.sqlite")
    yield made
    made.close()


@pytest.mark.pure
def test_a_use_is_in_the_file_when_its_writer_is_told(store):
    store.write(use(rows=3), DAY)
    found = reading.uses(store.path, grant="2025-SQ-00001")
    assert [(each.event, each.rows, each.facts["key"]) for each in found] == [("gateway:use:rows", 3, "ab12")]


@pytest.mark.pure
def test_a_quota_is_counted_exactly_by_many_threads_at_once(store):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.extend(store.write(use(), DAY, quota=25) for _ in range(10)))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer.within_quota for answer in answers) == 25
    assert sorted(answer.requests for answer in answers) == list(range(1, 51))


@pytest.mark.pure
def test_a_quota_is_shared_by_two_stores_of_one_file(store, tmp_path):
    other = Store(store.path)
    try:
        answers = [each.write(use(), DAY, quota=3) for each in (store, other, store, other)]
    finally:
        other.close()
    assert [answer.within_quota for answer in answers] == [True, True, True, False]


@pytest.mark.pure
def test_a_new_day_begins_with_a_whole_quota(store):
    store.write(use(), DAY, quota=1)
    assert not store.write(use(), DAY, quota=1).within_quota
    assert store.write(use(), "2025-09-30", quota=1).within_quota
    assert [(each.day, each.requests) for each in reading.days(store.path, "2025-SQ-00001")] == [
        ("2025-09-30", 1),
        (DAY, 2),
    ]


@pytest.mark.pure
def test_a_used_up_quota_is_recorded_once_however_often_it_is_tried(store):
    refusal = use(event=Event.USE_REFUSED.value)
    for _ in range(5):
        store.write(use(), DAY, quota=2, refusal=refusal)
    assert [each.event for each in reading.uses(store.path, grant="2025-SQ-00001")] == [
        "gateway:use:refused",
        "gateway:use:rows",
        "gateway:use:rows",
    ]


@pytest.mark.pure
def test_a_batch_counts_for_its_questions(store):
    assert store.write(use(counted=40), DAY, quota=50).within_quota
    assert not store.write(use(counted=20), DAY, quota=50).within_quota


@pytest.mark.pure
def test_uses_are_read_newest_first_and_page_by_page(store):
    for rows in range(5):
        store.write(use(rows=rows), DAY)
    newest = reading.uses(store.path, entry="511700-0042", most=2)
    assert [each.rows for each in newest] == [4, 3]
    assert [each.rows for each in reading.uses(store.path, entry="511700-0042", before=newest[-1].id, most=2)] == [2, 1]


@pytest.mark.pure
def test_without_a_file_there_are_no_uses(tmp_path):
    assert reading.uses(tmp_path / "uses.sqlite", grant="x") == []
    assert reading.days(tmp_path / "uses.sqlite", "x") == []


@pytest.mark.pure
def test_whoever_waits_is_told_when_the_file_cannot_be_written(store):
    blocker = sqlite3.connect(store.path, isolation_level=None)
    blocker.execute("DROP TABLE day")
    blocker.close()
    with pytest.raises(sqlite3.OperationalError, match="day"):
        store.write(use(), DAY)


_WRITER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from gongshu.grants.uses.records import Use
from gongshu.grants.uses.store import Store
store = Store(Path(sys.argv[1]))
while True:
    store.write(Use(event="gateway:use:rows", entry="e", grant="g", login="liu", at=datetime(2025, 9, 29, tzinfo=UTC)), "2025-09-29")
    print("answered", flush=True)
"""


@pytest.mark.pure
def test_no_answered_use_is_lost_when_the_gateway_is_killed(tmp_path):
    path = tmp_path / "uses.sqlite"
    process = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    answered = [process.stdout.readline() for _ in range(20)]
    process.kill()
    answered += process.stdout.readlines()
    process.wait()
    written = len(reading.uses(path, grant="g", most=1_000_000))
    assert len([line for line in answered if line.strip() == "answered"]) <= written


@pytest.mark.django_db
def test_the_sealer_takes_uses_along_and_the_ledger_verifies(node):
    store = Store(node.uses)
    for rows in range(3):
        store.write(use(rows=rows), DAY)
    store.close()
    assert sealer.seal(NOW) == 3
    event = AuditEvent.objects.order_by("index").last()
    assert (event.event, event.subject_kind, event.subject_id, event.actor_body) == (
        "gateway:use:rows",
        "grant",
        "2025-SQ-00001",
        "511700-jtysj",
    )
    assert verify().ok


@pytest.mark.django_db
def test_uses_are_taken_once_however_often_the_sealer_runs(node):
    store = Store(node.uses)
    store.write(use(), DAY)
    assert [sealing.take_uses(NOW), sealing.take_uses(NOW)] == [1, 0]
    store.write(use(), DAY)
    store.close()
    assert sealing.take_uses(NOW) == 1
    assert AuditEvent.objects.count() == 2


@pytest.mark.django_db
def test_a_crash_between_writing_and_marking_takes_nothing_twice(node, monkeypatch):
    store = Store(node.uses)
    store.write(use(), DAY)
    store.close()

    def crash(self, *args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sealing.UseMark, "save", crash)
        with pytest.raises(KeyboardInterrupt):
            sealing.take_uses(NOW)
    assert AuditEvent.objects.count() == 0
    assert sealing.take_uses(NOW) == 1


@pytest.mark.django_db
def test_data_taken_without_a_grant_is_a_use_of_the_entry(node):
    store = Store(node.uses)
    store.write(use(grant="", event=Event.USE_QUERY.value), DAY)
    store.close()
    sealing.take_uses(NOW)
    event = AuditEvent.objects.get()
    assert (event.subject_kind, event.subject_id) == ("catalogue-entry", "511700-0042")
