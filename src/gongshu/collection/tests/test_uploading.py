"""Files in pieces: taken in their order, by whoever sends them, encrypted at once, and in the end the same file."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from hashlib import sha256

import pytest
from django.conf import settings
from django.test import Client

from gongshu.audit.models import AuditEvent
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.collection import pieces, services, spool
from gongshu.collection.errors import DeliveryRunning, NoSuchUpload, PieceUnfit, StorageGone
from gongshu.collection.models import Delivery, FileKey, Upload
from gongshu.collection.services.uploading import Announced
from gongshu.collection.spool import BLOCK
from gongshu.collection.tests.stage import NOW, at, describe, table
from gongshu.jobs import worker
from gongshu.people import Refused
from gongshu.people.models import Account

CONTENT = table(5).encode() + b"".join(b"5117029%08d,1,2025-09-01,\n" % n for n in range(120_000))


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    """Pieces of one block: the same seams with less to send."""
    monkeypatch.setattr(pieces, "PIECE", BLOCK)


@pytest.fixture
def begin(entry, huang):
    def run(content=CONTENT, name="登记.csv", actor=None, **more):
        said = Announced(file=name, size=len(content), modified=more.pop("modified", 7), **more)
        return services.announce_upload(entry.number, said, actor=actor or huang, now=NOW)

    return run


@pytest.fixture
def give(huang):
    def run(upload, at, content=CONTENT, actor=None):
        piece = content[at : at + BLOCK]
        return services.add_piece(upload.number, at, piece, sha256(piece).hexdigest(), actor=actor or huang, now=NOW)

    return run


@pytest.fixture
def give_all(give):
    def run(upload, content=CONTENT):
        for place in range(upload.received, len(content), BLOCK):
            assert give(upload, place, content)[1]

    return run


def in_clear(upload):
    return b"".join(spool.plain(upload.number, upload.spool_key))


def test_a_file_in_pieces_becomes_the_same_delivery_as_at_once(begin, give_all, huang):
    upload = begin()
    give_all(upload)
    delivery = services.finish_upload(upload.number, actor=huang, now=NOW)
    assert (delivery.digest, delivery.size) == (sha256(CONTENT).hexdigest(), len(CONTENT))
    worker.drain(at(24 * 365 * 2))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.rows_accepted) == ("published", 120_005)
    assert not spool.path_of(delivery.number).exists()
    assert not Upload.objects.exists()


def test_the_same_file_of_the_same_person_goes_on_where_it_broke_off(begin, give, give_all, huang):
    upload = begin()
    give(upload, 0)
    again = begin()
    assert (again.number, again.received) == (upload.number, BLOCK)
    give_all(again)
    assert in_clear(upload) == CONTENT


@pytest.mark.parametrize("other", [{"modified": 8}, {"name": "另一.csv"}, {"content": CONTENT + b"\n"}])
def test_another_file_is_another_upload(begin, give, other):
    upload = begin()
    give(upload, 0)
    assert (begin(**other).number != upload.number, begin(**other).received) == (True, 0)


def test_a_piece_out_of_order_or_twice_changes_nothing_and_is_answered_with_what_has_come(begin, give):
    upload = begin()
    give(upload, 0)
    before = spool.path_of(upload.number).read_bytes()
    for place in (0, 2 * BLOCK, 17):
        held, is_next = give(upload, place)
        assert (held.received, is_next) == (BLOCK, False)
    assert spool.path_of(upload.number).read_bytes() == before


@pytest.mark.parametrize(
    ("piece", "digest"), [(b"x" * BLOCK, "0" * 64), (b"x" * 10, ""), (b"", ""), (b"x" * (BLOCK + 1), "")]
)
def test_a_damaged_short_or_long_piece_is_not_kept(begin, huang, piece, digest):
    upload = begin()
    with pytest.raises(PieceUnfit):
        services.add_piece(upload.number, 0, piece, digest or sha256(piece).hexdigest(), actor=huang, now=NOW)
    assert Upload.objects.get().received == 0
    assert spool.path_of(upload.number).stat().st_size == 0


def test_what_has_come_lies_encrypted(begin, give):
    upload = begin()
    give(upload, 0)
    assert b"511702001" not in spool.path_of(upload.number).read_bytes()


def test_permission_is_asked_for_every_piece(begin, give, cast, huang):
    upload = begin()
    Account.objects.filter(login="huang").update(body=Account.objects.get(login="chen").body)
    from gongshu.people import actor_for_login

    with pytest.raises(Refused):
        give(upload, 0, actor=actor_for_login("huang", NOW))
    assert Upload.objects.get().received == 0


def test_nobody_else_knows_of_an_upload(begin, give, cast, entry):
    upload = begin()
    for act in (
        lambda: give(upload, 0, actor=cast("zhou")),
        lambda: services.finish_upload(upload.number, actor=cast("zhou"), now=NOW),
        lambda: services.drop_upload(upload.number, actor=cast("zhou"), now=NOW),
    ):
        with pytest.raises(NoSuchUpload):
            act()
    with pytest.raises(NoSuchEntry):
        begin(actor=cast("chen"))


def test_after_a_restart_the_digest_is_made_of_what_lies_there(begin, give, give_all, huang):
    upload = begin()
    give(upload, 0)
    pieces.forget(upload.number)
    upload.refresh_from_db()
    give_all(upload)
    assert services.finish_upload(upload.number, actor=huang, now=NOW).digest == sha256(CONTENT).hexdigest()


def test_a_piece_whose_process_died_before_the_row_said_so_is_sent_again(begin, give, give_all):
    upload = begin()
    give(upload, 0)
    Upload.objects.update(received=0)
    pieces.forget(upload.number)
    upload.refresh_from_db()
    give_all(upload)
    assert in_clear(upload) == CONTENT


def test_no_place_is_sealed_with_two_texts(begin, give, huang):
    upload = begin()
    give(upload, 0)
    Upload.objects.update(received=0)
    with pytest.raises(PieceUnfit, match="changed while it was sent"):
        give(upload, 0, os.urandom(len(CONTENT)))
    assert (Upload.objects.exists(), FileKey.objects.exists(), spool.path_of(upload.number).exists()) == (False,) * 3


def test_a_delivery_that_is_being_written_lets_the_upload_wait(begin, give_all, huang):
    first, second = begin(), begin(name="另一.csv")
    give_all(first)
    give_all(second)
    services.finish_upload(first.number, actor=huang, now=NOW)
    with pytest.raises(DeliveryRunning):
        services.finish_upload(second.number, actor=huang, now=NOW)
    assert in_clear(second) == CONTENT
    worker.drain(at(1))
    assert services.finish_upload(second.number, actor=huang, now=NOW).is_duplicate
    assert (Upload.objects.exists(), spool.path_of(second.number).exists()) == (False, False)


def test_an_answer_that_was_lost_is_given_again(begin, give_all, huang):
    upload = begin()
    give_all(upload)
    first = services.finish_upload(upload.number, actor=huang, now=NOW)
    assert services.finish_upload(upload.number, actor=huang, now=NOW) == first
    assert Delivery.objects.count() == 1


def test_what_nobody_goes_on_with_is_swept_after_the_days_of_the_setting(begin, give):
    upload = begin()
    give(upload, 0)
    days = settings.GONGSHU.upload_days
    assert services.sweep_uploads(NOW + timedelta(days=days)) == 0
    os.utime(spool.path_of(upload.number), (0, 0))
    services.recover(NOW)
    assert spool.path_of(upload.number).exists()  # what a crash left is swept sooner, but this is no such file
    assert services.sweep_uploads(NOW + timedelta(days=days, seconds=1)) == 1
    assert (Upload.objects.exists(), FileKey.objects.exists(), spool.path_of(upload.number).exists()) == (False,) * 3
    assert list(AuditEvent.objects.filter(subject_id=upload.number).order_by("id").values_list("event", flat=True)) == [
        "collection:upload:announce",
        "collection:upload:drop",
    ]


def test_a_file_that_the_disk_cannot_hold_is_refused_before_it_comes(begin, huang, entry):
    with pytest.raises(StorageGone, match="free some space"):
        services.announce_upload(entry.number, Announced(file="a.csv", size=1 << 60, modified=0), actor=huang, now=NOW)
    assert not FileKey.objects.exists()


def test_a_file_that_fits_nowhere_is_refused_before_it_comes(huang):
    from gongshu.collection.errors import ResourceUnclear

    entry = describe(huang, title="宗地", resources=[{"kind": "table"}, {"kind": "file", "title": "说明"}])
    with pytest.raises(ResourceUnclear):
        services.announce_upload(entry.number, Announced(file="a.pdf", size=9, modified=0), actor=huang, now=NOW)


def test_a_program_sends_pieces_as_the_page_does(entry, cast):
    client = Client()
    client.force_login(Account.objects.get(login="huang"), backend="django.contrib.auth.backends.ModelBackend")
    said = {"file": "登记.csv", "size": len(CONTENT), "modified": 1}
    begun = client.post(
        f"/api/v1/entries/{entry.number}/uploads", json.dumps(said), content_type="application/json"
    ).json()
    assert (begun["received"], begun["piece"]) == (0, BLOCK)
    own = f"/api/v1/uploads/{begun['upload']}"

    def send(place):
        piece = CONTENT[place : place + BLOCK]
        address = f"{own}/pieces?offset={place}&digest={sha256(piece).hexdigest()}"
        return client.post(address, piece, content_type="application/octet-stream")

    assert send(0).status_code == 200
    again = send(0)
    assert (again.status_code, again.json()["received"]) == (409, BLOCK)
    assert client.post(f"{own}/finish").status_code == 409
    for place in range(BLOCK, len(CONTENT), BLOCK):
        assert send(place).status_code == 200
    assert client.get(own).json()["received"] == len(CONTENT)
    done = client.post(f"{own}/finish")
    assert (done.status_code, done.json()["digest"]) == (202, sha256(CONTENT).hexdigest())
    assert client.get(own).status_code == 404


def test_the_page_names_what_was_sent_in_part_and_lets_it_be_given_up(begin, give, entry, cast):
    client = Client()
    client.force_login(Account.objects.get(login="huang"), backend="django.contrib.auth.backends.ModelBackend")
    upload = begin()
    give(upload, 0)
    page = client.get(f"/catalogue/{entry.number}/deliver").content.decode()
    assert ("未传完的文件" in page, f"{upload.percent or BLOCK * 100 // len(CONTENT)}%" in page) == (True, True)
    assert client.post(f"/uploads/{upload.number}/drop")["Location"] == f"/catalogue/{entry.number}/deliver"
    assert (Upload.objects.exists(), spool.path_of(upload.number).exists()) == (False, False)
