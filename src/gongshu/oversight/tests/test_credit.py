"""The credit record: who is in it, under which article, and who reads it."""

from __future__ import annotations

import json

import pytest
from tests.proof import obligation

from gongshu.grants.tests.stage import at
from gongshu.oversight import queries
from gongshu.oversight.models import MisuseMeasure
from gongshu.oversight.tests.stage import accused, decided, suspended
from gongshu.people.actor import ANYONE
from gongshu.people.models import Account
from gongshu.people.permission import Refused

pytestmark = pytest.mark.usefixtures("shows")


def lines(actor, **asked):
    return queries.credit(actor, **asked).page.rows


@obligation("dazhou-49-3")
def test_dishonest_use_of_shared_data_is_kept_in_the_credit_record_of_the_body(stage, grant):
    decided(stage, accused(stage, grant), "order_correction", correction_days=5)
    [line] = lines(stage.cast("chen"))
    assert (line.body, line.credit_under.label) == (grant.body, "达州办法 第四十九条第二款")


@obligation("dazhou-49-3")
def test_dishonest_use_of_opened_data_is_kept_in_the_credit_record_of_the_person(stage, opened):
    suspended(stage, opened("lin"))
    [line] = lines(stage.cast("lin"))
    assert (line.account.login, line.credit_under.label) == ("lin", "达州办法 第四十九条第二款")


def test_a_measure_that_was_lifted_stays_in_the_record_and_says_by_what(stage, grant):
    case = suspended(stage, grant)
    decided(stage, case, "restore", 2)
    [line] = lines(stage.cast("chen"))
    assert (line.over_at, line.over_by["zh"]) == (at(2), "恢复")


def test_a_corrected_order_is_over_and_a_dismissed_one_too(stage, grant, opened):
    first = decided(stage, accused(stage, grant), "order_correction", correction_days=5)
    decided(stage, first, "confirm", 2)
    second = decided(stage, accused(stage, opened("lin")), "order_correction", correction_days=5)
    decided(stage, second, "dismiss", 2)
    assert [bool(line.over_at) for line in lines(stage.cast("chen"))] == [True, True]


def test_a_case_that_is_dismissed_at_once_leaves_no_line(stage, grant):
    decided(stage, accused(stage, grant), "dismiss")
    assert not MisuseMeasure.objects.exists()


@pytest.mark.parametrize(
    ("login", "sees"), [("chen", 2), ("shen", 2), ("he", 1), ("lin", 1), ("shutong", 0), ("feng", 0)]
)
def test_only_the_user_the_deciding_body_and_auditors_read_a_line(stage, grant, opened, login, sees):
    suspended(stage, grant)
    suspended(stage, opened("lin"))
    assert len(lines(stage.cast(login))) == sees


def test_a_stranger_is_told_to_sign_in(stage, grant, client):
    with pytest.raises(Refused, match="sign in"):
        lines(ANYONE)
    assert client.get("/oversight/credit").status_code == 302
    assert client.get("/oversight/credit.json").status_code in (401, 403)


def test_the_authority_narrows_the_record_to_one_user(stage, grant, opened):
    suspended(stage, grant)
    suspended(stage, opened("lin"))
    chen = stage.cast("chen")
    assert [line.body for line in lines(chen, user=grant.body.code)] == [grant.body]
    assert [line.account.login for line in lines(chen, user="lin")] == ["lin"]


def test_page_and_json_tell_the_same_line(stage, opened, client, on):
    suspended(stage, opened("lin"))
    on(at(1))
    client.force_login(Account.objects.get(login="lin"), backend="django.contrib.auth.backends.ModelBackend")
    [row] = json.loads(client.get("/oversight/credit.json").content)["rows"]
    page = client.get("/oversight/credit").content.decode()
    assert "退出" in page  # who is signed in stays so on the page
    for words in (row["case"], row["grant"], row["measure"]["zh"], row["kept_under"], row["public_until"]):
        assert words in page
    assert client.get("/api/v1/oversight/credit").json()["rows"] == [row]


def test_a_record_decides_nothing_another_application_is_granted_as_before(stage, grant, entry):
    suspended(stage, grant)
    assert stage.granted(entry.number, now=at(2)).state == "live"
