"""The programs' way: the same answers as the pages and the command line."""

from __future__ import annotations

import json

import pytest
from django.test import Client, RequestFactory

from gongshu.collection import spool
from gongshu.collection.models import Delivery, FileKey
from gongshu.collection.tests.stage import table
from gongshu.collection.uploads import SpoolHandler
from gongshu.people.models import Account

CONTRACT = {"entry", "snapshot", "published", "duplicate", "rows_read", "rows_accepted", "rows_rejected", "seconds"}


@pytest.fixture
def huangs(cast):
    client = Client()
    client.force_login(Account.objects.get(login="huang"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client, address, **said):
    return client.post(f"/api/v1/{address}", json.dumps(said), content_type="application/json")


def test_a_delivery_has_the_keys_that_scripts_rely_on(huangs, deliver, entry):
    delivery = deliver(table(40, bad=1))
    said = huangs.get(f"/api/v1/deliveries/{delivery.number}").json()
    assert said.keys() >= CONTRACT
    assert said == huangs.get(f"/deliveries/{delivery.number}.json").json()
    assert said["findings"][0]["title"] == {"zh": "不是小数", "en": "Not a decimal"}
    assert [
        each["delivery"] for each in huangs.get("/api/v1/deliveries", {"entry": entry.number}).json()["deliveries"]
    ] == [delivery.number]


def test_a_snapshot_has_the_keys_that_scripts_rely_on(huangs, deliver, entry):
    deliver(table(3))
    [said] = huangs.get(f"/api/v1/entries/{entry.number}/snapshots").json()["snapshots"]
    assert said.keys() >= {"snapshot", "at", "rows", "published"}
    assert (said["rows"], said["published"], said["at"]) == (3, True, "2025-09-29T10:00:00+08:00")


def test_rejected_rows_come_with_their_reasons_in_both_languages(huangs, deliver):
    delivery = deliver(table(40, bad=3))
    rows = huangs.get(f"/api/v1/deliveries/{delivery.number}/quarantine", {"after": 41, "limit": 1}).json()["rows"]
    assert [(row["record"], row["reasons"][0]["code"], row["reasons"][0]["value"]) for row in rows] == [
        (42, "not-a-decimal", "约九十")
    ]
    assert "is not a decimal" in rows[0]["said"]["en"][0]


def test_what_waits_is_released_or_returned(huangs, deliver):
    waiting = deliver(table(9, bad=1))
    assert post(huangs, f"deliveries/{waiting.number}/approve", reason="已核实").json()["published"] is True
    again = post(huangs, f"deliveries/{waiting.number}/refuse", reason="再想想")
    assert (again.status_code, again.json()["error"]["status"]) == (409, 409)
    second = deliver(table(8, bad=2), hours=1)
    assert post(huangs, f"deliveries/{second.number}/refuse", reason="单位有误").json()["state"] == "refused"


def test_an_earlier_snapshot_is_restored(huangs, deliver, entry):
    first = deliver(table(3))
    deliver(table(4), hours=1)
    said = post(huangs, f"entries/{entry.number}/snapshots/restore", snapshot=first.snapshot.number).json()
    assert (said["snapshot"], said["published"]) == (first.snapshot.number, True)


def test_the_documentation_shows_how_a_file_is_sent(client, db, node):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    body = paths["/api/v1/entries/{number}/deliveries"]["post"]["requestBody"]
    assert body["content"]["multipart/form-data"]["schema"]["properties"]["file"]["format"] == "binary"


def test_a_form_without_a_file_is_told_and_takes_nothing(huangs, entry):
    answer = huangs.post(f"/catalogue/{entry.number}/deliver", {"mode": "", "mends": ""})
    assert (answer.status_code, Delivery.objects.count()) == (422, 0)


def test_a_form_that_is_refused_leaves_nothing_in_the_spool(huangs, entry, node, file):
    with file("x", "a.csv").open("rb") as stream:
        answer = huangs.post(f"/catalogue/{entry.number}/deliver", {"mode": "merge", "mends": "", "file": stream})
    assert (answer.status_code, list(node.spool.glob("*.delivery")), FileKey.objects.count()) == (422, [], 0)


def test_an_interrupted_upload_leaves_nothing_in_the_spool(db, node):
    handler = SpoolHandler(RequestFactory().post("/"))
    handler.new_file("file", "登记.csv", "text/csv", None)
    handler.receive_data_chunk(b"x" * 10, 0)
    assert spool.path_of(handler.number).exists()
    handler.upload_interrupted()
    assert (spool.path_of(handler.number).exists(), FileKey.objects.count()) == (False, 0)
