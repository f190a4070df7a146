"""Pages and API of the census, as a browser without scripts and a program see them."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshu.audit import clock
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.census import services
from gongshu.census.models import Answer, Return, Round
from gongshu.census.tests.stage import BUREAU, CITY, answered, opened
from gongshu.jobs import worker


@pytest.fixture(autouse=True)
def _today(cast):
    clock.set_to(at(40))
    yield
    clock.set_to(None)


@pytest.fixture
def estate(huang, chen):
    return publish(catalogue.add(complete(), actor=huang, now=at(0)), huang, chen, at(0))


def text(said, status=200):
    assert said.status_code == status, said.content.decode()[:1500]
    return said.content.decode()


def test_the_authority_opens_a_census_follows_it_and_closes_it(as_, estate, huang):
    client = as_("chen")
    page = text(client.get("/census"))
    assert "开展普查" in page
    assert "第十五条第一款" in page
    assert "参加的企业" not in page
    assert "必填" in text(client.post("/census", {"days": "5"}), 422)
    assert client.post("/census", {"title": "年度普查", "days": "5"}).status_code == 302
    assert "一次普查还没有结束" in text(client.post("/census", {"title": "又一次", "days": "5"}), 422)
    made = Round.objects.get()
    worker.drain(at(40))
    answered(made, huang, ("entry", estate.number, "corrected", "每周更新"), hours=41)
    page = text(client.get(f"/census/{made.pk}"))
    for words in ("每周更新", "填报进度", "结束普查", "市数据局"):
        assert words in page
    body = b"".join(client.get(f"/census/{made.pk}/findings.csv").streaming_content).decode()
    assert f"市自然资源局,数据目录,{estate.number},有出入,每周更新" in body
    assert "没有报送" in text(client.post(f"/census/{made.pk}/close", follow=True))
    clock.set_to(at(20 * 24))
    assert "公共数据资源清单第 1 版" in text(client.post(f"/census/{made.pk}/close", follow=True))


def test_a_body_fills_its_sheet_page_by_page_and_hands_it_in(as_, estate, chen):
    made = opened(chen)
    client, there = as_("huang"), f"/census/{made.pk}/answers"
    assert "还有 1 项没有答复" in text(client.get(there))
    key = f"entry:{estate.number}"
    assert "须写明说明" in text(client.post(there, {f"verdict:{key}": "denied"}), 422)
    assert "没有答复" in text(client.post(f"/census/{made.pk}/submit", follow=True))
    said = {f"verdict:{key}": "corrected", f"said:{key}": "每周更新", "added": "旧档", "added_said": "纸质"}
    assert client.post(there, said).status_code == 302
    page = text(client.get(there))
    assert "每周更新" in page
    assert "旧档" in page
    text(client.post(f"/census/{made.pk}/confirm", follow=True))
    assert "已于 2025-10-01 报送" in text(client.post(f"/census/{made.pk}/submit", follow=True))
    assert "<select" not in text(client.get(there))
    assert Return.objects.get(body__code=BUREAU).submitted_at == at(40)


@pytest.mark.parametrize(("verdict", "next_"), [("denied", "申请下架"), ("corrected", "修改")])
def test_what_a_body_answered_leads_to_what_has_to_be_done(as_, estate, chen, huang, verdict, next_):
    made = opened(chen)
    answered(
        made,
        huang,
        ("entry", estate.number, verdict, "机构改革后不再采集"),
        ("unlisted", "旧档", "added", "纸质"),
        hours=41,
    )
    services.submit(made.pk, actor=huang, now=at(42))
    page = text(as_("huang").get(f"/census/{made.pk}/answers"))
    way = (
        f"/cases/open/catalogue-withdrawal?about={estate.number}"
        if verdict == "denied"
        else f"/catalogue/{estate.number}/edit"
    )
    assert f'<a href="{way}">{next_}</a>' in page
    assert '<a href="/catalogue/new">编制目录</a>' in page


def test_who_is_not_asked_finds_no_sheet_and_is_offered_nothing(client, as_, chen):
    made = opened(chen)
    assert client.get("/census").status_code == 302
    assert as_("tan").get(f"/census/{made.pk}/answers").status_code == 404
    page = text(as_("tan").get(f"/census/{made.pk}"))
    assert "结束普查" not in page
    assert "需要处理的答复" not in page
    assert as_("tan").get(f"/census/{made.pk}/findings.csv").status_code == 403
    assert as_("lin").get(f"/census/{made.pk}").status_code == 404
    assert "开展普查" not in text(as_("lin").get("/census"))


def test_a_program_opens_answers_and_closes(as_, estate):
    def sent(method, path, said=None):
        return getattr(client, method)(f"/api/v1/census{path}", json.dumps(said), content_type="application/json")

    client = as_("chen")
    made = sent("post", "", {"region": CITY, "title": "普查", "days": 5})
    assert made.status_code == 201
    number = made.json()["census"]
    worker.drain(at(40))
    client = as_("huang")
    rows = [{"kind": "entry", "subject": estate.number, "verdict": "confirmed"}]
    assert sent("put", f"/{number}/answers", rows).json()["left"] == 0
    assert sent("put", f"/{number}/answers", [{**rows[0], "subject": "x"}]).status_code == 422
    assert sent("post", f"/{number}/submit").status_code == 200
    assert client.get(f"/api/v1/census/{number}/answers").json()["lines"][0]["verdict"] == "confirmed"
    shown = client.get(f"/api/v1/census/{number}").json()
    assert shown == client.get(f"/census/{number}.json").json()
    assert (shown["returned"], shown["totals"]["confirmed"]) == (1, 1)
    assert client.get("/api/v1/census").json()["rows"][0]["title"] == "普查"
    client = as_("chen")
    assert sent("post", f"/{number}/close").status_code == 409
    clock.set_to(at(20 * 24))
    assert sent("post", f"/{number}/close").json()["list"] == "resource_list.511700.1"


def test_the_coverage_of_many_answers_asks_the_database_no_more_than_that_of_few(as_, estate, chen, huang):
    made = opened(chen)
    client = as_("chen")

    def asked():
        with CaptureQueriesContext(connection) as found:
            text(client.get(f"/census/{made.pk}"))
            text(client.get("/census"))
        return len(found)

    asked()
    few = asked()
    answered(made, huang, *(("unlisted", f"旧档{place}", "added", "纸质") for place in range(5)))
    services.answer(
        made.pk,
        [services.Said(kind="entry", subject=estate.number, verdict="denied", said="x")],
        actor=huang,
        now=at(3),
    )
    assert asked() == few
    assert Answer.objects.count() == 6
