"""Rows of open tables as CKAN's programs ask for them."""

from __future__ import annotations

import pytest

from gongshu.grants.uses import reading

OPENED = {"sharing": "unconditional", "opening": "unconditional", "opening_conditions": ""}
SEARCH = "/api/3/action/datastore_search"


@pytest.fixture
def opened(stage):
    return stage.entry(**OPENED)


@pytest.fixture
def ask(client, opened):
    def answer(**given):
        came = client.post(SEARCH, json={"resource_id": f"{opened.number}-1-csv", **given})
        assert came.status_code == 200, came.text
        return came.json()["result"]

    return answer


def test_a_row_has_its_place_its_values_and_the_types_that_ckan_names(ask):
    found = ask(limit=1)
    assert {each["id"]: each["type"] for each in found["fields"]} == {
        "_id": "int", "unit_no": "text", "area": "numeric", "registered_on": "date", "owner": "text", "owner_id": "text", "district": "text",
    }  # fmt: skip
    assert (found["records"][0]["_id"], found["records"][0]["area"], found["records"][0]["registered_on"]) == (
        1,
        61.5,
        "2025-09-02",
    )


def test_rows_are_found_by_values_words_order_and_place(ask):
    assert [row["unit_no"] for row in ask(filters={"unit_no": ["U00001", "U00003"]})["records"]] == ["U00001", "U00003"]
    east = ask(q="城东", fields="unit_no,district", sort="area desc")
    assert (east["total"], east["records"][0]) == (3, {"_id": 5, "unit_no": "U00005", "district": "城东"})
    assert [row["unit_no"] for row in ask(limit=2, offset=4)["records"]] == ["U00005", "U00006"]
    assert ask(limit=0)["records"] == []
    assert ask(q="100%")["total"] == 0


def test_masked_items_are_shown_masked_and_neither_sought_nor_sorted_by(ask, client, opened):
    assert all("*" in row["owner"] for row in ask()["records"])
    assert ask(q="张三")["total"] == 0
    for given in ({"filters": {"owner": "张三1"}}, {"sort": "owner_id"}):
        came = client.post(SEARCH, json={"resource_id": f"{opened.number}-1", **given})
        assert (came.status_code, came.json()["error"]["__type"]) == (403, "Authorization Error")


def test_rows_that_take_an_application_are_refused_as_everywhere(client, stage):
    entry = stage.entry()
    came = client.get(SEARCH, params={"resource_id": f"{entry.number}-1"})
    assert (came.status_code, came.json()["success"], came.json()["error"]["__type"]) == (
        403,
        False,
        "Authorization Error",
    )


def test_every_answer_is_an_event_and_one_of_the_networks_share(ask, client, opened, node):
    before = len(reading.uses(node.uses, entry=opened.number))
    came = client.get(SEARCH, params={"resource_id": f"{opened.number}-1"})
    assert "RateLimit" in came.headers
    uses = reading.uses(node.uses, entry=opened.number)
    assert (len(uses), uses[0].rows) == (before + 1, 6)


def test_a_search_that_takes_too_long_ends_and_says_what_to_do(ask, client, opened, monkeypatch):
    from gongshu.gateway import datastore

    monkeypatch.setattr(datastore, "SECONDS", -1.0)
    monkeypatch.setattr("gongshu.lake.serve._STEPS", 1)
    came = client.post(SEARCH, json={"resource_id": f"{opened.number}-1", "q": "城"})
    assert (came.status_code, "download" in came.json()["error"]["message"]) == (503, True)


@pytest.mark.parametrize(
    "given",
    [
        {"filters": "{"},
        {"filters": {"no_such": 1}},
        {"fields": ["no_such"]},
        {"limit": "-1"},
        {"sort": "unit_no up"},
        {"resource_id": "x"},
        {"fields": 3},
    ],
)
def test_a_wrong_question_says_which_part_of_it(client, opened, given):
    came = client.post(SEARCH, json={"resource_id": f"{opened.number}-1", **given})
    assert came.status_code in (403, 409)
    assert came.json()["success"] is False
    assert came.json()["error"]["message"]
