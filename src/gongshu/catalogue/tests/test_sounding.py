"""What was likely meant by a word without hits."""

from __future__ import annotations

import pytest

from gongshu.catalogue import queries, services
from gongshu.catalogue.queries import Asked
from gongshu.catalogue.searching.sounding import MOST, near
from gongshu.catalogue.tests.stage import NOW, complete, publish
from gongshu.people.actor import ANYONE

WORDS = ["不动产登记信息", "公交站点名录", "空气质量日报", "医保定点医药机构名录", "学校名录", "企业年报2024"]
BASIS = {"kind": "law", "law": "测绘法", "article": "第三十四条"}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bdcdj", "不动产登记"), ("gjzd", "公交站点"), ("gongjiao", "公交"), ("公交战点", "公交站点"), ("空汽质量", "空气质量"), ("医宝", "医保"),
        ("不动产登计信息", "不动产登记信息"), ("企业年抱2024", "企业年报2024"), ("公交站占名录", "公交站点名录"),
    ],
)  # fmt: skip
def test_initials_pinyin_homophones_and_slips_lead_to_the_word_that_was_meant(typed, meant):
    assert near(typed, WORDS)[0] == meant


@pytest.mark.pure
@pytest.mark.parametrize("typed", ["", "行", "abc1", "zzzz", "甲乙丙丁", "公" * 30, "公交站点名录"])
def test_nothing_is_offered_where_nothing_is_near(typed):
    assert near(typed, WORDS) == []


@pytest.mark.pure
def test_few_words_are_offered_however_many_are_near():
    assert len(near("gj", ["公交", "国家", "工具", "古迹", "关键", "管家", "供给"])) == MOST


def test_a_search_without_hits_offers_words_of_what_this_person_may_find_and_of_nothing_else(huang, chen, client):
    publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    hidden = complete(title="控制点坐标", opening="withheld", opening_basis=BASIS, items=complete()["items"][:1])
    hidden["items"][0] |= {"code": "point", "name": "点号"}
    publish(services.add(hidden, actor=huang, now=NOW), huang, chen)
    found = queries.search(ANYONE, Asked(text="不动产等级"))
    assert (found.total, list(found.suggestions)) == (0, ["不动产登记"])
    assert list(queries.search(ANYONE, Asked(text="空制点")).suggestions) == []
    assert list(queries.search(chen, Asked(text="空制点")).suggestions) == ["控制点"]
    assert queries.search(ANYONE, Asked(text="不动产等级", facets={"domain": ("health",)})).suggestions == ()
    page = client.get("/catalogue", {"q": "bdcdj"}).content.decode()
    assert "?q=%E4%B8%8D%E5%8A%A8%E4%BA%A7%E7%99%BB%E8%AE%B0" in page
    assert client.get("/catalogue.json", {"q": "bdcdj"}).json()["suggestions"] == ["不动产登记"]


def test_of_several_words_the_one_that_nothing_has_is_replaced_and_words_that_are_only_never_together_are_left(
    huang, chen
):
    publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    items = [{**complete()["items"][0], "code": "stop", "name": "站名"}]
    publish(
        services.add(complete(title="公交站点", abstract="站点的位置", keywords=[], items=items), actor=huang, now=NOW),
        huang,
        chen,
    )
    assert list(queries.search(ANYONE, Asked(text="公交 不动产等级")).suggestions) == ["公交 不动产登记"]
    together = queries.search(ANYONE, Asked(text="公交 不动产登记"))
    assert (together.total, list(together.suggestions)) == (0, [])
