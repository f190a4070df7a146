"""Deliveries that wait, and what a steward does with them; going back to an earlier snapshot."""

from __future__ import annotations

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.collection import services
from gongshu.collection.errors import CollectionError, DeliveryRunning, NoSuchDelivery, NotDecidable
from gongshu.collection.limits import Counted, reasons_to_wait
from gongshu.collection.models import Delivery
from gongshu.collection.tests.stage import at, describe, table
from gongshu.people import Refused


def shown(entry):
    return entry.resources.get().snapshot


def test_more_bad_rows_than_the_entry_allows_wait_for_a_steward(deliver, entry):
    delivery = deliver(table(9, bad=1))
    assert (delivery.state, [each["code"] for each in delivery.reasons]) == ("waiting", ["share"])
    assert delivery.reasons[0]["en"] == "1 of 10 records were rejected (10.0%); this entry allows 5.0%"
    assert (shown(entry), delivery.snapshot.rows) == (None, 9)


def test_the_entry_may_set_its_own_limit(deliver, huang):
    wide = describe(huang, title="林权登记信息", rejected_share=0.5)
    assert deliver(table(9, bad=1), to=wide.number).state == "published"


def test_a_replacement_that_leaves_less_than_half_waits(deliver, entry):
    first = deliver(table(10))
    delivery = deliver(table(4), hours=1)
    assert (delivery.state, [each["code"] for each in delivery.reasons]) == ("waiting", ["shrink"])
    assert shown(entry) == first.snapshot


def test_half_of_the_rows_is_not_less_than_half():
    counted = Counted(mode="replace", read=5, rejected=0, before=10, after=5)
    assert reasons_to_wait(counted, 0.05) == []


def test_a_share_at_the_limit_is_published():
    assert reasons_to_wait(Counted(mode="append", read=100, rejected=5, before=0, after=95), 0.05) == []


def test_a_released_delivery_is_published_with_the_stewards_name(deliver, entry, huang):
    waiting = deliver(table(9, bad=1))
    done = services.approve_publication(waiting.number, "来源系统升级", actor=huang, now=at(1))
    assert (done.state, done.decided_by, shown(entry)) == ("published", "huang", waiting.snapshot)
    assert AuditEvent.objects.filter(event="collection:delivery:release", subject_id=waiting.number).count() == 1


def test_a_returned_delivery_is_not_published_and_the_same_file_may_come_again(deliver, entry, huang):
    waiting = deliver(table(9, bad=1))
    with pytest.raises(NotDecidable, match="returned with a reason"):
        services.refuse_publication(waiting.number, " ", actor=huang, now=at(1))
    services.refuse_publication(waiting.number, "单位有误", actor=huang, now=at(1))
    assert shown(entry) is None
    again = deliver(table(9, bad=1), hours=2)
    assert (again.is_duplicate, again.state) == (False, "waiting")


def test_what_was_decided_is_not_decided_again(deliver, huang):
    waiting = deliver(table(9, bad=1))
    services.approve_publication(waiting.number, actor=huang, now=at(1))
    with pytest.raises(NotDecidable, match="does not wait for a decision"):
        services.refuse_publication(waiting.number, "再想想", actor=huang, now=at(2))


def test_a_delivery_is_not_released_over_newer_data(deliver, entry, huang):
    deliver(table(10))
    waiting = deliver(table(3), hours=1)
    newer = deliver(table(12), hours=2)
    with pytest.raises(NotDecidable, match="other data was published after"):
        services.approve_publication(waiting.number, actor=huang, now=at(3))
    assert shown(entry) == newer.snapshot


def test_only_a_steward_of_the_provider_decides(deliver, cast):
    waiting = deliver(table(9, bad=1))
    with pytest.raises(Refused, match="only a data steward"):
        services.approve_publication(waiting.number, actor=cast("wu"), now=at(1))  # of the same body, but no steward
    with pytest.raises(NoSuchDelivery):
        services.approve_publication(waiting.number, actor=cast("liu"), now=at(1))


def test_restoring_moves_the_pointer_and_copies_nothing(deliver, entry, huang, node):
    first = deliver(table(3))
    deliver(table(4), hours=1)
    files = sorted(path for path in node.lake.rglob("*") if path.is_file())
    restored = services.restore(entry.number, first.snapshot.number, actor=huang, now=at(2))
    assert (restored.is_published, shown(entry)) == (True, first.snapshot)
    assert sorted(path for path in node.lake.rglob("*") if path.is_file()) == files
    assert AuditEvent.objects.filter(event="catalogue:snapshot:restore").count() == 1


def test_after_a_restore_new_rows_are_added_to_the_restored_snapshot(deliver, entry, huang):
    first = deliver(table(3))
    deliver(table(2, start=50), mode="append", hours=1)
    services.restore(entry.number, first.snapshot.number, actor=huang, now=at(2))
    assert deliver(table(1, start=90), mode="append", hours=3).snapshot.rows == 4


def test_a_snapshot_that_was_never_released_cannot_be_restored(deliver, entry, huang):
    waiting = deliver(table(9, bad=1))
    with pytest.raises(NotDecidable, match="was never released"):
        services.restore(entry.number, waiting.snapshot.number, actor=huang, now=at(1))


def test_nothing_is_restored_while_a_delivery_is_written(deliver, entry, huang):
    first = deliver(table(3))
    deliver(table(5), hours=1)
    Delivery.objects.filter(snapshot__rows=5).update(state="writing", finished_at=None)
    with pytest.raises(DeliveryRunning, match="is being written"):
        services.restore(entry.number, first.snapshot.number, actor=huang, now=at(2))


def test_a_snapshot_of_another_entry_is_not_found(deliver, entry, huang):
    other = describe(huang, title="林权登记信息")
    delivery = deliver(table(3), to=other.number)
    with pytest.raises(NoSuchDelivery, match="no snapshot"):
        services.restore(entry.number, delivery.snapshot.number, actor=huang, now=at(1))


def test_found_columns_become_the_items_of_the_draft(deliver, huang):
    bare = describe(huang, title="窗口叫号记录", items=[])
    delivery = deliver("窗口,等候分钟\n01,7\n02,12\n", to=bare.number)
    services.adopt_items(delivery.number, actor=huang, now=at(1))
    assert list(bare.draft.items.values_list("name", "type")) == [("窗口", "text"), ("等候分钟", "integer")]


def test_a_type_that_was_guessed_wrong_is_corrected_and_later_files_are_read_by_it(deliver, huang):
    bare = describe(huang, title="窗口叫号记录", items=[])
    delivery = deliver("窗口,等候分钟\n1,7\n2,12\n", to=bare.number)
    assert [each["type"] for each in delivery.columns] == ["integer", "integer"]
    window = delivery.columns[0]["code"]
    for wrong in ({"nowhere": "text"}, {window: "number"}):
        with pytest.raises(CollectionError, match="cannot be corrected so"):
            services.adopt_items(delivery.number, wrong, actor=huang, now=at(1))
    services.adopt_items(delivery.number, {window: "text"}, actor=huang, now=at(1))
    later = deliver("窗口,等候分钟\nA1,7\n02,久\n", to=bare.number, hours=2)
    assert ([each["type"] for each in later.columns], later.rows_accepted, later.rows_rejected) == (
        ["text", "integer"],
        1,
        1,
    )


def test_an_entry_that_declares_its_items_keeps_them(deliver, huang):
    delivery = deliver(table(1))
    with pytest.raises(CollectionError, match="read by the entry's own items"):
        services.adopt_items(delivery.number, actor=huang, now=at(1))
