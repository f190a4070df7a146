"""Desk, standing of a body, background jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gongshu.audit import clock
from gongshu.audit.models import AuditEvent
from gongshu.catalogue.tests.stage import NOW, at
from gongshu.jobs.models import Job, State

PEOPLE = [
    "chen",
    "luo",
    "tang",
    "zhou",
    "shen",
    "liu",
    "he",
    "huang",
    "gao",
    "sysadmin",
    "secadmin",
    "auditadmin",
    "lin",
    "shutong",
]


pytestmark = pytest.mark.usefixtures("city")


def cards(page: Any) -> dict:
    return {str(card.title): {str(line.title): line for line in card.lines} for card in page.context["desk"].cards}


def test_everybody_finds_a_desk_with_a_few_things_to_do_in_both_languages(visitor: Any) -> None:
    for login in PEOPLE:
        for language in ("zh-hans", "en"):
            page = visitor(login, language).get("/desk")
            assert page.status_code == 200, login
            found = cards(page)
            assert found, login
            assert all(2 <= len(lines) <= 6 for lines in found.values()), login


def test_every_line_of_a_desk_leads_to_a_page_that_this_person_may_open(visitor: Any) -> None:
    for login in PEOPLE:
        here = visitor(login)
        lines = [line for lines in cards(here.get("/desk")).values() for line in lines.values()]
        closed = [line.address for line in lines if here.get(line.address, follow=True).status_code != 200]
        assert not closed, f"{login} cannot open {closed}"


def test_an_officer_sees_first_what_is_late(city: Any, visitor: Any) -> None:
    desk = visitor("chen").get("/desk").context["desk"]
    assert [waiting.case.number for waiting in desk.waiting] == [city.late.number, city.running.number]
    assert (desk.total, desk.late) == (2, 1)


def test_a_desk_links_each_deadline_to_its_article(city: Any, visitor: Any) -> None:
    said = visitor("chen").get("/desk").content.decode()
    assert "达州办法 第二十条第二款" in said
    assert "已逾期" in said


def test_whoever_has_nothing_to_do_is_told_so(visitor: Any) -> None:
    assert "没有轮到您办理的事项" in visitor("gao").get("/desk").content.decode()


def test_a_steward_sees_empty_entries_and_late_updates(visitor: Any) -> None:
    lines = cards(visitor("liu").get("/desk"))["数据管理"]
    assert lines["空目录"].value == 1
    assert lines["更新逾期"].value == 2
    assert cards(visitor("huang").get("/desk"))["数据管理"]["更新逾期"].value == 1


def test_an_auditor_sees_the_log(visitor: Any) -> None:
    lines = cards(visitor("shen").get("/desk"))["审计"]
    assert lines["存证日志的记录"].value == AuditEvent.objects.count()


def test_a_citizen_finds_the_own_applications(visitor: Any) -> None:
    assert cards(visitor("lin").get("/desk"))["我要"]["我的申请"].value == 0


def test_whoever_is_signed_out_is_led_to_sign_in(visitor: Any) -> None:
    for address in ("/desk", "/body", "/jobs"):
        assert visitor().get(address)["Location"].startswith("/accounts/login/")


def test_ones_own_body_is_found_without_knowing_its_code(visitor: Any) -> None:
    assert visitor("chen").get("/body")["Location"] == "/bodies/511700-sjj/standing"
    assert visitor("lin").get("/body")["Location"] == "/bodies"


def test_a_body_sees_what_it_owes_with_days_and_articles(city: Any, visitor: Any) -> None:
    page = visitor("chen").get("/bodies/511700-sjj/standing")
    standing = page.context["standing"]
    assert [owed.case.number for owed in standing.owes] == [city.late.number, city.running.number]
    assert standing.late == 1
    assert "达州办法 第二十条第二款" in page.content.decode()


def test_an_applicant_body_sees_what_it_is_owed(city: Any, visitor: Any) -> None:
    standing = visitor("he").get("/bodies/511700-jtysj/standing").context["standing"]
    assert {owed.case.number for owed in standing.owed} == {city.late.number, city.running.number}
    assert standing.owes == []


def test_the_public_sees_a_bodys_entries_and_none_of_its_cases(city: Any, visitor: Any) -> None:
    page = visitor().get("/bodies/511700-sjj/standing")
    assert page.context["standing"].owes == []
    assert city.late.number not in page.content.decode()
    assert [entry.title for entry in visitor().get("/bodies/511700-jtysj/standing").context["standing"].empty] == [
        "城市停车泊位"
    ]


def test_a_body_that_lacks_what_its_text_demands_is_shown_as_in_default(visitor: Any) -> None:
    said = visitor().get("/bodies/511700-sjj/standing").content.decode()
    assert "首席数据官" in said
    assert "达州办法 第七条第三款" in said
    assert "未落实" not in visitor().get("/bodies/511700-zrzyj/standing").content.decode()


def test_a_body_that_does_not_exist_is_not_found(visitor: Any) -> None:
    assert visitor().get("/bodies/no-such/standing").status_code == 404


@pytest.fixture
def dead(city: Any) -> Job:
    return Job.objects.create(
        kind="cases.letter",
        key="x-1",
        payload={},
        state=State.DEAD,
        made_at=NOW,
        ready_at=NOW,
        tries=8,
        error="OSError: disk full",
    )


def test_the_system_administrator_sees_why_a_job_died(visitor: Any, dead: Job) -> None:
    page = visitor("sysadmin").get("/jobs")
    assert page.context["jobs"].state == "dead"
    assert "disk full" in page.content.decode()
    assert "重试" in page.content.decode()


def test_a_dead_job_gets_its_tries_back_and_an_event_says_who_did_it(visitor: Any, dead: Job) -> None:
    answer = visitor("sysadmin").post(f"/jobs/{dead.pk}/revive", follow=True)
    dead.refresh_from_db()
    assert answer.status_code == 200
    assert (dead.state, dead.tries) == (State.WAITING, 0)
    assert AuditEvent.objects.get(event="jobs:job:revive").actor_login == "sysadmin"


def test_a_job_that_is_not_dead_is_left_alone(visitor: Any, dead: Job) -> None:
    here = visitor("sysadmin")
    here.post(f"/jobs/{dead.pk}/revive")
    assert here.post(f"/jobs/{dead.pk}/revive").status_code == 409
    assert here.post("/jobs/999999/revive").status_code == 409
    assert AuditEvent.objects.filter(event="jobs:job:revive").count() == 1


def test_an_engineer_sees_the_jobs_and_cannot_revive_them(visitor: Any, dead: Job) -> None:
    assert "disk full" in visitor("zhou").get("/jobs").content.decode()
    assert f"/jobs/{dead.pk}/revive" not in visitor("zhou").get("/jobs").content.decode()
    assert visitor("zhou").post(f"/jobs/{dead.pk}/revive").status_code == 403
    dead.refresh_from_db()
    assert dead.state == State.DEAD


def test_others_do_not_see_the_jobs(visitor: Any) -> None:
    assert {visitor(login).get("/jobs").status_code for login in ("chen", "liu", "lin", "secadmin")} == {403}


def test_every_state_of_a_job_has_its_list(visitor: Any, dead: Job) -> None:
    for state in State.values:
        page = visitor("sysadmin").get(f"/jobs?state={state}")
        assert page.context["jobs"].state == state
        assert all(job.state == state for job in page.context["jobs"].listed)
    assert visitor("sysadmin").get("/jobs?state=nonsense").context["jobs"].state == "dead"


def test_a_job_is_revived_by_its_own_form_only(visitor: Any, dead: Job) -> None:
    assert visitor("sysadmin").get(f"/jobs/{dead.pk}/revive").status_code == 405
    clock.set_to(at(1) + timedelta(hours=1))
    dead.refresh_from_db()
    assert dead.state == State.DEAD
