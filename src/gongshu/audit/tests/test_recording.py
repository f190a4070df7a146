"""An event is written with its change or not at all, and says who did what when under which article."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from gongshu import audit
from gongshu.audit import Event, Subject, record, subscriptions
from gongshu.audit.models import AuditEvent
from gongshu.audit.recording import NotInTransaction
from gongshu.jobs.models import Job
from gongshu.ledger.leaves import stands_for

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)
CASE = Subject("case", "2026-SHR-00001", "市交通局申请不动产登记信息")


@dataclass(frozen=True)
class Officer:
    login: str = "chen"
    body: str = "511700-sjj"
    via: str = "session"
    stands_in_for: tuple[str, ...] = ()


def write(**changed):
    given = {"by": Officer(), "at": NOW, "law": "达州办法 第二十条第二款", "facts": {"outcome": "grant"}} | changed
    with transaction.atomic():
        return record(Event.CASE_MOVE, CASE, **given)


def test_a_record_says_who_did_what_to_what_when_and_under_which_article():
    body = json.loads(write().body)
    assert body == {
        "event": "cases:case:move",
        "subject": {"kind": "case", "id": "2026-SHR-00001", "label": "市交通局申请不动产登记信息"},
        "by": {"login": "chen", "body": "511700-sjj", "via": "session"},
        "at": "2025-09-29T02:00:00+00:00",
        "law": "达州办法 第二十条第二款",
        "facts": {"outcome": "grant"},
    }


def test_whoever_stands_in_for_another_is_named_with_them():
    body = json.loads(write(by=Officer(stands_in_for=("wang",))).body)
    assert body["by"]["stands_in_for"] == ["wang"]


def test_the_leaf_stands_for_the_body_and_holds_none_of_it():
    row = AuditEvent.objects.get(pk=write().pk)
    assert stands_for(bytes(row.leaf), row.body.encode(), bytes(row.salt))
    assert b"chen" not in bytes(row.leaf)
    assert len(row.salt) == 16


def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(NotInTransaction, match=r"wrap the change and its record in transaction\.atomic"):
        record(Event.CASE_MOVE, CASE, by=Officer(), at=NOW)


def test_an_event_of_a_change_that_is_rolled_back_never_was():
    with transaction.atomic():
        record(Event.CASE_MOVE, CASE, by=Officer(), at=NOW)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


def test_a_time_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="a time without its zone proves nothing"):
        write(at=datetime(2025, 9, 29, 10, 0))  # noqa: DTZ001


def test_an_unknown_channel_is_refused():
    with pytest.raises(ValueError, match="channel 'pigeon' is none of"):
        write(by=Officer(via="pigeon"))


def test_a_subscriber_gets_one_job_for_each_event_in_the_same_transaction(monkeypatch):
    monkeypatch.setattr(subscriptions, "_consumers", subscriptions.defaultdict(set))
    audit.subscribe(Event.CASE_MOVE, "tests.follow")
    audit.subscribe(Event.CASE_MOVE, "tests.follow")
    row = write()
    job = Job.objects.get()
    assert (job.kind, job.key) == ("tests.follow", f"event {row.pk}")
    assert job.payload == {"event": row.pk, "subject": "2026-SHR-00001", "kind": "case"}
    assert subscriptions.all_consumers() == {Event.CASE_MOVE: ["tests.follow"]}


def test_two_events_never_share_an_index():
    first, second = write(), write()
    AuditEvent.objects.filter(pk=first.pk).update(index=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.filter(pk=second.pk).update(index=0)


def test_a_body_is_erased_only_together_with_its_salt_and_a_time():
    row = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.filter(pk=row.pk).update(body=None)
    assert AuditEvent.objects.filter(pk=row.pk).update(body=None, salt=None, erased_at=NOW) == 1


def test_every_event_has_three_parts_and_a_sentence_in_both_languages():
    for event in Event:
        assert event.value.count(":") == 2
        assert event.en.endswith(".")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in event.zh), event


def test_the_package_names_only_what_it_has():
    with pytest.raises(AttributeError, match="has no 'delete'"):
        _ = audit.delete
