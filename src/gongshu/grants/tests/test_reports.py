"""Reports on use fall due where a text demands them, and nowhere else."""

from __future__ import annotations

import pytest

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.grants.models import Grant
from gongshu.grants.services import open_reports
from gongshu.grants.tests.stage import NOW, at, said
from gongshu.people import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(stage, entry):
    """What citizen 林 was granted by opening."""
    case = stage.applied(
        entry.number, by="lin", procedure="opening-application", commitment="按承诺使用", until="2025-12-31"
    )
    stage.move(
        case.number, "grant", stage.cast("chen"), said("符合条件", method="接口", time="即日", requirements="不得他用")
    )
    return Grant.objects.get(case=case.number)


@pytest.mark.obligation("dazhou-29-3")
def test_the_user_of_opened_data_reports_when_the_grant_is_over(stage, opened):
    assert open_reports(at(30)) == 0
    cases.tick(at(100))
    assert open_reports(at(100)) == 1
    case = Case.objects.get(procedure="use-report")
    assert case.applicant_account.login == "lin"
    assert case.clocks.get().owed_by is None
    moved = cases.move(
        case.number, "report", said(use="制作地图", result="服务市民"), actor=stage.cast("lin"), now=at(101)
    )
    assert moved.state == "reported"


def test_a_report_is_asked_for_once(opened):
    cases.tick(at(100))
    assert [open_reports(at(100)), open_reports(at(100)), open_reports(at(300))] == [1, 0, 0]


def test_a_grant_that_runs_on_is_reported_on_once_a_year(stage, entry):
    case = stage.applied(entry.number, by="lin", procedure="opening-application", commitment="按承诺使用")
    stage.move(
        case.number, "grant", stage.cast("chen"), said("符合条件", method="接口", time="即日", requirements="不得他用")
    )
    assert [open_reports(at(364)), open_reports(at(365)), open_reports(at(400)), open_reports(at(731))] == [0, 1, 0, 1]


def test_where_the_text_is_silent_nobody_is_asked(grant):
    assert open_reports(at(400)) == 0


@pytest.mark.obligation("hunan-11-5")
def test_the_use_of_shared_data_is_reported_on_in_hunan(grant, place):
    place("cn/hunan")
    assert open_reports(at(400)) == 1
    assert Case.objects.get(procedure="use-report").applicant_body.code == "511700-jtysj"


def test_only_the_clock_and_engineers_ask_for_reports(stage, grant):
    with pytest.raises(Refused):
        open_reports(NOW, actor=stage.cast("liu"))
