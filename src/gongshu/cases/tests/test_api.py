"""Cases under /api/v1: the same queries and services as the pages."""

from __future__ import annotations

import json

import pytest

from gongshu.audit import clock
from gongshu.cases.tests.cast import at
from gongshu.cases.tests.conftest import APPLICATION
from gongshu.people.models import Account


@pytest.fixture
def api(client):
    clock.set_to(at("2025-09-30"))

    def call(actor, method, address, **body):
        client.force_login(Account.objects.get(login=actor.login), backend="django.contrib.auth.backends.ModelBackend")
        answer = client.generic(
            method, f"/api/v1{address}", json.dumps(body) if body else "", content_type="application/json"
        )
        return answer.status_code, answer.json()

    yield call
    clock.set_to(None)


def test_an_application_is_opened_read_moved_and_replayed(cast, registry, api):
    status, made = api(
        cast.li, "POST", "/cases", procedure="sharing-application", about=["511700-0001"], facts=APPLICATION
    )
    assert (status, made["due"], made["state"]) == (201, "2025-10-14", "submitted")
    address = f"/cases/{made['number']}"
    assert api(cast.chen, "GET", address)[1]["moves"][0]["outcome"] == "grant"
    status, moved = api(
        cast.chen, "POST", f"{address}/moves/grant", seen=made["version"], terms={"until": "2026-12-31"}
    )
    assert (status, moved["state"]) == (200, "granted")
    assert api(cast.li, "GET", f"{address}/replay")[1]["holds"] is True


def test_lists_and_inbox_have_the_keys_of_a_case(apply, cast, api):
    case = apply("2025-09-29")
    assert api(cast.chen, "GET", "/inbox")[1]["cases"][0]["days_left"] == 4
    assert api(cast.li, "GET", "/cases?mine=true")[1]["cases"][0]["number"] == case.number
    assert api(cast.sun, "GET", "/cases")[1] == {"cases": []}


def test_the_form_of_a_procedure_is_data(cast, api):
    status, form = api(cast.li, "GET", "/procedures/sharing-application/form")
    assert status == 200
    assert [fact["key"] for fact in form["facts"] if fact["required"]] == ["reason", "legal_basis", "purpose"]


def test_a_refusal_to_move_has_the_one_shape_of_errors(apply, cast, api):
    case = apply("2025-09-29")
    status, told = api(cast.chen, "POST", f"/cases/{case.number}/moves/refuse", reason="涉密")
    assert status == 422
    assert told["error"]["article"] == "达州办法 第二十条第二款"
    assert told["error"]["shown"] == "legal_basis"
    assert api(cast.chen, "POST", f"/cases/{case.number}/moves/approve", reason="x")[0] == 409
    assert api(cast.li, "POST", f"/cases/{case.number}/moves/grant", reason="x")[0] == 403
    assert api(cast.sun, "GET", f"/cases/{case.number}")[0] == 404
