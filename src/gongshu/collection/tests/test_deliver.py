"""Delivering a file: what is kept, what is set aside, what is answered."""

from __future__ import annotations

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Snapshot
from gongshu.collection.errors import DeliveryRefused, DeliveryRunning, ModeUnfit
from gongshu.collection.models import Delivery
from gongshu.collection.tests.stage import HEADER, ITEMS, at, describe, line, publish, table
from gongshu.people import Refused


def shown(entry):
    return entry.resources.get().snapshot


def test_a_delivered_table_becomes_the_published_snapshot(deliver, entry):
    delivery = deliver(table(3))
    assert (delivery.state, delivery.rows_read, delivery.rows_accepted, delivery.rows_rejected) == (
        "published",
        3,
        3,
        0,
    )
    snapshot = shown(entry)
    assert (snapshot, snapshot.rows, snapshot.digest) == (delivery.snapshot, 3, delivery.digest)
    assert [each["code"] for each in snapshot.columns] == ["unit_no", "area", "registered_on", "owner_id"]


def test_the_same_file_again_changes_nothing_and_names_the_same_snapshot(deliver, entry):
    first = deliver(table(3))
    events = AuditEvent.objects.count()
    again = deliver(table(3), hours=1)
    assert (again.is_duplicate, again.number, again.snapshot.number) == (True, first.number, first.snapshot.number)
    assert (Delivery.objects.count(), Snapshot.objects.count(), AuditEvent.objects.count()) == (1, 1, events)


def test_a_bad_row_is_set_aside_with_its_reasons_and_stops_nothing(deliver, entry):
    delivery = deliver(table(40, bad=1))
    assert (delivery.state, delivery.rows_accepted, delivery.rows_rejected) == ("published", 40, 1)
    assert delivery.findings == [{"code": "not-a-decimal", "column": "面积", "rows": 1, "records": [41]}]
    assert shown(entry).rows == 40


def test_each_step_is_an_event_in_the_name_of_who_delivered(deliver):
    delivery = deliver(table(1))
    events = AuditEvent.objects.filter(subject_id=delivery.number).order_by("id")
    assert [(event.event, event.actor_login) for event in events] == [
        ("collection:delivery:start", "huang"),
        ("collection:delivery:finish", "huang"),
    ]


def test_appending_adds_to_what_is_published(deliver, entry):
    deliver(table(3))
    more = deliver(table(2, start=10), mode="append", hours=1)
    assert (more.snapshot.rows, shown(entry)) == (5, more.snapshot)


def test_an_upsert_replaces_rows_of_the_same_key_and_adds_the_others(deliver, entry):
    deliver(table(3))
    delivery = deliver(HEADER + line(3, area="100") + line(4), mode="upsert", hours=1)
    assert (delivery.state, delivery.snapshot.rows) == ("published", 4)


def test_in_an_upsert_the_second_row_of_a_key_is_set_aside(deliver):
    delivery = deliver(HEADER + "".join(line(i) for i in range(1, 40)) + line(1, area="7"), mode="upsert")
    assert [(each["code"], each["records"]) for each in delivery.findings] == [("duplicate-key", [40])]


def test_an_unknown_mode_is_refused_with_those_there_are(deliver):
    with pytest.raises(ModeUnfit, match="choose one of replace, append, upsert"):
        deliver(table(1), mode="merge")


def test_only_the_provider_delivers_to_an_entry(deliver, entry, huang, cast):
    with pytest.raises(NoSuchEntry):  # another body does not even see a draft
        deliver(table(1), actor=cast("liu"))
    publish(entry, huang, cast("chen"))
    with pytest.raises(Refused, match="only staff of the providing body"):
        deliver(table(1), actor=cast("liu"))
    assert not Delivery.objects.exists()


def test_a_file_that_cannot_be_read_leaves_a_failed_delivery_and_no_snapshot(deliver, entry, node):
    with pytest.raises(DeliveryRefused) as refused:
        deliver("", name="空.csv")
    assert refused.value.because["zh"] == "空.csv 为空（0 字节）"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error["zh"], shown(entry)) == ("failed", refused.value.because["zh"], None)
    assert list((node.lake / "data").glob("*/*")) == []


def test_a_missing_file_is_named_before_anything_is_written(entry, huang, tmp_path):
    from gongshu.collection import services
    from gongshu.collection.tests.stage import NOW

    with pytest.raises(DeliveryRefused, match="cannot be read"):
        services.deliver(entry.number, tmp_path / "没有.csv", actor=huang, now=NOW)
    assert not Delivery.objects.exists()


def test_an_entry_without_items_takes_the_columns_of_the_file(deliver, huang):
    bare = describe(huang, title="窗口叫号记录", items=[])
    delivery = deliver("窗口,等候分钟\n01,7\n02,12\n", to=bare.number)
    assert delivery.guessed
    assert [(each["name"], each["type"]) for each in delivery.columns] == [("窗口", "text"), ("等候分钟", "integer")]


def test_a_second_delivery_waits_only_so_long_for_the_first(deliver, entry):
    from gongshu.collection import lease

    deliver(table(1))
    Delivery.objects.update(state="writing", finished_at=None, holder=lease.this_process(), leased_until=9e12)
    with pytest.raises(DeliveryRunning, match="is being written"):
        deliver(table(2), patience=0.01, hours=1)


def test_an_engineer_of_the_operating_institution_carries_deliveries_out(deliver, entry, huang, cast):
    publish(entry, huang, cast("chen"))
    assert deliver(table(2), actor=cast("zhou")).actor_login == "zhou"


def test_nothing_is_updated_by_key_where_no_item_is_a_key(deliver, huang):
    bare = describe(huang, title="窗口叫号记录", items=[{"name": "窗口", "code": "window"}])
    with pytest.raises(ModeUnfit, match="has no key item"):
        deliver("窗口\n01\n", to=bare.number, mode="upsert")


def test_the_same_file_is_read_again_once_the_items_have_changed(deliver, entry, huang):
    deliver(table(3))
    items = [*ITEMS[:1], {**ITEMS[1], "type": "text"}, *ITEMS[2:]]
    catalogue.edit(entry.number, {"items": items}, actor=huang, now=at(1))
    again = deliver(table(3), hours=2)
    assert (again.is_duplicate, [each["type"] for each in again.columns[:2]]) == (False, ["text", "text"])
