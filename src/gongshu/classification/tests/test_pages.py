"""Pages and API of classification, as a browser without scripts and a program see them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gongshu.audit import clock
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.classification import services
from gongshu.classification.models import AttributeReview, RuleText
from gongshu.classification.tests.stage import graded, identified, issued, joined, move, speaks

DAYS = 24


@pytest.fixture(autouse=True)
def _today(cast):
    clock.set_to(at(3 * DAYS))
    yield
    clock.set_to(None)


def text(said, status=200):
    assert said.status_code == status, said.content.decode()[:1500]
    return said.content.decode()


def test_whoever_the_text_names_issues_rules_on_a_page_and_everybody_reads_them(as_, client):
    speaks("zhou")
    signed = as_("zhou")
    page = text(signed.get("/classification"))
    assert "发布新版本" in page
    assert "第十二条第一款" in page
    assert "必填" in text(signed.post("/classification/new/rules", {}), 422)
    said = {
        "title": "公共数据分类分级规则",
        "in_force_on": "2025-10-01",
        "provisions": "第一条 按领域分类。\n第二条 按危害定级。",
    }
    assert signed.post("/classification/new/rules", said).status_code == 302
    assert "没有变化" in text(signed.post("/classification/new/rules", said), 422)
    made = RuleText.objects.get()
    signed.logout()
    page = text(client.get(f"/classification/rules/{made.number}"))
    assert "第二条 按危害定级。" in page
    assert "施行中" in page
    assert client.get(f"/classification/rules/{made.number}.json").json()["version"] == 1
    assert client.get("/classification/new/rules").status_code == 302
    assert text(client.get("/classification/rules/rules.511700.99"), 404)


def test_the_level_of_a_harm_is_computed_on_the_page_and_for_programs(client):
    assert "核心数据</strong>" in text(client.get("/classification?economy=grave")).split('id="result"')[1]
    assert "由定级人员确定" in text(client.get("/classification?economy=general"))
    told = client.get("/api/v1/classification/level?individuals=serious")
    assert told.json()["level"] == "general-3"
    assert client.get("/api/v1/classification/rules").json()["matrix"]["grades"]["economy"]["serious"] == "important"


def test_important_data_is_shown_to_its_author_and_provider_and_to_nobody_else(as_, chen, huang):
    joined("gaj", "state_security_authority", "511700")
    jing = joined("wjw", "sector_department", "511700")
    from gongshu.cases.services import tick
    from gongshu.people import actor_for_login

    guo = actor_for_login("gaj", at(1))
    case = identified(graded(huang, chen), huang)
    move(case, "consult", guo, facts={"question": "是否重要", "days": 3})
    move(case.children.get(), "agree", jing, 4)
    tick(at(5))
    move(case, "admit", guo, 6, reason="严重危害经济运行")
    signed = as_("gaj")
    assert "编制重要数据目录新版本" in text(signed.get("/important-data"))
    assert "已编制新版本" in text(signed.post("/important-data/important/fix", follow=True))
    assert "没有变化" in text(signed.post("/important-data/important/fix", follow=True))
    page = text(signed.get("/important-data/important.511700.1"))
    assert "不动产登记信息" in page
    assert "登记报送" not in page
    told = signed.get("/important-data/important.511700.1.json").json()
    assert told["added"]
    assert signed.get("/api/v1/important-data/important.511700.1").json() == told
    again = signed.post("/api/v1/important-data", json.dumps({"grade": "important"}), content_type="application/json")
    assert again.status_code == 409
    letter = json.dumps({"to": "省", "letter": "1"})
    there = "/api/v1/important-data/important.511700.1/report"
    assert signed.post(there, letter, content_type="application/json").status_code == 409
    number = case.subjects.get().subject
    assert "已列入重要数据目录" in text(as_("huang").get(f"/catalogue/{number}"))
    assert "已列入重要数据目录" not in text(as_("liu").get(f"/catalogue/{number}"))
    assert "不动产登记信息" not in text(as_("liu").get("/important-data"))
    assert text(as_("liu").get("/important-data/important.511700.1"), 404)
    assert as_("lin").get("/important-data.json").json()["rows"] == []


def test_a_steward_confirms_or_opens_the_change_of_what_is_due(as_, huang, chen, settings):
    settings.GONGSHU = replace(
        settings.GONGSHU, promises={"classification.review_every": 20, "classification.review": 5}
    )
    entry = publish(catalogue.add(complete(), actor=huang, now=at(0)), huang, chen, at(0))
    clock.set_to(at(40 * DAYS))
    services.ask(now=at(40 * DAYS))
    signed = as_("huang")
    page = text(signed.get("/grading"))
    for words in ("第十九条第二款", "本平台自定每 20 个工作日", "上次评估", "PG-"):
        assert words in page
    assert "须选择结论" in text(
        signed.post(f"/grading/{entry.number}/review", {"outcome": "unchanged", "reason": ""}, follow=True)
    )
    assert (
        signed.post(f"/grading/{entry.number}/review", {"outcome": "changes", "reason": "职责变化"})
        .headers["Location"]
        .endswith(f"/{entry.number}/edit")
    )
    assert AttributeReview.objects.get().outcome == "changes"
    said = json.dumps({"outcome": "unchanged", "reason": "没有变化"})
    there = f"/api/v1/classification/entries/{entry.number}/reviews"
    assert signed.post(there, said, content_type="application/json").status_code == 201
    assert signed.get("/api/v1/classification/reviews").json()["entries"] == []
    assert "本轮已评估" in text(signed.get("/grading"))
    assert {each["reason"] for each in signed.get("/grading.json").json()["done"]} == {"职责变化", "没有变化"}
    assert "属性评估逾期" in text(signed.get("/bodies/511700-zrzyj/standing"))


def test_a_program_issues_rules(as_):
    speaks("zhou")
    said = {"kind": "rules", "title": "规则", "in_force_on": "2025-10-01", "provisions": ["第一条"]}
    made = as_("zhou").post("/api/v1/classification/rules", json.dumps(said), content_type="application/json")
    assert (made.status_code, made.json()["version"]) == (201, 1)
    assert (
        as_("liu").post("/api/v1/classification/rules", json.dumps(said), content_type="application/json").status_code
        == 403
    )


def test_each_version_of_rules_shows_what_it_changed(as_, client):
    zhou = speaks("zhou")
    issued(zhou)
    second = issued(zhou, hours=2, provisions=("公共数据按领域分类。",))
    page = text(client.get(f"/classification/rules/{second.number}"))
    assert "与上一版的差异" in page
    assert "<ins>" in page
    assert "<del>" in page
