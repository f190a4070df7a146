"""Trying the interface on the page of a data set: the request is the one that a program would send."""

from __future__ import annotations

import re

import pytest
from django.test import Client

OPENED = {"opening": "unconditional", "opening_conditions": "", "sharing": "unconditional"}


@pytest.fixture
def page(stage):
    entry = stage.entry(**OPENED)

    def ask(**said):
        answer = Client().get(f"/catalogue/{entry.number}", {"tab": "api", **said})
        assert answer.status_code == 200
        return entry, answer

    return ask


def test_what_is_filled_in_becomes_the_request_of_a_program(page):
    entry, answer = page(item="district", value="城西", limit="3")
    wanted = f"/data/{entry.number}?limit=3&district=%E5%9F%8E%E8%A5%BF"
    assert answer.context["tab_page"]["trial"].path == wanted
    assert re.search(r'curl "http[^"]+' + re.escape(wanted.replace("&", "&amp;")), answer.content.decode())


def test_an_item_that_leaves_masked_cannot_be_asked_for(page):
    _entry, answer = page(item="owner_id", value="1")
    trial = answer.context["tab_page"]["trial"]
    assert (trial.path, "item" in trial.form.errors) == ("", True)


def test_a_number_of_rows_beyond_the_limit_is_told_beside_the_field(page):
    _entry, answer = page(limit="5000")
    assert "1000" in str(answer.context["tab_page"]["trial"].form.errors["limit"])


def test_of_an_entry_on_conditions_there_is_nothing_to_try(stage):
    entry = stage.entry()
    assert Client().get(f"/catalogue/{entry.number}", {"tab": "api"}).context["tab_page"] is None
