"""Delivering to a file resource: kept whole, by its own name, and told apart by its digest."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.files import of_snapshot
from gongshu.collection import filing, presenting, queries, services
from gongshu.collection.errors import CollectionError, DeliveryRefused, ModeUnfit, ResourceUnclear
from gongshu.collection.models import Delivery, FileKey
from gongshu.collection.tests.stage import HEADER, at, describe, line, publish
from gongshu.people import Refused

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 700  # larger than one encrypted piece


@pytest.fixture
def guide(huang):
    """A draft whose only resource is a set of files."""
    return describe(huang, title="编码指南", items=[], resources=[{"kind": "file", "title": "编码指南"}])


@pytest.fixture
def mixed(huang):
    """A draft with a table and files."""
    return describe(huang, title="宗地登记信息", resources=[{"kind": "table"}, {"kind": "file", "title": "说明"}])


def held(delivery):
    return of_snapshot(delivery.snapshot)


def content(delivery, place=-1):
    file = held(delivery)[place]
    return b"".join(filing.read(delivery.resource.number, file))


@pytest.mark.parametrize("name", ["指南.pdf", "照片.png", "成果.gpkg", "登记.csv", "没有后缀"])
def test_any_file_is_kept_byte_for_byte_with_its_name_size_and_digest(deliver, guide, name):
    delivery = deliver(PDF, name=name, to=guide.number)
    assert (delivery.state, delivery.rows_read, delivery.snapshot.rows) == ("published", 0, 0)
    (file,) = held(delivery)
    assert (file.name, file.size, file.digest, content(delivery)) == (name, len(PDF), sha256(PDF).hexdigest(), PDF)


def test_the_answer_has_the_keys_of_every_delivery(deliver, guide):
    said = presenting.delivered(deliver(PDF, name="指南.pdf", to=guide.number))
    assert {key: said[key] for key in ("entry", "published", "duplicate", "rows_read", "rows_accepted", "rows_rejected")} == {
        "entry": guide.number, "published": True, "duplicate": False, "rows_read": 0, "rows_accepted": 0, "rows_rejected": 0,
    }  # fmt: skip
    assert said["snapshot"] == f"{guide.number}-1.1"


def test_the_same_file_again_changes_nothing_and_names_the_same_snapshot(deliver, guide):
    first = deliver(PDF, name="指南.pdf", to=guide.number)
    events = AuditEvent.objects.count()
    again = deliver(PDF, name="指南.pdf", to=guide.number, hours=1)
    assert (again.is_duplicate, again.snapshot) == (True, first.snapshot)
    assert (Delivery.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_the_same_bytes_under_another_name_are_news_for_their_name_is_handed_on(deliver, guide):
    deliver(PDF, name="指南.pdf", to=guide.number)
    again = deliver(PDF, name="指南(2025版).pdf", to=guide.number, hours=1)
    assert (again.is_duplicate, [each.name for each in held(again)]) == (False, ["指南(2025版).pdf"])


def test_a_replacing_file_stands_alone_and_an_appended_one_beside_the_others(deliver, guide):
    deliver(b"1", name="一.txt", to=guide.number)
    deliver(b"2", name="二.txt", to=guide.number, hours=1)
    both = deliver(b"3", name="三.txt", to=guide.number, hours=2, mode="append")
    assert [(each.name, content(both, i)) for i, each in enumerate(held(both))] == [("二.txt", b"2"), ("三.txt", b"3")]


def test_a_file_that_is_there_already_is_not_appended_twice(deliver, guide):
    for hours, (text, name) in enumerate([(b"1", "一.txt"), (b"2", "二.txt"), (b"1", "一.txt")]):
        last = deliver(text, name=name, to=guide.number, hours=hours, mode="append")
    assert [each.name for each in held(last)] == ["二.txt", "一.txt"]


def test_by_key_means_by_name_the_file_of_that_name_is_replaced(deliver, guide):
    deliver(b"1", name="一.txt", to=guide.number, mode="append")
    deliver(b"2", name="二.txt", to=guide.number, mode="append", hours=1)
    last = deliver(b"11", name="一.txt", to=guide.number, mode="upsert", hours=2)
    assert [(each.name, each.size) for each in held(last)] == [("二.txt", 1), ("一.txt", 2)]


def test_an_unknown_mode_is_refused_for_files_too(deliver, guide):
    with pytest.raises(ModeUnfit, match="choose one of replace, append, upsert"):
        deliver(b"1", to=guide.number, mode="merge")


def test_of_a_table_and_files_the_table_takes_what_reads_as_rows(deliver, mixed):
    delivery = deliver(HEADER + line(1), to=mixed.number)
    assert (delivery.resource.kind, delivery.rows_accepted) == ("table", 1)


def test_what_reads_as_no_rows_has_to_name_its_resource_and_is_told_which_there_are(deliver, mixed):
    with pytest.raises(ResourceUnclear) as unclear:
        deliver(PDF, name="说明.pdf", to=mixed.number)
    assert unclear.value.remedy["en"] == f"name the resource: {mixed.number}-1 (table), {mixed.number}-2 (file)"
    assert not Delivery.objects.exists()
    assert deliver(PDF, name="说明.pdf", to=mixed.number, resource=f"{mixed.number}-2").resource.kind == "file"


def test_a_table_of_rows_is_kept_as_a_file_where_the_file_resource_is_named(deliver, mixed):
    text = (HEADER + line(1)).encode()
    delivery = deliver(text, to=mixed.number, resource=f"{mixed.number}-2")
    assert (delivery.rows_read, content(delivery)) == (0, text)


def test_a_resource_that_the_entry_does_not_have_is_named(deliver, mixed, guide):
    for wrong in (f"{mixed.number}-9", f"{guide.number}-1"):
        with pytest.raises(NoSuchEntry, match=wrong):
            deliver(PDF, to=mixed.number, resource=wrong)


def test_an_empty_file_is_refused_before_anything_is_written(deliver, guide):
    with pytest.raises(DeliveryRefused, match="is empty; check the file"):
        deliver(b"", name="空.pdf", to=guide.number)
    assert not Delivery.objects.exists()


def test_a_file_beyond_the_limit_is_refused_with_the_limit(deliver, guide, monkeypatch):
    monkeypatch.setattr(filing, "LARGEST", 10)
    with pytest.raises(DeliveryRefused, match="has 11 bytes; a file may have 10; divide it"):
        deliver(b"x" * 11, to=guide.number)
    assert deliver(b"x" * 10, to=guide.number).state == "published"


def test_a_workbook_that_unpacks_without_end_is_kept_and_never_unpacked(deliver, guide):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", bytes(70 << 20))
    assert held(deliver(packed.getvalue(), name="归档.zip", to=guide.number))[0].size == len(packed.getvalue())


@pytest.mark.parametrize("change", [b"%PDF-1.7 other", b"", b"much longer than it was announced to be"])
def test_a_file_that_changes_while_it_is_read_leaves_a_failed_delivery_and_nothing_of_it(
    guide, huang, file, node, change
):
    path = file(b"%PDF-1.7 first", "指南.pdf")
    with pytest.raises(DeliveryRefused, match="changed while it was read"):
        services.deliver(
            guide.number, path, actor=huang, now=at(0), after=lambda step: path.write_bytes(change) and None
        )
    assert (Delivery.objects.get().state, FileKey.objects.count()) == ("failed", 0)
    assert [path for path in (node.lake / "files").rglob("*") if path.is_file()] == []


def test_only_the_provider_delivers_files(deliver, guide, huang, cast):
    publish(guide, huang, cast("chen"))
    with pytest.raises(Refused, match="only staff of the providing body"):
        deliver(PDF, to=guide.number, actor=cast("liu"))


def test_snapshots_list_the_files_and_never_their_keys(deliver, guide, huang):
    deliver(PDF, name="指南.pdf", to=guide.number)
    (said,) = [presenting.snapshot(each, huang) for each in queries.snapshots(huang, guide.number)]
    assert (said["rows"], said["bytes"], said["published"]) == (0, len(PDF), True)
    assert [(each["name"], each["media"], each["format"], "key" in each) for each in said["files"]] == [
        ("指南.pdf", "application/pdf", "PDF", False)
    ]


def test_two_snapshots_of_files_differ_by_digest(deliver, guide, huang):
    first = deliver(b"1", name="一.txt", to=guide.number)
    deliver(b"2", name="二.txt", to=guide.number, mode="append", hours=1)
    last = deliver(b"11", name="一.txt", to=guide.number, mode="upsert", hours=2)
    found = queries.diff(huang, guide.number, first.snapshot.number, last.snapshot.number).as_json()
    assert (found["added"], found["removed"], found["changed"]) == (1, 0, 1)
    assert found["files"] == {"added": ["二.txt"], "removed": [], "changed": ["一.txt"]}


def test_a_renamed_file_is_a_changed_one(deliver, guide, huang):
    first, last = (deliver(PDF, name=name, to=guide.number, hours=i) for i, name in enumerate(("甲.pdf", "乙.pdf")))
    found = queries.diff(huang, guide.number, first.snapshot.number, last.snapshot.number)
    assert (found.difference.added, found.difference.removed, found.difference.changed) == (0, 0, 1)


def test_snapshots_of_a_table_and_of_files_are_not_compared(deliver, mixed, huang):
    rows = deliver(HEADER + line(1), to=mixed.number)
    file = deliver(PDF, to=mixed.number, resource=f"{mixed.number}-2", hours=1)
    with pytest.raises(CollectionError, match="no snapshots of one resource"):
        queries.diff(huang, mixed.number, rows.snapshot.number, file.snapshot.number)


def test_an_earlier_file_is_restored_by_a_pointer_and_the_next_one_stands_beside_it(deliver, guide, huang):
    first = deliver(b"1", name="一.txt", to=guide.number)
    deliver(b"2", name="二.txt", to=guide.number, hours=1)
    services.restore(guide.number, first.snapshot.number, actor=huang, now=at(2))
    after = deliver(b"3", name="三.txt", to=guide.number, mode="append", hours=3)
    assert [each.name for each in held(after)] == ["一.txt", "三.txt"]


def test_files_are_hooked_by_review_once_they_were_delivered(deliver, guide, huang, cast):
    from gongshu.cases.services import move
    from gongshu.cases.statement import Statement
    from gongshu.catalogue.errors import NotYet

    publish(guide, huang, cast("chen"))
    with pytest.raises(NotYet, match="has no data yet"):
        catalogue.submit_resource(f"{guide.number}-1", actor=huang, now=at(1))
    deliver(PDF, name="指南.pdf", to=guide.number, hours=1)
    case = catalogue.submit_resource(f"{guide.number}-1", actor=huang, now=at(2))
    move(case.number, "approve", Statement(), actor=cast("chen"), now=at(2))
    assert guide.resources.get().state == "hooked"
    assert [each.number for each in queries.snapshots(cast("liu"), guide.number)] == [f"{guide.number}-1.1"]
