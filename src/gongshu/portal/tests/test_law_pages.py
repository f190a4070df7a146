"""The law pages over the whole stack, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

PAGES = [
    "/law/", "/law/cn/", "/law/cn/sichuan/dazhou/", "/law/cn/sichuan/dazhou/达州办法/", "/law/cn/sichuan/dazhou/达州办法/20", "/law/cn/hunan/",
    "/law/cn/民法典/", "/law/cn/民法典/201", "/law/cn/sichuan/", "/law/due", "/law/due?place=cn/hunan", "/law/due?received=2026-12-29", "/law/compare",
    "/law/compare?times=on&all=on", "/law/procedures/", "/law/procedures/?place=cn/hunan", "/law/procedures/sharing-application",
    "/law/procedures/verification?place=cn/jiangsu",
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_law_page_is_there_in_both_languages(
    db: None, node: object, visitor: Any, address: str, language: str
) -> None:
    answer = visitor(language=language).get(address)
    assert answer.status_code == 200
    assert ('<html lang="en"' in answer.content.decode()) is (language == "en")


@pytest.mark.parametrize(
    "address",
    [
        "/law/cn/mars/",
        "/law/cn/sichuan/dazhou/达州办法/99",
        "/law/cn/sichuan/dazhou/成都条例/1",
        "/law/procedures/no-such",
        "/law/dazhou/达州办法/20",
    ],
)
def test_what_the_law_folder_does_not_have_is_not_found(db: None, node: object, visitor: Any, address: str) -> None:
    assert visitor().get(address).status_code == 404


def test_every_citation_leads_to_its_page(city: Any, visitor: Any) -> None:
    from gongshu.cases.models import Clock
    from gongshu.law.articles import Article

    article = Article(**Clock.objects.get(case=city.running).article)
    page = visitor().get(article.address)
    assert page.status_code == 200
    assert "第二十条" in page.content.decode()


def test_an_article_tells_the_public_how_often_it_was_applied_and_nothing_about_anybody(
    city: Any, visitor: Any
) -> None:
    page = visitor().get("/law/cn/sichuan/dazhou/达州办法/20")
    assert page.context["decisions"].total == 1
    assert page.context["decisions"].running == 2
    assert page.context["decisions"].seen == []
    assert city.refused.number not in page.content.decode()


def test_who_may_see_a_case_finds_it_under_its_article(city: Any, visitor: Any) -> None:
    page = visitor("chen").get("/law/cn/sichuan/dazhou/达州办法/20")
    assert [move.case.number for move in page.context["decisions"].seen] == [city.refused.number]
    assert city.refused.number in page.content.decode()


def test_an_article_is_not_taken_for_one_whose_number_begins_alike(city: Any, visitor: Any) -> None:
    assert visitor().get("/law/cn/sichuan/dazhou/达州办法/2").context["decisions"].total == 0


def test_the_due_day_is_given_with_its_count_and_its_article(db: None, node: object, visitor: Any) -> None:
    page = visitor().get("/law/due?place=cn/sichuan/dazhou&parameter=sharing.reply&received=2025-09-29")
    said = page.content.decode()
    assert '<time datetime="2025-10-13">' in said
    assert "达州办法 第二十条第二款" in said
    assert "民法典 第二百零一条第一款" in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("place=cn/hunan&parameter=opening.reply&received=2025-09-29", "Select a valid choice|选择一个有效的选项|草案"),
        ("received=2025-02-28", "尚未施行"),
        ("received=2030-03-04", "失效"),
        ("received=1999-01-01", "尚未施行|工作日历"),
        ("received=nonsense", "有效的日期|valid date"),
        ("parameter=no.such&received=2025-09-29", "no.such"),
    ],
)
def test_a_question_that_has_no_answer_is_told_why(db: None, node: object, visitor: Any, asked: str, said: str) -> None:
    page = visitor().get(f"/law/due?{asked}")
    assert page.status_code == 200
    assert page.context["count"] is None
    assert any(words in page.content.decode() for words in said.split("|"))


def test_programs_get_the_same_answer(db: None, node: object, visitor: Any) -> None:
    said = visitor().get("/law/due.json?place=cn/sichuan/dazhou&parameter=sharing.reply&received=2025-09-29").json()
    assert said["counted"] == {"work": 4, "makeup": 1, "weekend": 3, "holiday": 6}
    assert {key: said[key] for key in ("due", "unit", "article", "clause", "status", "provisional")} == {
        "due": "2025-10-13", "unit": "working_day", "article": 20, "clause": "第二十条第二款", "status": "verified", "provisional": False,
    }  # fmt: skip


def test_programs_are_told_what_is_wrong(db: None, node: object, visitor: Any) -> None:
    answer = visitor().get("/law/due.json?parameter=sharing.repli&received=2025-09-29")
    assert answer.status_code == 404
    assert "sharing.reply" in answer.json()["error"]["what"]
    assert visitor().get("/law/due.json?received=2031-01-01").status_code == 409


def test_a_promise_of_this_node_counts_here_and_nowhere_else(
    db: None, node: object, settings: Any, visitor: Any
) -> None:
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/chengdu", promises={"sharing.reply": 7})
    here = visitor().get("/law/due?parameter=sharing.reply&received=2025-09-29")
    assert "本节点服务承诺" in here.content.decode()
    there = visitor().get("/law/due?place=cn/sichuan/dazhou&parameter=sharing.reply&received=2025-09-29")
    assert there.context["count"].term.value == 5


def test_two_places_stand_side_by_side_with_an_article_each(db: None, node: object, visitor: Any) -> None:
    page = visitor().get("/law/compare?left=cn/sichuan/dazhou&right=cn/jiangsu&on=2025-10-01")
    said = page.content.decode()
    assert "/law/cn/sichuan/dazhou/达州办法/" in said
    assert "/law/cn/jiangsu/江苏条例/" in said
    assert "没有规定" in said


def test_a_place_that_does_not_exist_is_not_compared(db: None, node: object, visitor: Any) -> None:
    page = visitor().get("/law/compare?left=cn/sichuan/dazhou&right=cn/mars")
    assert page.status_code == 200
    assert page.context["comparison"] is None


def test_a_page_of_a_procedure_shows_picture_and_table(db: None, node: object, visitor: Any) -> None:
    said = visitor().get("/law/procedures/sharing-application").content.decode()
    assert '<svg class="procedure-picture"' in said
    assert "征求提供单位意见" in said
    assert "办公环节" in said


def test_duties_say_whether_the_software_carries_them_out(db: None, node: object, visitor: Any) -> None:
    said = visitor().get("/law/cn/sichuan/dazhou/达州办法/20").content.decode()
    assert "dazhou-20-3" in said
    assert "由系统记录、统计" in said


def test_a_draft_says_that_nothing_is_decided_under_it(db: None, node: object, visitor: Any) -> None:
    assert "草案不产生效力" in visitor().get("/law/cn/hunan/").content.decode()


def test_the_law_pages_set_no_cookie(db: None, node: object, visitor: Any) -> None:
    arrived = visitor()
    arrived.get("/law/")
    arrived.get("/law/due")
    assert not arrived.cookies
