"""Whoever is granted data is told how, when and on what terms, what they must and must not do, and what they owe."""

from __future__ import annotations

import pytest

from gongshu.cases import services as cases
from gongshu.grants import queries
from gongshu.grants.errors import UnknownGrant
from gongshu.grants.models import Grant
from gongshu.grants.presenting import with_conditions
from gongshu.grants.services import open_reports
from gongshu.grants.tests.stage import NOW, at, said

TOLD = {"method": "接口", "time": "即日", "requirements": "不得他用"}


@pytest.fixture
def opened(stage, entry):
    """What citizen 林 was granted by opening."""
    case = stage.applied(
        entry.number, by="lin", procedure="opening-application", commitment="按承诺使用", until="2025-12-31"
    )
    stage.move(case.number, "grant", stage.cast("chen"), said("符合条件", **TOLD))
    return Grant.objects.get(case=case.number)


@pytest.fixture
def lin(stage, client):
    from gongshu.people.models import Account

    client.force_login(Account.objects.get(login="lin"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.obligation("dazhou-29-2")
def test_the_user_of_opened_data_is_told_to_take_security_measures_and_to_stay_within_the_scope(lin, opened):
    page = lin.get(f"/grants/{opened.number}").content.decode()
    assert "采取安全保障措施" in page
    assert "在规定的范围内使用数据" in page
    told = lin.get(f"/grants/{opened.number}.json").json()["duties"]
    assert (told["article"], [each["key"] for each in told["values"]]) == (
        "达州办法 第二十九条第二款",
        ["security_measures", "use_within_scope"],
    )


def test_what_the_decision_said_of_way_time_and_requirements_stands_on_the_grant(lin, opened):
    page = lin.get(f"/grants/{opened.number}").content.decode()
    assert all(words in page for words in (*TOLD.values(), "提供方式", "有关要求"))
    assert queries.conditions(lin_actor(), opened.number, NOW).told == TOLD


def lin_actor():
    from gongshu.people import actor_for_login

    return actor_for_login("lin", NOW)


def test_purpose_and_prohibitions_go_along_with_the_grant(stage, opened):
    told = with_conditions(opened, queries.conditions(stage.cast("lin"), opened.number, NOW))
    assert told["purpose"] == opened.purpose
    assert "other_use" in [each["key"] for each in told["prohibited"]["values"]]


def test_a_report_that_is_due_stands_on_the_grant_until_it_is_filed(lin, stage, opened):
    cases.tick(at(100))
    open_reports(at(100))
    (report,) = queries.conditions(stage.cast("lin"), opened.number, at(100)).reports
    assert report.number in lin.get(f"/grants/{opened.number}").content.decode()
    assert report.number in lin.get("/grants").content.decode()
    cases.move(report.number, "report", said(use="制作地图", result="服务市民"), actor=stage.cast("lin"), now=at(101))
    assert with_conditions(opened, queries.conditions(stage.cast("lin"), opened.number, at(101)))["reports"][0]["ended"]


def test_shared_data_has_no_duties_where_the_text_is_silent(stage, grant):
    found = queries.conditions(stage.cast("liu"), grant.number, NOW)
    assert (found.duties, found.report, dict(found.told)) == (None, None, {})


def test_nobody_else_reads_the_conditions_of_a_grant(stage, opened):
    with pytest.raises(UnknownGrant):
        queries.conditions(stage.cast("feng"), opened.number, NOW)
